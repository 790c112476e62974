"""Snapshots where there is no git: `.lambdafix/undo/<n>` holds an index and each content under its hash."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from lambdafix import regular
from lambdafix.errors import UsageError
from lambdafix.vcs import disk
from lambdafix.vcs.journal import digest
from lambdafix.vcs.snapshots import UNDO, UNDONE, Listed, SavedFile, unknown

_INDEX = "index.json"


@dataclass(frozen=True, slots=True)
class _Row:
    """One file; `before` and `after` are the hashes that its contents are kept under."""

    path: str
    before: str
    after: str
    executable: bool


@dataclass(frozen=True, slots=True)
class _Index:
    label: str
    when: int
    files: tuple[_Row, ...]


@dataclass(frozen=True, slots=True)
class FolderStore:
    """Snapshots below `folder`, which may lie in a stranger's tree: every content is checked against its hash."""

    folder: Path

    def save(self, label: str, files: Sequence[SavedFile], shelf: str = UNDO) -> int:
        number = max((*self._numbers(UNDO), *self._numbers(UNDONE)), default=0) + 1
        place = self.folder / shelf / str(number)
        place.mkdir(parents=True)
        for content in {content for file in files for content in (file.before, file.after)}:
            disk.replace(place / digest(content), content)
        index = {"version": 1, "label": label, "when": int(time.time()), "files": [_row(file) for file in files]}
        disk.replace(place / _INDEX, json.dumps(index, indent=1).encode())
        return number

    def load(self, number: int) -> tuple[SavedFile, ...]:
        return tuple(
            SavedFile(row.path, self._content(number, row.before), self._content(number, row.after), row.executable)
            for row in self._index(number).files
        )

    def listed(self) -> tuple[Listed, ...]:
        found = []
        for number in sorted(self._numbers(UNDO), reverse=True):
            if not (self.folder / UNDO / str(number) / _INDEX).exists():
                continue  # killed before the snapshot was whole, so before anything was written
            index = self._index(number)
            found.append(Listed(number, index.label, index.when, tuple(row.path for row in index.files)))
        return tuple(found)

    def retire(self, number: int) -> None:
        (self.folder / UNDONE).mkdir(exist_ok=True)
        (self.folder / UNDO / str(number)).rename(self.folder / UNDONE / str(number))

    def where(self, number: int, path: str) -> str:
        names = [row.before for row in self._index(number).files if row.path == path]
        return str(self.folder / UNDO / str(number) / names[0])

    def _numbers(self, shelf: str) -> list[int]:
        folder = self.folder / shelf
        if folder.is_symlink():
            raise UsageError(f"{folder} is a symbolic link, and lambdafix keeps no snapshots through one")
        return [int(child.name) for child in folder.iterdir() if child.name.isdecimal()] if folder.is_dir() else []

    def _index(self, number: int) -> _Index:
        if number not in self._numbers(UNDO):
            raise unknown(number)
        file = self.folder / UNDO / str(number) / _INDEX
        try:
            index = json.loads(regular.read(file, regular.RECORDS_LIMIT))
            rows = tuple(
                _Row(str(row["path"]), str(row["before"]), str(row["after"]), bool(row["executable"]))
                for row in index["files"]
            )
            return _Index(str(index["label"]), int(index["when"]), rows)
        except (ValueError, TypeError, KeyError, RecursionError, OSError) as error:
            raise UsageError(f"the snapshot {number} is damaged ({error}); {file.parent} may be removed") from error

    def _content(self, number: int, name: str) -> bytes:
        file = self.folder / UNDO / str(number) / Path(name).name
        if not file.is_file() or digest(content := regular.read(file, regular.RECORDS_LIMIT)) != name:
            raise UsageError(f"the snapshot {number} is damaged: {name} is not what was saved")
        return content


def _row(file: SavedFile) -> dict[str, object]:
    return {
        "path": file.path,
        "before": digest(file.before),
        "after": digest(file.after),
        "executable": file.executable,
    }
