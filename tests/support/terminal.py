"""A program in a terminal of a given size: keys go in, and what stands on the screen comes out."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pexpect
import pyte

TIME_LIMIT = 40.0
_LEAVE = b"\x1b[?1049l"
TOY = Path(__file__).with_name("toy.py")


class Terminal:
    """`text` is the whole screen; `sent` all that the program ever wrote."""

    def __init__(
        self,
        folder: Path,
        *arguments: str,
        size: tuple[int, int] = (100, 30),
        env: Mapping[str, str] | None = None,
        program: Sequence[str] = (str(TOY),),
    ) -> None:
        columns, rows = size
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self.sent = b""
        self._rest = b""
        self.child: pexpect.spawn[bytes] = pexpect.spawn(
            sys.executable,
            [*program, *arguments],
            cwd=str(folder),
            dimensions=(rows, columns),
            env={**_environment(), **(env or {})},
            timeout=TIME_LIMIT,
        )
        self.child.delaybeforesend = None
        assert self.child.pid
        self.pid = self.child.pid

    @property
    def text(self) -> str:
        return "\n".join(line.rstrip() for line in self.screen.display)

    def press(self, keys: str, until: str = "") -> str:
        """Type, and wait until the screen shows `until`."""
        self.child.send(keys)
        return self.see(until) if until else self.text

    def see(self, text: str) -> str:
        """Wait until the screen shows `text`, over one line or several."""
        wanted = " ".join(text.split())
        return self.wait(lambda: wanted in " ".join(self.text.split()), text)

    def hang_up(self) -> None:
        """Close the terminal as its window would be closed."""
        terminal: Any = self.child
        terminal.ptyproc.fileobj.close()
        terminal.ptyproc.closed = True

    def wait(self, holds: Callable[[], bool], what: str) -> str:
        deadline = time.monotonic() + TIME_LIMIT
        while not holds():
            assert time.monotonic() < deadline, f"no {what!r} on the screen:\n{self.text}"
            if not self._receive() and not holds():
                raise AssertionError(f"ended without {what!r} on the screen:\n{self.text}\n{self.sent[-2000:]!r}")
        drawn = -1
        while drawn != len(self.sent) and time.monotonic() < deadline:  # a screen may come in parts
            drawn = len(self.sent)
            self._receive()
        return self.text

    def resize(self, columns: int, rows: int) -> None:
        self.screen.resize(rows, columns)
        self.child.setwinsize(rows, columns)

    def end(self) -> int:
        """Wait for the end; the exit status, negative for a signal."""
        while self._receive():
            pass
        self.child.wait()
        self.child.close()
        return self.child.exitstatus if self.child.exitstatus is not None else -(self.child.signalstatus or 0)

    def _receive(self) -> bool:
        try:
            received: bytes = self.child.read_nonblocking(1 << 16, 0.05)
        except pexpect.TIMEOUT:
            return True
        except pexpect.EOF:
            return False
        self.sent += received
        self._feed(received)
        return True

    def _feed(self, received: bytes) -> None:
        """pyte has no alternate screen; on leaving it, what was there before would be back."""
        text = self._rest + received
        held = next((n for n in range(len(_LEAVE) - 1, 0, -1) if text.endswith(_LEAVE[:n])), 0)
        text, self._rest = text[: len(text) - held], text[len(text) - held :]
        *left, shown = text.split(_LEAVE)
        if left:
            self.screen.reset()
        self._stream.feed(shown)


def _environment() -> Mapping[str, str]:
    stray = ("NO_COLOR", "FORCE_COLOR", "COLORTERM", "VISUAL", "EDITOR", "COLUMNS", "LINES", "LC_ALL")
    kept = {name: value for name, value in os.environ.items() if name not in stray}
    return {**kept, "TERM": "xterm-256color", "LANG": "C.UTF-8", "PYTHONPATH": str(TOY.parent.parent)}
