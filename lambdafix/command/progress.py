"""How far a long run is, on stderr, for a person who waits."""

from __future__ import annotations

import sys
import time

_PATIENCE = 1.0
"""Seconds before anything is shown: a short run needs no words."""
_INTERVAL = 0.1
_BAR = 24


class Progress:
    """Called with (files done, files in all). Silent unless stderr is a terminal that can go back on a line."""

    def __init__(self, wanted: bool = True) -> None:
        import os

        self._shows = wanted and sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
        self._began = time.monotonic()
        self._drawn = 0.0

    def __call__(self, done: int, total: int) -> None:
        now = time.monotonic()
        if self._shows and now - self._began > _PATIENCE and now - self._drawn > _INTERVAL:
            sys.stderr.write(f"\r\x1b[K{line(done, total, now - self._began, _columns() - 1)}")
            sys.stderr.flush()
            self._drawn = now

    def clear(self) -> None:
        if self._drawn:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


def line(done: int, total: int, seconds: float, columns: int) -> str:
    """A bar, a count and a rate, without what `columns` have no room for."""
    filled = _BAR * done // max(total, 1)
    count = f"{done:,} of {total:,} files"
    whole = f"[{'#' * filled}{'.' * (_BAR - filled)}] {count}, {done / seconds:,.0f} a second"
    return whole if len(whole) <= columns else count[: max(columns, 0)]


def _columns() -> int:
    import shutil

    return shutil.get_terminal_size().columns
