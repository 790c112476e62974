"""Text of a project that may be hostile, made safe to print: nothing in it may move the cursor or hide a line."""

from __future__ import annotations

import re

_LIMIT = 1000
"""Characters of one line that are shown; the rest is counted."""
_TAB = "    "
_HIDDEN = re.compile(
    "[\x00-\x08\x0a-\x1f\x7f-\x9f"  # control characters, C0 and C1, but for the tab
    "\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\ufff9-\ufffb"  # invisible, or reverse the text
    "\ud800-\udfff\U000e0000-\U000e0fff]"  # no characters at all, and tags
)


def visible(text: str, limit: int = _LIMIT) -> str:
    """`text` on one line: control and invisible characters spelt out (`\\x1b`, `\\u202e`), tabs as spaces, cut at `limit`."""
    rest = len(text) - limit
    shown = _HIDDEN.sub(_spelt, text[:limit].replace("\t", _TAB))
    return f"{shown}… ({rest:,} more characters)" if rest > 0 else shown


def hides_something(text: str) -> bool:
    """Whether `text` holds a character that would not show as itself."""
    return _HIDDEN.search(text) is not None


def _spelt(match: re.Match[str]) -> str:
    code = ord(match.group())
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
