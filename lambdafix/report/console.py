"""The console that every report is printed on."""

from __future__ import annotations

import sys

from rich.console import Console

_USUAL = 80
_NARROWEST = 20


def made() -> Console:
    """A console on stdout. `COLUMNS=0`, as some build servers set it, says nothing of the width."""
    console = Console(file=sys.stdout, markup=False, highlight=False, emoji=False)
    if console.width < _NARROWEST:
        console.width = _NARROWEST if console.width else _USUAL
    return console
