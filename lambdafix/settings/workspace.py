"""Where a run takes place: the project's root, the current folder, and the paths the user named."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from lambdafix import regular
from lambdafix.errors import UsageError
from lambdafix.settings.file import find_file


@dataclass(frozen=True, slots=True)
class Workspace:
    root: Path
    here: Path
    paths: tuple[str, ...]
    """What to report on, POSIX and relative to `root`; () is everything."""
    start: Path
    """The folder that holds everything named; configuration is looked for from here up."""

    def shown(self, path: str) -> str:
        """A path from the root as it reads from the current folder."""
        return Path(os.path.relpath(self.root / path, self.here)).as_posix()

    def relative(self, path: str) -> str:
        """A path from the current folder as it reads from the root. Raises `UsageError` outside of it."""
        absolute = _absolute(self.here, path)
        if not absolute.is_relative_to(self.root):
            raise UsageError(f"{path}: lies outside of the project at {self.root}")
        return _relative(absolute, self.root)


class MissingPathError(UsageError):
    def __init__(self, path: str) -> None:
        super().__init__(f"{path}: no such file or directory")
        self.path = path


def locate(paths: Sequence[str], must_exist: bool = True) -> Workspace:
    """The workspace for `paths`, which count from the current folder. Raises `MissingPathError`, `UsageError`."""
    here = Path.cwd()
    named = [_absolute(here, path) for path in paths] or [here]
    for path, absolute in zip(paths, named, strict=False):
        if must_exist:
            _check_readable(path, absolute)
    start = _common_folder(named)
    root = find_root(start)
    limits = () if root in named else tuple(_relative(path, root) for path in named)
    return Workspace(root, here, limits, start)


def find_root(start: Path) -> Path:
    """The top of the checkout around `start`, else the folder of the nearest configuration, else `start`."""
    for folder in (start, *start.parents):
        if regular.exists(folder / ".git"):
            return folder
    settings = find_file(start, Path(start.anchor))
    return settings.parent if settings else start


def _relative(path: Path, root: Path) -> str:
    """From the root, as `Skipped` gives it: a name that is not UTF-8 is never analysed, and printable."""
    return os.fsencode(path.relative_to(root).as_posix()).decode("utf-8", "backslashreplace")


def _check_readable(path: str, absolute: Path) -> None:
    try:
        absolute.lstat()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise MissingPathError(path) from error
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from error
    if absolute.is_dir() and not os.access(absolute, os.R_OK | os.X_OK):
        raise UsageError(f"{path}: cannot be read: {os.strerror(errno.EACCES)}")


def _absolute(here: Path, path: str) -> Path:
    """Without resolving symlinks: a linked folder belongs to the project that links it."""
    return Path(os.path.normpath(here / path))


def _common_folder(paths: Iterable[Path]) -> Path:
    folders = [path if path.is_dir() else path.parent for path in paths]
    return Path(os.path.commonpath(folders))
