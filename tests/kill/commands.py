"""Runs a command of lambdafix at a terminal, to its end or until it is killed.

Most runs are forks of this process, which has imported everything: what the command does is the same, and no kill falls
in the second in which Python is started and has written nothing yet. A cold run starts the program as a user does.
"""

from __future__ import annotations

import contextlib
import os
import pty
import select
import signal
import sys
import time
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import lambdafix.engine
import lambdafix.review.command
import lambdafix.rewrite.verify  # noqa: F401 - for the forks
from lambdafix import cli

LIMIT = 120.0
"""Seconds after which a command that nobody kills counts as hanging."""
_POLL = 0.0005


class WrongError(Exception):
    """Something was lost, torn, or is in the way."""


@dataclass(frozen=True, slots=True)
class Kill:
    """`moment` counts in seconds from the start, or from when the command holds the lock, which is when it writes."""

    moment: float
    once_locked: bool = False
    with_its_children: bool = False
    """Whether the git and the tests that it started are killed along with it."""


@dataclass(frozen=True, slots=True)
class Ended:
    """`status` is None for a command that was killed; `locked` is when it took the lock, in seconds from the start."""

    status: int | None
    said: str
    took: float
    locked: float | None

    @property
    def killed(self) -> bool:
        return self.status is None

    @property
    def words(self) -> str:
        """What it said, the terminal's line ends and breaks made one space each."""
        return " ".join(self.said.split())


def run(
    project: Path, arguments: Sequence[str], keys: bytes = b"", kill: Kill | None = None, cold: bool = False
) -> Ended:
    """Run lambdafix in `project`, `keys` typed ahead. Raises `WrongError` where it hangs."""
    child, terminal = pty.fork()
    if child == 0:
        _become(project, arguments, cold)
    try:
        os.write(terminal, keys)
        return _followed(child, terminal, project / ".git/lambdafix/lock", kill)
    finally:
        os.close(terminal)


def _become(project: Path, arguments: Sequence[str], cold: bool) -> None:
    """Be the command, and end with it."""
    status = 70
    try:
        os.chdir(project)
        if cold:
            program = str(Path(sys.executable).with_name("lambdafix"))
            os.execv(program, [program, *arguments])
        sys.stdin, sys.stdout, sys.stderr = (os.fdopen(number, mode) for number, mode in enumerate("rww"))
        status = cli.main(arguments)
    except SystemExit as ended:
        status = ended.code if isinstance(ended.code, int) else 1
    except BaseException:
        traceback.print_exc()
    finally:
        with contextlib.suppress(OSError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(status)


def _followed(child: int, terminal: int, lock: Path, kill: Kill | None) -> Ended:
    said = bytearray()
    began = time.monotonic()
    locked: float | None = None
    while True:
        _drain(terminal, said)
        now = time.monotonic() - began
        if locked is None and _is_signed(lock):
            locked = now
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            _drain(terminal, said)
            return Ended(os.waitstatus_to_exitcode(status), said.decode(errors="replace"), now, locked)
        if now > LIMIT:
            os.killpg(child, signal.SIGKILL)
            os.waitpid(child, 0)
            raise WrongError(f"no end after {LIMIT:.0f} s: {said.decode(errors='replace')[-500:]}")
        due = kill and (now if not kill.once_locked else now - locked if locked is not None else -1) >= kill.moment
        if kill and due:
            _kill(child, kill.with_its_children)
            _drain(terminal, said)
            _await_children(child)
            return Ended(None, said.decode(errors="replace"), now, locked)


def _kill(child: int, with_its_children: bool) -> None:
    if with_its_children:
        with contextlib.suppress(ProcessLookupError):  # it leads no group of its own in its first moment
            os.killpg(child, signal.SIGKILL)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def _await_children(session: int) -> None:
    """Wait for the end of what a killed command had started and what goes on without it."""
    deadline = time.monotonic() + LIMIT
    while _is_alive(session):
        if time.monotonic() > deadline:
            raise WrongError("what the killed command had started does not end")
        time.sleep(0.005)


def _is_alive(session: int) -> bool:
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
                if fields[3] == str(session) and fields[0] not in "ZX":
                    return True
    return False


def _is_signed(lock: Path) -> bool:
    try:
        return lock.stat().st_size > 0
    except OSError:
        return False


def _drain(terminal: int, said: bytearray) -> None:
    """Take what stands at the terminal, waiting a moment for it."""
    ready, _, _ = select.select([terminal], [], [], _POLL)
    with contextlib.suppress(OSError):  # nobody is at the other end any more
        while ready:
            said += os.read(terminal, 1 << 16)
            ready, _, _ = select.select([terminal], [], [], 0)
