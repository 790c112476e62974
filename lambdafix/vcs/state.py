"""Where a working tree's own records lie (lock, journals, decisions), and who may write now.

In a repository that is `lambdafix/` of the worktree's git directory, so nothing shows in `git status` and
each worktree has its own; outside of git it is `.lambdafix/` of the project's root.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from lambdafix import regular
from lambdafix.errors import UsageError
from lambdafix.vcs import disk, git

FOLDER = ".lambdafix"
_POLL_SECONDS = 0.05
_OWN_REFS = ("refs/worktree/lambdafix", "refs/lambdafix")


class BusyError(UsageError):
    """Another run is writing to this working tree."""


@dataclass(frozen=True, slots=True)
class State:
    """`folder` keeps the records of the working tree at `base`; every path in them counts from `base`."""

    folder: Path
    base: Path
    repository: git.Repository | None = None


def locate(root: Path) -> State:
    """The records for a project at `root`; nothing is created. Raises `git.GitError`, or `UsageError` for a
    folder that is a link.
    """
    root = root.resolve()
    repository = git.find(root)
    folder = repository.git_path("lambdafix") if repository else root / FOLDER
    if folder.is_symlink():
        raise UsageError(f"{folder} is a symbolic link, and lambdafix keeps no records through one; remove it")
    return State(folder, repository.top.resolve() if repository else root, repository)


@dataclass(frozen=True, slots=True)
class Owner:
    """Who holds the lock: a process, and since when, in seconds since 1970, UTC."""

    process: int
    since: float

    def __str__(self) -> str:
        return f"process {self.process}, for {_age(time.time() - self.since)}"


@contextmanager
def exclusive(state: State, wait: float = 10.0) -> Iterator[Owner | None]:
    """Hold the working tree's lock, which the system frees if we are killed.

    Gives the owner that was killed while it held the lock, whose leftovers are removed; None where there was none.
    Raises `BusyError` after `wait` seconds.
    """
    try:
        state.folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(_lock(state), os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise UsageError(f"{state.folder} cannot hold lambdafix's records: {error.strerror}") from error
    try:
        _take(descriptor, state, time.monotonic() + wait)
        dead = _owner(descriptor)
        _sign(descriptor, f"{os.getpid()} {time.time():.0f}\n")
        if dead:
            _clear(state)
        yield dead
        _sign(descriptor, "")
    finally:
        os.close(descriptor)


def killed(state: State) -> bool:
    """Whether a run was killed here while it held the lock, or one holds it now."""
    try:
        return bool(regular.read(_lock(state)))
    except OSError:
        return False


def _lock(state: State) -> Path:
    return state.folder / "lock"


def _take(descriptor: int, state: State, deadline: float) -> None:
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                who = _owner(descriptor)
                told = f" ({who})" if who else ""
                raise BusyError(
                    f"another lambdafix{told} is writing to {state.base}; try again when it is done"
                ) from None
            time.sleep(_POLL_SECONDS)
        else:
            return


def _owner(descriptor: int) -> Owner | None:
    """Who signed the lock; None where it was given back, or was signed by no process."""
    words = os.pread(descriptor, 100, 0).split()
    if len(words) != 2 or not all(word.isdigit() for word in words):
        return None
    return Owner(int(words[0]), float(words[1]))


def _sign(descriptor: int, text: str) -> None:
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, text.encode(), 0)


def _clear(state: State) -> None:
    """Remove what a killed run left: half a record, and git's locks on our own refs, which nobody but the holder of
    our lock takes.
    """
    disk.remove_abandoned(state.folder)
    if state.repository is None:
        return
    for name in _OWN_REFS:
        for lock in state.repository.git_path(name).rglob("*.lock"):
            lock.unlink(missing_ok=True)


def _age(seconds: float) -> str:
    for unit, name in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= unit:
            count = int(seconds // unit)
            return f"{count} {name}{'' if count == 1 else 's'}"
    return f"{max(0, int(seconds))} seconds"
