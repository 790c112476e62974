"""Where the review appears: the whole screen, or sentences one after the other."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Protocol

from rich.console import Console
from rich.text import Text

from lambdafix.review import plain
from lambdafix.review.layout import Painter
from lambdafix.review.screen import Drawn, Size, View, draw

_ENTER = "\x1b[?1049h\x1b[?25l"
_LEAVE = "\x1b[?25h\x1b[?1049l"
_SMALLEST = Size(20, 6)
_USUAL = Size(80, 24)
_CONTEXT = 3


class StoppedError(Exception):
    """A signal, or the end of the terminal: `number` is the signal, 0 where there was none."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


class Display(Protocol):
    @property
    def context(self) -> int:
        """How many unchanged lines to show around a change."""

    @property
    def columns(self) -> int: ...

    @property
    def ascii_only(self) -> bool: ...

    def show(self, view: View) -> Drawn | None:
        """Show `view`; None where nothing scrolls. Raises `StoppedError`."""

    def enter(self) -> None:
        """Take the terminal. Raises `StoppedError`."""

    def leave(self) -> None:
        """Give it back as it was; of a terminal that is gone nothing is said."""

    @property
    def live(self) -> bool:
        """Whether progress may be shown many times a second."""


@dataclass(slots=True)
class FullScreen:
    painter: Painter
    console: Console = field(
        default_factory=lambda: Console(file=sys.stdout, force_terminal=True, highlight=False, emoji=False)
    )

    @property
    def context(self) -> int:
        return _CONTEXT

    @property
    def columns(self) -> int:
        return self.size.columns

    @property
    def ascii_only(self) -> bool:
        return self.console.options.ascii_only

    @property
    def size(self) -> Size:
        try:
            columns, rows = os.get_terminal_size(sys.stdout.fileno())
        except OSError:
            columns, rows = _USUAL.columns, _USUAL.rows
        if not columns or not rows:
            return _USUAL
        return Size(max(columns, _SMALLEST.columns), max(rows, _SMALLEST.rows))

    def show(self, view: View) -> Drawn:
        drawn = draw(view, self.size, self.painter, self.ascii_only)
        with self.console.capture() as captured:
            self.console.print(Text("\n").join(drawn.lines), soft_wrap=True, end="")
        _send("\x1b[H" + captured.get().replace("\n", "\x1b[K\n") + "\x1b[K\x1b[J")
        return drawn

    def enter(self) -> None:
        _send(_ENTER)

    def leave(self) -> None:
        with suppress(StoppedError):
            _send(_LEAVE)

    @property
    def live(self) -> bool:
        return True


@dataclass(slots=True)
class Sentences:
    """Says what has changed since it last spoke, and asks."""

    _said: tuple[str, ...] = ()

    @property
    def context(self) -> int:
        return plain.CONTEXT

    @property
    def columns(self) -> int:
        return _USUAL.columns

    @property
    def ascii_only(self) -> bool:
        return True

    def show(self, view: View) -> None:
        said = tuple(plain.lines(view))
        parts = list(said) if said != self._said else []
        self._said = said
        if view.notice:
            parts.insert(0, view.notice)
        prompt = view.question or (plain.PROMPT if view.card else plain.END_PROMPT)
        _send("\n" + "".join(f"{line}\n" for line in parts) + prompt.rstrip() + " ")

    def enter(self) -> None:
        pass

    def leave(self) -> None:
        with suppress(StoppedError):
            _send("\n")

    @property
    def live(self) -> bool:
        return False


def chosen(painter: Painter, wants_plain: bool, environment: Mapping[str, str]) -> Display:
    return Sentences() if wants_plain or environment.get("TERM") in ("dumb", "") else FullScreen(painter)


def _send(text: str) -> None:
    """To the terminal at once, whatever its encoding. Raises `StoppedError`."""
    raw = text.encode(sys.stdout.encoding or "utf-8", "backslashreplace")
    try:
        while raw:
            raw = raw[os.write(sys.stdout.fileno(), raw) :]
    except OSError as error:
        raise StoppedError(0) from error
