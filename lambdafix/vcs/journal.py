"""What a run of writes set out to do, on disk before it begins, so that the next run can tell and mend what a
crash left.

A renamed file is always whole: its hash says whether it is the old one or the new. A file written in place
may be torn, so both of its versions are copied here first. Paths in the journal count from `State.base`, and
nothing outside of it is ever touched: outside of git the journal lies in the project's tree, where a stranger
may have put it.
"""

from __future__ import annotations

import contextlib
import enum
import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

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
    """One file's plan: hashes (SHA-256) of its old and new content, and the file beside it that it swaps names with."""

    path: str
    before: str
    after: str
    temporary: str
    group: int = -1
    """The same for files that must be all old or all new; -1 for a file by itself."""

    @property
    def name(self) -> str:
        return PurePosixPath(self.path).name

    @property
    def hashes(self) -> tuple[str, str]:
        return self.before, self.after


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
        self._discard_copies()

    def _discard_copies(self) -> None:
        if self.copies.is_dir() and not self.copies.is_symlink():
            for copy in self.copies.iterdir():
                copy.unlink()
            self.copies.rmdir()

    def recover(self) -> tuple[Recovered, ...]:
        """Mend what an interrupted run left, and say what became of each file. Nothing to do is `()`."""
        if not self.path.exists():
            self._discard_copies()  # of a run that was killed after it had forgotten its journal
            return ()
        found = tuple(recovered for group in _grouped(self._entries()) for recovered in self._recover_group(group))
        self.close()
        return found

    def _entries(self) -> list[Entry]:
        try:
            rows = json.loads(regular.read(self.path, regular.RECORDS_LIMIT))["files"]
            return [_entry(row) for row in rows]
        except (ValueError, KeyError, TypeError, RecursionError, OSError) as error:
            raise UsageError(f"{self.path} cannot be read as the journal of an interrupted run; remove it") from error

    def _recover_group(self, entries: Sequence[Entry]) -> list[Recovered]:
        """Files that share a fix: where one was written, all are, or where that cannot be, none."""
        fates = [self._fate(entry) for entry in entries]
        if Fate.NEW in fates and not set(fates) <= {Fate.NEW}:
            forward = all(
                fate is Fate.NEW or self._may_become(e.after, e) for e, fate in zip(entries, fates, strict=True)
            )
            wanted = Fate.NEW if forward else Fate.OLD
            fates = [self._brought(entry, fate, wanted) for entry, fate in zip(entries, fates, strict=True)]
        for entry in entries:
            self._clear(entry)
        return [Recovered(entry.path, fate) for entry, fate in zip(entries, fates, strict=True)]

    def _fate(self, entry: Entry) -> Fate:
        """What the file is, once a half written one is whole again and an edit that was displaced is back."""
        with self._opened(entry) as folder:
            if folder is None:
                return Fate.GONE
            content = _content(folder, entry.name)
            if content is None:
                return Fate.GONE
            beside = _content(folder, entry.temporary)
            if digest(content) == entry.after and beside is not None and digest(beside) not in entry.hashes:
                os.rename(entry.temporary, entry.name, src_dir_fd=folder, dst_dir_fd=folder)
                return Fate.CHANGED
            fate = {entry.before: Fate.OLD, entry.after: Fate.NEW}.get(digest(content))
            if fate is None:
                before = self._torn(content, entry)
                if before is not None:
                    disk.overwrite(folder, entry.name, before)
                fate = Fate.CHANGED if before is None else Fate.MENDED
            return fate

    def _may_become(self, wanted: str, entry: Entry) -> bool:
        """Whether the file is one of ours, and its other version at hand."""
        with self._opened(entry) as folder:
            if folder is None:
                return False
            content, beside = _content(folder, entry.name), _content(folder, entry.temporary)
            ours = content is not None and digest(content) in entry.hashes
            return ours and ((beside is not None and digest(beside) == wanted) or wanted in self._copies((wanted,)))

    def _brought(self, entry: Entry, fate: Fate, wanted: Fate) -> Fate:
        """Bring the file to the version that the whole group is to have, where that can be."""
        version = entry.after if wanted is Fate.NEW else entry.before
        if fate in (wanted, Fate.CHANGED, Fate.GONE) or not self._may_become(version, entry):
            return fate
        with self._opened(entry) as folder:
            assert folder is not None
            beside = _content(folder, entry.temporary)
            if beside is not None and digest(beside) == version:
                os.rename(entry.temporary, entry.name, src_dir_fd=folder, dst_dir_fd=folder)
            else:
                disk.overwrite(folder, entry.name, self._copies((version,))[version])
        return wanted

    def _clear(self, entry: Entry) -> None:
        with self._opened(entry) as folder:
            if folder is not None and entry.temporary.startswith(_PREFIX) and "/" not in entry.temporary:
                disk.discard_in(folder, entry.temporary)

    @contextlib.contextmanager
    def _opened(self, entry: Entry) -> Iterator[int | None]:
        """The file's folder, None where there is none that we may write to."""
        target = disk.inside(self.state.base, entry.path)
        strange = "/" in entry.temporary or not entry.temporary.startswith(_PREFIX)
        with contextlib.ExitStack() as stack:
            folder = None
            if not isinstance(target, Refusal) and not strange:
                with contextlib.suppress(OSError):
                    parts = target.parent.relative_to(self.state.base.resolve()).parts
                    folder = stack.enter_context(disk.opened(self.state.base, parts))
            yield folder

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


def _entry(row: Mapping[str, object]) -> Entry:
    path, before, after, temporary = (str(row[name]) for name in ("path", "before", "after", "temporary"))
    group = row.get("group", -1)
    return Entry(path, before, after, temporary, group if isinstance(group, int) else -1)


def _grouped(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    found: dict[int, list[Entry]] = {}
    for number, entry in enumerate(entries):
        found.setdefault(entry.group if entry.group >= 0 else -1 - number, []).append(entry)
    yield from found.values()


def _content(folder: int, name: str) -> bytes | None:
    try:
        return disk.read(folder, name)
    except OSError:
        return None


def name_token() -> str:
    return os.urandom(6).hex()
