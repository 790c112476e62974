"""What the readers share: files read once, and the results they add to."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from lambdafix.model import Skipped, TableSchema
from lambdafix.project.declared import DeclaredFunction
from lambdafix.project.document import Block, DocumentError, read_documents
from lambdafix.project.stacks.stack import Stack


@dataclass(slots=True)
class Collected:
    """What one run of the readers gathers."""

    root: Path
    raw: Callable[[str], bytes]
    """A file's bytes, by its path in the project. Raises OSError."""
    functions: list[DeclaredFunction] = field(default_factory=list)
    tables: list[TableSchema] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    stacks: list[Stack] = field(default_factory=list)
    included: set[str] = field(default_factory=set)
    """Files that another template includes."""
    looked_for: set[str] = field(default_factory=set)
    """Files that a template names to be read with it."""

    def read(self, path: str) -> bytes:
        """The bytes of a template, none where it cannot be read, which is noted."""
        try:
            return self.raw(path)
        except OSError as error:
            self.skipped.append(Skipped(path, f"cannot be read: {error.strerror}"))
            return b""

    def documents(self, path: str, raw: bytes) -> list[Block]:
        """The documents of a YAML or JSON file, none where it is malformed, which is noted."""
        content = raw.decode("utf-8-sig", "replace")
        is_json = content.lstrip().startswith("{")
        try:
            return read_documents(content, is_json=is_json)
        except DocumentError as error:
            if filled := _without_placeholders(content):
                with suppress(DocumentError):
                    return read_documents(filled, is_json=is_json)
            self.skipped.append(Skipped(path, f"template cannot be read: {error}", error.row))
            return []

    def mapping(self, path: str) -> Block:
        """The first document of the file at `path` of the project, empty where there is none."""
        self.looked_for.add(path)
        if not (self.root / path).is_file():
            return Block()
        return next(iter(self.documents(path, self.read(path))), Block())


def _without_placeholders(content: str) -> str:
    """A template of a template (cookiecutter, Jinja) with its placeholders empty; "" where there are none."""
    if "{{" not in content and "{%" not in content:
        return ""
    return re.sub(r"\{\{.*?\}\}", "~", re.sub(r"\{%.*?%\}", "", content))
