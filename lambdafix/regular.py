"""How a file is read: only a regular one, of a size that memory holds.

A FIFO would keep us waiting, and a device never end.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

LIMIT = 16_000_000
"""Bytes of a source, a template, a setting."""
RECORDS_LIMIT = 256_000_000
"""Bytes of one of our own records, which hold copies of many files."""


def read(path: str | Path, limit: int = LIMIT) -> bytes:
    """The content of the file at `path`, a link followed. Raises OSError, `strerror` saying why it is not read."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    with open(descriptor, "rb") as file:  # noqa: PTH123 - a descriptor
        status = os.fstat(descriptor)
        if stat.S_ISDIR(status.st_mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, "not a regular file", str(path))
        content = b"" if status.st_size > limit else file.read(limit + 1)
        if max(status.st_size, len(content)) > limit:
            raise OSError(errno.EFBIG, f"larger than the {limit // 1_000_000} MB that are read", str(path))
        return content


def exists(path: Path) -> bool:
    """Whether something can be seen at `path`; what may not be looked at cannot."""
    try:
        path.lstat()
    except (OSError, ValueError):
        return False
    return True
