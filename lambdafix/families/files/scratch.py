"""The files directly under `/tmp`, by name: all that one function does with each and with what lies in it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lambdafix.families.files.calls import Act
from lambdafix.families.files.uses import Escape, FileUse, FunctionFiles

ROOT = "/tmp"  # noqa: S108 - the name is what this is about
_MADE = re.compile(r"/tmp/\{([\w.]+\(\)) in line \d+\}")  # noqa: S108
WRITES = frozenset({Act.WRITE, Act.APPEND, Act.FILL})


@dataclass(slots=True, eq=False)
class ScratchFile:
    """One name directly under `/tmp`, with all that one function does with it and what lies in it."""

    name: str
    """ "/tmp/report.csv"; for a folder the folder's name alone."""
    uses: list[FileUse] = field(default_factory=list)
    escapes: list[Escape] = field(default_factory=list)

    @property
    def writes(self) -> list[FileUse]:
        return [use for use in self.uses if use.act in WRITES]

    @property
    def fixed(self) -> bool:
        """Whether each request writes to one and the same name."""
        told = self.writes or self.uses
        return any(not use.path.varies for use in told)

    @property
    def is_made(self) -> bool:
        """Whether `tempfile` made it, under a name that nothing else can put together."""
        return _MADE.match(self.name) is not None

    @property
    def label(self) -> str:
        """The name, or which call made it: "what `tempfile.mkdtemp()` makes"."""
        made = _MADE.match(self.name)
        return f"what `{made[1]}` makes" if made else self.name

    def texts(self) -> set[str]:
        return {use.path.text for use in self.uses}


def by_name(files: FunctionFiles) -> dict[str, ScratchFile]:
    found: dict[str, ScratchFile] = {}
    for use in files.uses:
        if name := scratch_name(use.path.text):
            found.setdefault(name, ScratchFile(name)).uses.append(use)
    for escape in files.escapes:
        if name := scratch_name(escape.path.text):
            found.setdefault(name, ScratchFile(name)).escapes.append(escape)
    return found


def scratch_name(text: str) -> str:
    """ "/tmp/a" for "/tmp/a/b.csv"; "" for what does not lie under `/tmp`, and for `/tmp` itself."""
    rest = re.sub("/+", "/", text)
    if not rest.startswith(f"{ROOT}/") or ".." in rest:
        return ""
    depth, end = 0, len(rest)
    for position, character in enumerate(rest[len(ROOT) + 1 :], len(ROOT) + 1):
        depth += (character == "{") - (character == "}")
        if character == "/" and depth <= 0:
            end = position
            break
    return rest[:end] if end > len(ROOT) + 1 else ""
