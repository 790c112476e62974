"""Temporary worktrees: they lie outside of the project, and the next run removes those of a run that was killed."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lambdafix.vcs.git import Repository


@contextmanager
def temporary_folder(repository: Repository | None, prefix: str) -> Iterator[Path]:
    """A new folder that nobody else may enter, removed at the end together with the worktree added in it.

    What killed runs with the same `prefix` left is removed first.
    """
    if repository:
        remove_abandoned(repository, prefix)
    folder = Path(tempfile.mkdtemp(prefix=f"{prefix}{os.getpid()}-"))
    try:
        yield folder
    finally:
        if repository:
            _forget(repository, tree_in(folder))
        shutil.rmtree(folder, ignore_errors=True)


def tree_in(folder: Path) -> Path:
    """Where the worktree of a temporary folder lies.

    git keeps it under its last name, which says whose it is even where git was killed before it wrote down the path.
    """
    return folder / folder.name


def add(repository: Repository, folder: Path, commit: str) -> Path:
    """A detached worktree of `commit` in `folder`; no hook and no filter is run. Raises `GitError`."""
    tree = tree_in(folder)
    repository.ask("worktree", "add", "--detach", "--quiet", str(tree), commit)
    return tree


def remove_abandoned(repository: Repository, prefix: str) -> None:
    """Remove the worktrees and temporary folders, made under `prefix`, of processes that are gone."""
    for line in repository.ask("worktree", "list", "--porcelain").text.splitlines():
        path = Path(line.removeprefix("worktree "))
        if line.startswith("worktree ") and _is_abandoned(path.parent, prefix):
            _forget(repository, path)
            shutil.rmtree(path.parent, ignore_errors=True)
    for half_made in repository.git_path("worktrees").glob(f"{prefix}*"):  # git does not list it, and calls it locked
        if _is_abandoned(half_made, prefix):
            shutil.rmtree(half_made, ignore_errors=True)
    for folder in Path(tempfile.gettempdir()).glob(f"{prefix}*"):
        # one that another repository's worktree lies in is left to a run there
        if _is_abandoned(folder, prefix) and not folder.is_symlink() and not tree_in(folder).exists():
            shutil.rmtree(folder, ignore_errors=True)


def _forget(repository: Repository, tree: Path) -> None:
    """Remove a worktree, also one that git was adding, which it locks meanwhile, and one that was never added."""
    repository.ask("worktree", "remove", "--force", "--force", str(tree), codes=range(256))


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
