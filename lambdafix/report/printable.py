"""Text of a scanned project, made harmless: a repository must not move the cursor of the one who reads about it."""

from __future__ import annotations

import re

_HARMFUL = re.compile(
    "[\x00-\x08\x0a-\x1f\x7f-\x9f"  # control characters, the tab apart
    "\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff"  # invisible, or reorders what is read
    "\ud800-\udfff]"  # bytes of a name that is not UTF-8
)


def printable(text: str) -> str:
    """`text` in one line, with what a terminal would act upon written as an escape."""
    return _HARMFUL.sub(_escaped, text)


def _escaped(match: re.Match[str]) -> str:
    code = ord(match[0])
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
