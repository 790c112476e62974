"""Projects as mappings from relative path to bytes: laid out on disk, and turned into variants."""

from __future__ import annotations

import codecs
import io
import tokenize
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

Files = Mapping[str, bytes]
"""A project's files by their relative path."""


def write_files(root: Path, files: Files) -> None:
    for path, content in files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def with_crlf(files: Files) -> dict[str, bytes]:
    return {path: content.replace(b"\n", b"\r\n") for path, content in files.items()}


def with_bom(files: Files) -> dict[str, bytes]:
    return {path: codecs.BOM_UTF8 + content if path.endswith(".py") else content for path, content in files.items()}


def comments(content: bytes) -> Counter[str]:
    tokens = tokenize.tokenize(io.BytesIO(content).readline)
    return Counter(token.string for token in tokens if token.type == tokenize.COMMENT)
