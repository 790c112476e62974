"""The folder in which answers are kept: the user's own, bounded, and never trusted to be whole."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import shutil
import stat
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from lambdafix import regular
from lambdafix.errors import UsageError

VARIABLE = "LAMBDAFIX_CACHE_DIR"
LIMIT = 256_000_000
"""Bytes of all that is kept."""
_KEPT = 8
"""Answers to one question: those for the states that its project was in last."""
_FORMAT = b"lambdafix cache 1\n"
_DIGEST = hashlib.sha256().digest_size
_NEW = ".new-"
_ABANDONED = 3600
"""Seconds after which what a run did not finish writing is nobody's."""


def locate(environment: Mapping[str, str]) -> Path:
    """Where answers are kept, if there are any. Raises `UsageError` for a folder that depends on another."""
    named = environment.get(VARIABLE, "")
    if not named:
        from platformdirs import user_cache_path

        return user_cache_path("lambdafix", appauthor=False)
    if not Path(named).is_absolute():
        raise UsageError(f"{VARIABLE}: {named!r} is no absolute path")
    return Path(named)


@dataclass(frozen=True, slots=True)
class Folder:
    """Answers by the question they belong to and the state of the project they were found in; both are hexadecimal."""

    path: Path
    limit: int = LIMIT

    def read(self, question: str, state: str) -> bytes | None:
        """The answer kept; None where there is none, or it is not what was written. Raises OSError."""
        file = self.path / question / state
        try:
            raw = regular.read(file, regular.RECORDS_LIMIT)
        except FileNotFoundError:
            return None
        self._check_owner()
        head = len(_FORMAT) + _DIGEST
        answer = raw[head:]
        if raw[:head] != _FORMAT + hashlib.sha256(answer).digest():
            return None
        with contextlib.suppress(OSError):
            os.utime(file)  # what was asked for last goes last
        return answer

    def write(self, question: str, state: str, answer: bytes) -> None:
        """Keep an answer, whole or not at all, and let go of old ones. Raises OSError."""
        folder = self.path / question
        self.path.parent.mkdir(parents=True, exist_ok=True)
        for one in (self.path, folder):
            with contextlib.suppress(FileExistsError):
                one.mkdir(mode=0o700)
        self._check_owner()
        new = folder / f"{_NEW}{os.getpid()}-{time.monotonic_ns()}"
        descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            with open(descriptor, "wb") as file:  # noqa: PTH123 - a descriptor
                file.write(_FORMAT + hashlib.sha256(answer).digest() + answer)
            new.replace(folder / state)
        except OSError:
            new.unlink(missing_ok=True)
            raise
        self._let_go(folder)

    def clear(self) -> int:
        """Remove all that is kept; the bytes that it took. Raises OSError."""
        size = self.size()
        with contextlib.suppress(FileNotFoundError):
            self._check_owner()
            for one in list(self.path.iterdir()):
                shutil.rmtree(one) if one.is_dir() and not one.is_symlink() else one.unlink(missing_ok=True)
        return size

    def size(self) -> int:
        """Bytes of all that is kept."""
        return sum(size for _, size, _ in _files(self.path))

    def _check_owner(self) -> None:
        """Raises PermissionError where somebody else could have put an answer there."""
        found = self.path.lstat()
        if not stat.S_ISDIR(found.st_mode):
            raise NotADirectoryError(errno.ENOTDIR, "it is no folder", str(self.path))
        if hasattr(os, "geteuid") and (found.st_uid != os.geteuid() or found.st_mode & 0o077):
            raise PermissionError(errno.EPERM, "it is open to others than its user (chmod 700)", str(self.path))

    def _let_go(self, folder: Path) -> None:
        """Of the answers to one question the newest stay, and of all as many as there is room for."""
        own = [path for _, _, path in sorted(_files(folder), reverse=True) if not path.name.startswith(_NEW)]
        for path in own[_KEPT:]:
            path.unlink(missing_ok=True)
        room, before = self.limit, time.time() - _ABANDONED
        for changed, size, path in sorted(_files(self.path), reverse=True):
            room -= size
            if room < 0 or (path.name.startswith(_NEW) and changed < before):
                path.unlink(missing_ok=True)


def _files(folder: Path) -> Iterator[tuple[float, int, Path]]:
    """When it was last asked for, bytes, and path of each file that is kept. What goes meanwhile is left out."""
    waiting = [folder]
    while waiting:
        with contextlib.suppress(FileNotFoundError, NotADirectoryError), os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(Path(entry.path))
                    continue
                with contextlib.suppress(FileNotFoundError):
                    found = entry.stat(follow_symlinks=False)
                    yield found.st_mtime, found.st_size, Path(entry.path)
