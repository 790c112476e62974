"""Bytes to disk: whole or not at all, durable, and never outside the folder they belong to."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path

from lambdafix.model import Refusal

Step = Callable[[str], None]
"""Told of every step that reached the disk. A test kills the process there."""

BLOCK = 1 << 16
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_CANNOT_SYNC = (errno.ENOTSUP, errno.EINVAL)
_NO_ATTRIBUTES = (errno.ENOTSUP, errno.ENODATA, errno.EINVAL)


class CannotReplaceError(Exception):
    """A rename would lose something of the file: its owner, its group, an extended attribute."""


def silent(_: str) -> None:
    """The step that nobody watches."""


def inside(base: Path, path: str) -> Path | Refusal:
    """Where `base/path` really lies, or why it must not be written: a link out of `base`, or into a git directory."""
    if "\0" in path:
        return Refusal("no file can have that name")
    top = Path(os.path.realpath(base))
    real = Path(os.path.realpath(top / path))
    if not real.is_relative_to(top) or real == top:
        return Refusal("it leads out of the project by a symbolic link", "run lambdafix where the file really lies")
    if ".git" in (part.lower() for part in real.relative_to(top).parts):
        return Refusal("it leads into a git directory")
    return real


def replace(target: Path, content: bytes) -> None:
    """Write one of our own files: a temporary beside it, synced, renamed. The target's link, if it is one, is
    replaced.
    """
    temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    temporary.unlink(missing_ok=True)
    descriptor = os.open(temporary, _NEW, 0o644)
    try:
        _fill(descriptor, content, silent)
    finally:
        os.close(descriptor)
    temporary.replace(target)
    sync_folder(target.parent)


def prepare(temporary: Path, like: Path, content: bytes, step: Step) -> None:
    """Write `content` durably to the new file `temporary`, with the mode, owner and attributes of `like`.

    Raises `CannotReplaceError` where those cannot be carried over, `OSError` otherwise; the file may then
    remain.
    """
    descriptor = os.open(temporary, _NEW, 0o600)
    try:
        step("created")
        _dress(descriptor, like)
        step("dressed")
        _fill(descriptor, content, step)
        step("synced")
    finally:
        os.close(descriptor)


def overwrite(target: Path, content: bytes, step: Step = silent) -> None:
    """Write `content` over the file itself, so that its other links see it. Not atomic: keep a copy first."""
    descriptor = os.open(target, os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        _fill(descriptor, content, step)
        os.ftruncate(descriptor, len(content))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """Make a rename in `folder` durable, where the file system knows how to."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _CANNOT_SYNC:
            raise
    finally:
        os.close(descriptor)


def _fill(descriptor: int, content: bytes, step: Step) -> None:
    view = memoryview(content)
    while view:
        view = view[os.write(descriptor, view[:BLOCK]) :]
        step("block written")
    os.fsync(descriptor)


def _dress(descriptor: int, like: Path) -> None:
    old, new = like.stat(), os.fstat(descriptor)
    try:
        if (old.st_uid, old.st_gid) != (new.st_uid, new.st_gid):
            os.fchown(descriptor, old.st_uid, old.st_gid)
        os.fchmod(descriptor, stat.S_IMODE(old.st_mode))
        for name, value in _attributes(like).items():
            os.setxattr(descriptor, name, value)
    except PermissionError as error:
        raise CannotReplaceError(str(error)) from error


def _attributes(path: Path) -> dict[str, bytes]:
    """Extended attributes, access control lists among them; {} where the system has none."""
    if not hasattr(os, "listxattr"):
        return {}
    try:
        return {name: os.getxattr(path, name) for name in os.listxattr(path)}
    except OSError as error:
        if error.errno in _NO_ATTRIBUTES:
            return {}
        raise


def discard(temporary: Path) -> None:
    with contextlib.suppress(FileNotFoundError):
        temporary.unlink()
