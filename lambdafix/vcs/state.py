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

from lambdafix.errors import UsageError
from lambdafix.vcs import git

FOLDER = ".lambdafix"
_POLL_SECONDS = 0.05


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


@contextmanager
def exclusive(state: State, wait: float = 10.0) -> Iterator[None]:
    """Hold the working tree's lock, which the system frees if we are killed. Raises `BusyError` after `wait`
    seconds.
    """
    try:
        state.folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(state.folder / "lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise UsageError(f"{state.folder} cannot hold lambdafix's records: {error.strerror}") from error
    try:
        _take(descriptor, state, time.monotonic() + wait)
        yield
    finally:
        os.close(descriptor)


def _take(descriptor: int, state: State, deadline: float) -> None:
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise BusyError(f"another lambdafix is writing to {state.base}; try again when it is done") from None
            time.sleep(_POLL_SECONDS)
        else:
            return
