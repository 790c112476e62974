"""Key presses and signals of a POSIX terminal, one at a time.

The terminal stays in cbreak mode for the whole review, because switching it for every key, as `click.getchar` does,
throws away what is typed while the screen is being drawn. Signals arrive here as values too, so that nothing is
interrupted halfway.
"""

from __future__ import annotations

import codecs
import contextlib
import os
import re
import select
import signal
import socket
import termios
import tty
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import FrameType, TracebackType
from typing import Self


@dataclass(frozen=True, slots=True)
class Key:
    """One key by its character, or by its name: "up", "down", "left", "right", "page-up", "enter", "escape", …"""

    name: str


@dataclass(frozen=True, slots=True)
class Resized:
    pass


@dataclass(frozen=True, slots=True)
class Stop:
    """The person, the system or the closed terminal wants us gone. `signal` is 0 where the terminal's input ended."""

    signal: int


@dataclass(frozen=True, slots=True)
class Suspend:
    """Ctrl-Z: leave the screen, then call `Keyboard.suspend`."""


Event = Key | Resized | Stop | Suspend

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_WATCHED = (*STOPPING, signal.SIGWINCH, signal.SIGCONT, signal.SIGTSTP)
_PASTE_ON, _PASTE_OFF = b"\x1b[?2004h", b"\x1b[?2004l"
_ESCAPE_SECONDS = 0.05
"""How long the rest of an escape sequence may take."""
_SEQUENCE = re.compile(r"\x1b\[200~.*?\x1b\[201~|\x1b\[[0-?]*[ -/]*[@-~]|\x1bO.|\x1b[^\x1b\[O]", re.DOTALL)
_UNFINISHED = re.compile(r"\x1b(\[200~.*|\[[0-?]*[ -/]*|O)?\Z", re.DOTALL)
_NAMES = {
    "\x1b[A": "up",
    "\x1b[B": "down",
    "\x1b[C": "right",
    "\x1b[D": "left",
    "\x1bOA": "up",
    "\x1bOB": "down",
    "\x1bOC": "right",
    "\x1bOD": "left",
    "\x1b[5~": "page-up",
    "\x1b[6~": "page-down",
    "\x1b[H": "home",
    "\x1b[F": "end",
    "\x1b": "escape",
    "\r": "enter",
    "\n": "enter",
    "\x7f": "backspace",
    "\x08": "backspace",
    " ": "space",
}
PASTED = "paste"
OTHER = "other"
"""A sequence without a name here."""


def parse(text: str, *, finished: bool) -> tuple[list[Key], str]:
    """The keys in what the terminal sent, and the beginning of a sequence that wants more; with `finished` none does.

    Pasted text is one key, "paste": a clipboard must not decide anything.
    """
    keys = []
    while text:
        if match := _SEQUENCE.match(text):
            name = PASTED if match[0].startswith("\x1b[200~") else _NAMES.get(match[0], OTHER)
            text = text[match.end() :]
        elif not finished and _UNFINISHED.match(text):
            break
        else:
            name, text = _NAMES.get(text[0], text[0]), text[1:]
        keys.append(Key(name))
    return keys, text


class Keyboard:
    """The terminal in cbreak mode, as a context; on leaving it is as it was before."""

    def __init__(self, descriptor: int, output: int) -> None:
        self._descriptor = descriptor
        self._output = output
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._pending = ""
        self._keys: deque[Key] = deque()
        self._unread_interrupts = 0

    def __enter__(self) -> Self:
        self._saved = termios.tcgetattr(self._descriptor)
        self._wakeup, notify = socket.socketpair()
        self._notify = notify
        for end in (self._wakeup, notify):
            end.setblocking(False)
        self._handlers = {number: signal.signal(number, self._noted) for number in _WATCHED}
        self._old_wakeup = signal.set_wakeup_fd(notify.fileno(), warn_on_full_buffer=False)
        self._cbreak()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._restore()
        signal.set_wakeup_fd(self._old_wakeup)
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        self._wakeup.close()
        self._notify.close()

    def read(self, timeout: float | None = None) -> Event | None:
        """The next event; None where `timeout` seconds bring none."""
        while True:
            if stop := self._signalled():
                return stop
            if self._keys:
                return self._keys.popleft()
            wait = _ESCAPE_SECONDS if self._pending else timeout
            ready, _, _ = select.select([self._descriptor, self._wakeup.fileno()], [], [], wait)
            if self._descriptor in ready and not self._receive():
                return Stop(0)
            if not ready and self._pending:
                self._take("", finished=True)
            elif not ready:
                return None

    @contextlib.contextmanager
    def lent(self) -> Iterator[None]:
        """The terminal as it was, for an editor; Ctrl-C and Ctrl-Z there are not for us."""
        self._restore()
        interrupts = signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, interrupts)
            self._cbreak()

    def suspend(self) -> None:
        """Stop as Ctrl-Z does, and come back once the shell brings us to the foreground."""
        self._restore()
        os.kill(os.getpid(), signal.SIGSTOP)
        self._cbreak()

    def _cbreak(self) -> None:
        tty.setcbreak(self._descriptor, termios.TCSADRAIN)
        self._send(_PASTE_ON)

    def _restore(self) -> None:
        self._send(_PASTE_OFF)
        # the terminal may be gone, and then there is nothing to restore
        with contextlib.suppress(termios.error):
            termios.tcsetattr(self._descriptor, termios.TCSADRAIN, self._saved)

    def _send(self, control: bytes) -> None:
        if os.environ.get("TERM") != "dumb":
            with contextlib.suppress(OSError):
                os.write(self._output, control)

    def _signalled(self) -> Stop | Resized | Suspend | None:
        try:
            numbers: Sequence[int] = self._wakeup.recv(64)
        except BlockingIOError:
            return None
        self._unread_interrupts = 0
        stops = [number for number in numbers if number in STOPPING]
        if stops:
            return Stop(stops[0])
        if signal.SIGTSTP in numbers:
            return Suspend()
        if signal.SIGCONT in numbers:
            self._cbreak()
        return Resized()

    def _noted(self, number: int, frame: FrameType | None) -> None:
        """A second Ctrl-C before anybody looked at the first: something takes too long to wait for."""
        if number == signal.SIGINT:
            self._unread_interrupts += 1
            if self._unread_interrupts > 1:
                raise KeyboardInterrupt

    def _receive(self) -> bool:
        try:
            received = os.read(self._descriptor, 4096)
        except OSError:
            return False
        self._take(self._decoder.decode(received), finished=False)
        return bool(received)

    def _take(self, text: str, *, finished: bool) -> None:
        keys, self._pending = parse(self._pending + text, finished=finished)
        self._keys.extend(keys)
