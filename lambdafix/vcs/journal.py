"""What a run of writes set out to do, on disk before it begins, so that the next run can tell and mend what a
crash left.

A renamed file is always whole: its hash says whether it is the old one or the new. A file written in place
may be torn, so both of its versions are copied here first. Paths in the journal count from `State.base`, and
nothing outside of it is ever touched: outside of git the journal lies in the project's tree, where a stranger
may have put it.
"""

from __future__ import annotations

import enum
import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from lambdafix import regular
from lambdafix.errors import UsageError
from lambdafix.model import Refusal
from lambdafix.vcs import disk
from lambdafix.vcs.state import State

_PREFIX = ".lambdafix-"


class Fate(enum.Enum):
    """What the next run found of a file that an interrupted run was to write."""

    OLD = "still the old file"
    NEW = "written"
    MENDED = "was half written; the old file is back"
    CHANGED = "changed by somebody else since; left as it is"
    GONE = "no longer exists"


@dataclass(frozen=True, slots=True)
class Recovered:
    """A file of an interrupted run, its path from `State.base`, and what became of it."""

    path: str
    fate: Fate


@dataclass(frozen=True, slots=True)
class Entry:
    """One file's plan: hashes (SHA-256) of its old and new content, and the temporary file that is renamed onto it."""

    path: str
    before: str
    after: str
    temporary: str


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def temporary_name(token: str, number: int) -> str:
    return f"{_PREFIX}{token}-{number}.tmp"


@dataclass(frozen=True, slots=True)
class Journal:
    """The journal of one run of writes, held under the lock."""

    state: State

    @property
    def path(self) -> Path:
        return self.state.folder / "writing.json"

    @property
    def copies(self) -> Path:
        return self.state.folder / "writing"

    def open(self, entries: Iterable[Entry]) -> None:
        rows = [{name: getattr(entry, name) for name in Entry.__slots__} for entry in entries]
        disk.replace(self.path, json.dumps({"version": 1, "files": rows}, indent=1).encode())

    def keep(self, before: bytes, after: bytes) -> None:
        """Copy both versions of a file that is about to be written in place."""
        if self.copies.is_symlink():
            raise UsageError(f"{self.copies} is a symbolic link, and lambdafix keeps no copies through one; remove it")
        self.copies.mkdir(exist_ok=True)
        for content in (before, after):
            disk.replace(self.copies / digest(content), content)

    def close(self) -> None:
        """Forget the run. The journal goes first: copies without one are rubbish, a journal without its
        copies is a loss.
        """
        self.path.unlink(missing_ok=True)
        disk.sync_folder(self.state.folder)
        if self.copies.is_dir() and not self.copies.is_symlink():
            for copy in self.copies.iterdir():
                copy.unlink()
            self.copies.rmdir()

    def recover(self) -> tuple[Recovered, ...]:
        """Mend what an interrupted run left, and say what became of each file. Nothing to do is `()`."""
        if not self.path.exists():
            return ()
        found = tuple(Recovered(entry.path, self._recover(entry)) for entry in self._entries())
        self.close()
        return found

    def _entries(self) -> list[Entry]:
        try:
            rows = json.loads(regular.read(self.path, regular.RECORDS_LIMIT))["files"]
            return [Entry(*(str(row[name]) for name in Entry.__slots__)) for row in rows]
        except (ValueError, KeyError, TypeError, RecursionError, OSError) as error:
            raise UsageError(f"{self.path} cannot be read as the journal of an interrupted run; remove it") from error

    def _recover(self, entry: Entry) -> Fate:
        target = disk.inside(self.state.base, entry.path)
        if isinstance(target, Refusal):
            return Fate.GONE
        if Path(entry.temporary).name == entry.temporary and entry.temporary.startswith(_PREFIX):
            disk.discard(target.parent / entry.temporary)
        if not target.is_file():
            return Fate.GONE
        content = regular.read(target, regular.RECORDS_LIMIT)
        fate = {entry.before: Fate.OLD, entry.after: Fate.NEW}.get(digest(content))
        if fate is None:
            before = self._torn(content, entry)
            if before is not None:
                disk.overwrite(target, before)
            fate = Fate.CHANGED if before is None else Fate.MENDED
        return fate

    def _torn(self, content: bytes, entry: Entry) -> bytes | None:
        """The old version of a half written file, None where `content` cannot be a mixture of the two versions."""
        versions = self._copies((entry.before, entry.after))
        if len(versions) < 2:
            return None
        before, after = versions[entry.before], versions[entry.after]
        within = min(len(before), len(after)) <= len(content) <= max(len(before), len(after))
        mixed = all(
            byte in pair for byte, *pair in zip(content, _padded(before, content), _padded(after, content), strict=True)
        )
        return before if within and mixed else None

    def _copies(self, names: Iterable[str]) -> Mapping[str, bytes]:
        copies = {name: self.copies / name for name in names if name.isalnum()}
        contents = {
            name: regular.read(copy, regular.RECORDS_LIMIT)
            for name, copy in copies.items()
            if copy.is_file() and not copy.is_symlink()
        }
        return {name: content for name, content in contents.items() if digest(content) == name}


def _padded(version: bytes, content: bytes) -> Iterable[int | None]:
    """One byte of `version`, or None beyond its end, for each byte of `content`."""
    return (*version[: len(content)], *(None for _ in range(len(content) - len(version))))


def name_token() -> str:
    return os.urandom(6).hex()
