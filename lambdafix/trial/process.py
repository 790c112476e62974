"""Run a command of the user's, watch it, and end it with all its children."""

from __future__ import annotations

import codecs
import contextlib
import os
import re
import selectors
import signal
import subprocess
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from lambdafix.errors import UsageError
from lambdafix.trial.outcome import Outcome

_TAIL_LINES = 200
_LINE_LIMIT = 2_000
_POLL_SECONDS = 0.1
_GRACE_SECONDS = 3.0
_COUNTS = re.compile(r"\b\d+ (passed|failed|errors?|skipped)\b|^(OK|FAILED)\b|^Ran \d+ test")
_FAILING = re.compile(r"(?:FAILED|ERROR) (\S+::.+?|\S+\.py)(?: - .*)?|(?:FAIL|ERROR): (\S+ \(\S+\))")
"""A line of pytest's short summary, or of unittest's report."""
_TERMINAL_CODES = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]")

Watch = Callable[[str, float], bool]
"""Told the latest line of output and the seconds so far, several times a second; False ends the command."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended. `status` is negative for a signal."""

    outcome: Outcome
    status: int
    seconds: float
    output: tuple[str, ...]
    """The last lines of standard output and error together."""

    @property
    def failing(self) -> tuple[str, ...]:
        """The tests that failed, as far as the last lines name them."""
        found = (_FAILING.fullmatch(line.strip()) for line in self.output)
        return tuple(dict.fromkeys(match[1] or match[2] for match in found if match))

    @property
    def summary(self) -> str:
        """One line for people: what a test runner counted, else the exit status."""
        for line in reversed(self.output):
            if _COUNTS.search(line):
                return line.strip(" =")
        return f"exit status {self.status}, {self.seconds:.1f}s"


def run(command: Sequence[str], folder: Path, environment: Mapping[str, str], timeout: float, watch: Watch) -> Ended:
    """Run `command` in `folder` without input, for `timeout` seconds at most. `UsageError` if it cannot start."""
    began = time.monotonic()
    try:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    except OSError as error:
        raise UsageError(f"{command[0]}: cannot be started: {error.strerror}") from error
    output = _Output(process)
    forced = None
    try:
        while process.poll() is None and forced is None:
            output.read(_POLL_SECONDS)
            seconds = time.monotonic() - began
            if not watch(output.latest, seconds):
                forced = Outcome.STOPPED
            elif seconds > timeout:
                forced = Outcome.TIMED_OUT
    finally:
        _end(process)
    output.read(0)
    output.close()
    outcome = forced or (Outcome.PASSED if process.returncode == 0 else Outcome.FAILED)
    return Ended(outcome, process.returncode, time.monotonic() - began, output.lines)


class _Output:
    """The end of what a process prints, without its colours; the rest is forgotten as it comes."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdout
        self._pipe = process.stdout
        os.set_blocking(self._pipe.fileno(), False)
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._pipe, selectors.EVENT_READ)
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._lines: deque[str] = deque(maxlen=_TAIL_LINES)
        self._unfinished = ""
        self._open = True

    @property
    def lines(self) -> tuple[str, ...]:
        return (*self._lines, self._unfinished) if self._unfinished else tuple(self._lines)

    @property
    def latest(self) -> str:
        return next((line for line in reversed(self.lines) if line.strip()), "")

    def read(self, wait: float) -> None:
        """Take in what there is, after at most `wait` seconds."""
        if not self._open:
            time.sleep(wait)
            return
        if not self._selector.select(wait):
            return
        while received := self._received():
            text = _TERMINAL_CODES.sub("", self._unfinished + self._decoder.decode(received))
            *whole, rest = text.split("\n")
            self._lines.extend(line[-_LINE_LIMIT:].rstrip("\r") for line in whole)
            self._unfinished = rest[-_LINE_LIMIT:]

    def close(self) -> None:
        self._selector.close()
        self._pipe.close()

    def _received(self) -> bytes:
        try:
            received = os.read(self._pipe.fileno(), 1 << 16)
        except BlockingIOError:
            return b""
        self._open = bool(received)
        return received


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the process and whatever it started in its session."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_GRACE_SECONDS if number == signal.SIGTERM else None)
            if number == signal.SIGKILL:
                return
