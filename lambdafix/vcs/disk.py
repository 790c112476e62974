"""Bytes to disk: whole or not at all, durable, and never outside the folder they belong to."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import stat
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from lambdafix.model import Refusal

Step = Callable[[str], None]
"""Told of every step that reached the disk. A test kills the process there."""

BLOCK = 1 << 16
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
_TEMPORARY = re.compile(r"\.(?P<name>.+)\.(?P<process>[0-9]+)\.tmp", re.DOTALL)
_SWAP = 2
"""RENAME_EXCHANGE of Linux's renameat2, RENAME_SWAP of macOS's renameatx_np."""
_CANNOT_SWAP = (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP)
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
    replaced, and what killed runs left of this is removed.
    """
    remove_abandoned(target.parent, target.name)
    temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    descriptor = os.open(temporary, _NEW, 0o644)
    try:
        _fill(descriptor, content, silent)
    finally:
        os.close(descriptor)
    temporary.replace(target)
    sync_folder(target.parent)


def remove_abandoned(folder: Path, name: str = "") -> None:
    """Remove what runs that were killed left in `folder` of what they wrote to the file `name`, or to any file."""
    with os.scandir(folder) as found:
        temporaries = [whose for entry in found if (whose := _TEMPORARY.fullmatch(entry.name))]
    for whose in temporaries:
        process = int(whose["process"])
        if name in ("", whose["name"]) and (process == os.getpid() or not alive(process)):
            discard(folder / whose[0])


def alive(process: int) -> bool:
    """Whether a process of this number runs."""
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


@contextlib.contextmanager
def opened(base: Path, folders: Sequence[str]) -> Iterator[int]:
    """A descriptor of the folder that `folders` lead to from `base`: what is done in it cannot be led elsewhere.

    Raises OSError where a link stands in the way, as it may since the path was looked at.
    """
    descriptor = os.open(base, _FOLDER)
    try:
        for folder in folders:
            inner = os.open(folder, _FOLDER | os.O_NOFOLLOW, dir_fd=descriptor)
            os.close(descriptor)
            descriptor = inner
        yield descriptor
    finally:
        os.close(descriptor)


def read(folder: int, name: str) -> bytes:
    """The content of a regular file in an open folder. Raises OSError, also for a link."""
    descriptor = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=folder)
    with open(descriptor, "rb") as file:  # noqa: PTH123 - a descriptor
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "not a regular file", name)
        return file.read()


def holds(folder: int, name: str, content: bytes) -> bool:
    """Whether the file is there, and is exactly this."""
    try:
        return read(folder, name) == content
    except OSError:
        return False


def prepare(folder: int, temporary: str, like: str, content: bytes, step: Step = silent) -> None:
    """Write `content` durably to the new file `temporary`, with the mode, owner and attributes of `like`.

    Raises `CannotReplaceError` where those cannot be carried over, `OSError` otherwise; the file may then
    remain.
    """
    descriptor = os.open(temporary, _NEW, 0o600, dir_fd=folder)
    try:
        step("created")
        _dress(descriptor, folder, like)
        step("dressed")
        _fill(descriptor, content, step)
        step("synced")
    finally:
        os.close(descriptor)


def exchange(folder: int, one: str, other: str) -> bool:
    """Swap two names of a folder at once, so that neither file is lost; False where the system cannot."""
    import ctypes

    libc = ctypes.CDLL(None, use_errno=True)
    swap = getattr(libc, "renameat2", None) or getattr(libc, "renameatx_np", None)
    if swap is None:
        return False
    if swap(folder, os.fsencode(one), folder, os.fsencode(other), ctypes.c_uint(_SWAP)) == 0:
        return True
    number = ctypes.get_errno()
    if number in _CANNOT_SWAP:
        return False
    raise OSError(number, os.strerror(number), other)


def overwrite(folder: int, name: str, content: bytes, step: Step = silent) -> None:
    """Write `content` over the file itself, so that its other links see it. Not atomic: keep a copy first."""
    descriptor = os.open(name, os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=folder)
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


def _dress(descriptor: int, folder: int, like: str) -> None:
    source = os.open(like, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=folder)
    try:
        old, new = os.fstat(source), os.fstat(descriptor)
        if (old.st_uid, old.st_gid) != (new.st_uid, new.st_gid):
            os.fchown(descriptor, old.st_uid, old.st_gid)
        os.fchmod(descriptor, stat.S_IMODE(old.st_mode))
        for name, value in _attributes(source).items():
            os.setxattr(descriptor, name, value)
    except PermissionError as error:
        raise CannotReplaceError(str(error)) from error
    finally:
        os.close(source)


def _attributes(descriptor: int) -> dict[str, bytes]:
    """Extended attributes, access control lists among them; {} where the system has none."""
    if not hasattr(os, "listxattr"):
        return {}
    try:
        return {name: os.getxattr(descriptor, name) for name in os.listxattr(descriptor)}
    except OSError as error:
        if error.errno in _NO_ATTRIBUTES:
            return {}
        raise


def discard(temporary: Path) -> None:
    with contextlib.suppress(FileNotFoundError):
        temporary.unlink()


def discard_in(folder: int, name: str) -> None:
    with contextlib.suppress(FileNotFoundError):
        os.unlink(name, dir_fd=folder)
