"""Analyse a project given as files, the way the command line does."""

from __future__ import annotations

import codecs
import io
import tokenize
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from lambdafix.engine import Analysis, analyse

from lambdafix import config, registry
from lambdafix.model import Finding

Files = Mapping[str, bytes]
"""A project's files by their relative path."""


def analyse_files(root: Path, files: Files, *select: str, unsafe: bool = False) -> Analysis:
    """What comes of `files`, laid out in the new folder `root`; all rules where `select` is empty."""
    write_files(root, files)
    flags = {"select": list(select or ("ALL",)), "unsafe-fixes": unsafe}
    settings = config.load(root, root, flags)
    return analyse(root, settings, codemods=registry.load().select(settings))


def write_files(root: Path, files: Files) -> None:
    root.mkdir(parents=True)
    for path, content in files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def rewritten(files: Files, analysis: Analysis) -> dict[str, bytes]:
    """`files` once the fixes of `analysis` are applied."""
    for rewrite in analysis.rewrites:
        assert rewrite.before == files[rewrite.path], f"{rewrite.path}: the rewrite starts from other bytes"
    return {**files, **{rewrite.path: rewrite.after for rewrite in analysis.rewrites}}


def answer(finding: Finding) -> str:
    """ "safe" or "unsafe" where the finding is repaired, else "report"."""
    return finding.applicability.value if finding.fix else "report"


def with_crlf(files: Files) -> dict[str, bytes]:
    return {path: content.replace(b"\n", b"\r\n") for path, content in files.items()}


def with_bom(files: Files) -> dict[str, bytes]:
    return {
        path: codecs.BOM_UTF8 + content if path.endswith(".py") else content
        for path, content in files.items()
    }


def comments(content: bytes) -> Counter[str]:
    tokens = tokenize.tokenize(io.BytesIO(content).readline)
    return Counter(token.string for token in tokens if token.type == tokenize.COMMENT)
