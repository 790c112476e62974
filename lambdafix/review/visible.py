"""Text of a project that may be hostile, on one line of a screen."""

from __future__ import annotations

from lambdafix.report.printable import printable

_LIMIT = 1000
"""Characters of one line that are shown; the rest is counted."""
TAB = "    "


def visible(text: str, limit: int = _LIMIT) -> str:
    """`text` cut at `limit`, a tab as four spaces, and what a terminal would act upon spelt out."""
    rest = len(text) - limit
    shown = printable(text[:limit]).replace("\t", TAB)
    return f"{shown}… ({rest:,} more characters)" if rest > 0 else shown
