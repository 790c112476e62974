"""The streams of the process, as a shell, a build server or a cron job may leave them."""

from __future__ import annotations

import io
import os
import sys

from lambdafix.errors import UsageError


def prepare() -> None:
    """Make stdout and stderr fit for any text. Raises `UsageError` where stdout is closed: nothing would be seen."""
    _occupy()
    closed = sys.stdout is None
    if closed:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - for the rest of the process
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # a name that is not UTF-8, or a terminal that is not, must not end a run
            stream.reconfigure(errors="backslashreplace")
    if closed:
        raise UsageError("standard output is closed, so nothing could be shown; redirect it to a file or to /dev/null")


def give_up_stdout() -> None:
    """What is still buffered must not raise again when the interpreter closes stdout."""
    descriptor = os.open(os.devnull, os.O_WRONLY)
    os.dup2(descriptor, sys.stdout.fileno())
    os.close(descriptor)


def _occupy() -> None:
    """A file that is opened later must not become a standard stream, that others write to."""
    while (descriptor := os.open(os.devnull, os.O_RDWR)) <= 2:
        pass
    os.close(descriptor)
