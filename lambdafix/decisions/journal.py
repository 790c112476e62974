"""The review's journal: every event is in the file before it is on the screen.

A line is one `write` at the file's end, so that a killed process leaves whole lines and at most one torn one, the last.
The journal lies beside the working tree's other records, out of the tree in a git repository.
"""

from __future__ import annotations

import fcntl
import os
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from lambdafix import regular
from lambdafix.decisions.events import Event, MalformedEventError, dumps, loads
from lambdafix.errors import UsageError
from lambdafix.vcs.state import State

NAME = "review.jsonl"
_SIZE_LIMIT = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class History:
    """What an earlier review left: its events, and the rows of the journal that could not be read."""

    events: tuple[Event, ...] = ()
    unreadable: tuple[int, ...] = ()


def read(path: Path) -> History:
    """The journal at `path`; a torn last line counts as never written. Raises `UsageError` where it cannot be read."""
    try:
        if path.is_symlink():
            raise UsageError(f"{path}: is no journal of ours; remove it and run lambdafix review again")
        text = regular.read(path, _SIZE_LIMIT).decode("utf-8", "replace")
    except FileNotFoundError:
        return History()
    except OSError as error:
        raise UsageError(
            f"{path}: cannot be read: {error.strerror}; remove it and run lambdafix review again"
        ) from error
    events, unreadable = list[Event](), list[int]()
    lines = text.split("\n")
    for row, line in enumerate(lines[:-1], 1):
        try:
            events.append(loads(line))
        except MalformedEventError:
            unreadable.append(row)
    return History(tuple(events), tuple(unreadable))


class Journal:
    """The journal open for appending, held by one review at a time."""

    def __init__(self, state: State) -> None:
        """Raises `UsageError` where another review holds it or it cannot be written."""
        self.path = state.folder / NAME
        flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
        try:
            state.folder.mkdir(parents=True, exist_ok=True)
            self._descriptor = os.open(self.path, flags, 0o644)
        except OSError as error:
            raise UsageError(f"{self.path}: cannot be written: {error.strerror}") from error
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._descriptor)
            raise UsageError(f"another review of {state.base} is open; finish that one first") from None
        self._end_torn_line()

    def append(self, event: Event) -> None:
        line = dumps(event).encode("ascii") + b"\n"
        while line:
            line = line[os.write(self._descriptor, line) :]

    def sync(self) -> None:
        os.fsync(self._descriptor)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._descriptor)

    def _end_torn_line(self) -> None:
        """Cut off what a killed writer left after the last line end."""
        size = os.fstat(self._descriptor).st_size
        if size and os.pread(self._descriptor, 1, size - 1) != b"\n":
            whole = regular.read(self.path, size).rfind(b"\n") + 1
            os.ftruncate(self._descriptor, whole)
