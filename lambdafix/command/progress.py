"""How far a long run is, on stderr, for a person who waits."""

from __future__ import annotations

import sys
import time

_PATIENCE = 1.0
"""Seconds before anything is shown: a short run needs no words."""


class Progress:
    """Called with (files done, files in all). Silent unless stderr is a terminal that can go back on a line."""

    def __init__(self, wanted: bool = True) -> None:
        import os

        self._shows = wanted and sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
        self._began = time.monotonic()
        self._drawn = False

    def __call__(self, done: int, total: int) -> None:
        if self._shows and time.monotonic() - self._began > _PATIENCE:
            sys.stderr.write(f"\r\x1b[Kreading {done:,} of {total:,} files")
            sys.stderr.flush()
            self._drawn = True

    def clear(self) -> None:
        if self._drawn:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
