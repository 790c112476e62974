"""What the bytes of a file must hold before a rule looks at its syntax tree."""

from __future__ import annotations

import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE


class AnyOf:
    """Evidence that is one of several byte strings, in any case. Faster than a pattern of alternatives."""

    def __init__(self, *words: bytes) -> None:
        self._words = tuple(word.lower() for word in words)

    def search(self, raw: bytes) -> bool:
        folded = raw.lower()
        return any(word in folded for word in self._words)


Evidence = re.Pattern[bytes] | AnyOf

RELEVANT = AnyOf(b"boto", b"lambda", b"handler", b"event", b"chalice", b"mangum", b"aws", BOM_UTF16_LE, BOM_UTF16_BE)
"""What a file that matters holds, unless one that does imports it. Text in UTF-16 is to be told of."""
