"""Temporary worktrees: they lie outside of the project, and the next run removes those of a run that was killed."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lambdafix.vcs.git import Repository

TREE = "tree"
"""The worktree's name in its temporary folder."""


@contextmanager
def temporary_folder(repository: Repository, prefix: str) -> Iterator[Path]:
    """A new folder that nobody else may enter, removed at the end together with the worktree added in it.

    What killed runs with the same `prefix` left is removed first.
    """
    remove_abandoned(repository, prefix)
    folder = Path(tempfile.mkdtemp(prefix=f"{prefix}{os.getpid()}-"))
    try:
        yield folder
    finally:
        repository.ask("worktree", "remove", "--force", str(folder / TREE), codes=range(256))
        shutil.rmtree(folder, ignore_errors=True)


def add(repository: Repository, folder: Path, commit: str) -> Path:
    """A detached worktree of `commit` in `folder`; no hook and no filter is run. Raises `GitError`."""
    tree = folder / TREE
    repository.ask("worktree", "add", "--detach", "--quiet", str(tree), commit)
    return tree


def remove_abandoned(repository: Repository, prefix: str) -> None:
    """Remove the worktrees and temporary folders, made under `prefix`, of processes that are gone."""
    for line in repository.ask("worktree", "list", "--porcelain").text.splitlines():
        path = Path(line.removeprefix("worktree "))
        if line.startswith("worktree ") and _is_abandoned(path.parent, prefix):
            repository.ask("worktree", "remove", "--force", str(path), codes=range(256))
            shutil.rmtree(path.parent, ignore_errors=True)
    for folder in Path(tempfile.gettempdir()).glob(f"{prefix}*"):
        # one that another repository's worktree lies in is left to a run there
        if _is_abandoned(folder, prefix) and not folder.is_symlink() and not (folder / TREE).exists():
            shutil.rmtree(folder, ignore_errors=True)


def _is_abandoned(folder: Path, prefix: str) -> bool:
    if not folder.name.startswith(prefix):
        return False
    try:
        os.kill(int(folder.name.removeprefix(prefix).partition("-")[0]), 0)
    except (ValueError, OverflowError, ProcessLookupError):
        return True
    except PermissionError:
        return False
    return False
