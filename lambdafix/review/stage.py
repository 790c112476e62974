"""The talk between person and program: show, wait for a key, ask, page, wait for a command to end."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from lambdafix.redaction import NOTHING, Redaction
from lambdafix.review.display import Display, StoppedError
from lambdafix.review.keys import Key, Keyboard, Resized, Stop, Suspend
from lambdafix.review.screen import SIDE_BY_SIDE_FROM, Page, View


@dataclass(slots=True)
class Stage:
    """`base` is what there is to show at the moment; the stage adds notice, question, page and scroll to it."""

    display: Display
    keyboard: Keyboard
    base: Callable[[], View]
    idle: Callable[[], bool] = lambda: False
    """Called while nobody presses a key; whether there is something new to show."""
    redaction: Redaction = NOTHING
    """Hides credentials in all that is shown."""
    notice: str = ""
    _question: str = ""
    _page: Page | None = None
    _scroll: int = 0
    _last_scroll: int = 0
    _page_rows: int = field(default=1)
    _list_scroll: int = 0
    _side_by_side: bool | None = None

    def key(self) -> str:
        """Show what there is, and wait for a key. Raises `StoppedError`."""
        while True:
            if not self.display.live:
                self.idle()
            self.draw()
            event = self.keyboard.read(0)
            if event is None and self.display.live and self.idle():
                continue
            match event or self.keyboard.read():
                case Key(name):
                    return name
                case Stop(number):
                    raise StoppedError(number)
                case Suspend():
                    with self.away():
                        self.keyboard.suspend()
                case Resized() | None:
                    continue

    def draw(self) -> None:
        view = replace(
            self.base(),
            notice=self.notice,
            question=self._question,
            page=self._page,
            scroll=self._scroll,
            side_by_side=self._side_by_side,
        )
        drawn = self.display.show(self.redaction.within(view))
        if drawn:
            self._last_scroll, self._page_rows = drawn.last_scroll, max(1, drawn.page_rows - 1)

    def say(self, notice: str) -> None:
        """Show a line at once, while something takes its time."""
        self.notice = notice
        self.draw()

    def ask(self, question: str) -> bool:
        """y or n; Escape is no, anything else waits on."""
        with self._asking(f"{question} [y/n]"):
            while True:
                key = self.key()
                if key in ("y", "n", "escape"):
                    return key == "y"

    def typed(self, question: str, page: Page | None = None) -> str | None:
        """A line of text, with `page` in sight; None where the person presses Escape."""
        before, self._page = self._page, page
        try:
            return self._typed(question)
        finally:
            self._page = before

    def _typed(self, question: str) -> str | None:
        text = ""
        while True:
            with self._asking(f"{question}{text}_  (Enter: done, Esc: cancel)"):
                key = self.key()
            if key in ("enter", "escape"):
                return text.strip() if key == "enter" else None
            if key == "backspace":
                text = text[:-1]
            elif key == "space" or (len(key) == 1 and key.isprintable()):
                text += " " if key == "space" else key

    @property
    def page_rows(self) -> int:
        """How far a page key goes."""
        return self._page_rows

    def read_page(self, page: Page) -> None:
        """Show a page until a key that does not scroll."""
        before, self._page, self._scroll = self._scroll, page, 0
        try:
            if self.display.live:
                while self.scrolled(self.key()):
                    pass
            else:
                self.draw()
        finally:
            self._page, self._scroll = None, before

    def browse(self, page: Page, at: int) -> str:
        """Show a page with its line `at` in sight, and wait for a key. Raises `StoppedError`."""
        before, self._page, self._scroll = self._scroll, page, self._list_scroll
        try:
            self.draw()  # how many rows there are
            self._scroll = max(at - self._page_rows, min(self._scroll, at))
            self._list_scroll = self._scroll
            return self.key()
        finally:
            self._page, self._scroll = None, before

    def scrolled(self, key: str) -> bool:
        """Whether `key` was one that scrolls."""
        page = self._page_rows
        steps = {"space": page, "page-down": page, "page-up": -page, "down": 1, "up": -1}
        if key not in steps:
            return False
        self._scroll = max(0, min(self._last_scroll, self._scroll + steps[key]))
        return True

    def to_top(self) -> None:
        self._scroll = 0

    def turn(self) -> None:
        """Side by side instead of one column, or back."""
        wide = self.display.columns >= SIDE_BY_SIDE_FROM
        self._side_by_side = not (wide if self._side_by_side is None else self._side_by_side)

    def watch(self, what: str) -> Callable[[str, float], bool]:
        """For a running command: show its latest line, and end it on Ctrl-C."""
        shown = -1

        def look(line: str, seconds: float) -> bool:
            nonlocal shown
            if int(seconds) != shown and (self.display.live or shown < 0):
                shown = int(seconds)
                self.say(f"{what}: {shown}s, Ctrl-C stops. {line}")
            event = self.keyboard.read(0)
            if isinstance(event, Stop) and event.signal != signal.SIGINT:
                raise StoppedError(event.signal)
            return not isinstance(event, Stop)

        return look

    @contextmanager
    def away(self) -> Iterator[None]:
        """Without the display, for something else on the terminal."""
        self.display.leave()
        try:
            yield
        finally:
            self.display.enter()

    @contextmanager
    def _asking(self, question: str) -> Iterator[None]:
        self._question = question
        try:
            yield
        finally:
            self._question = ""
