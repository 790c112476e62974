"""What stands between any text and any screen, file, journal or log: credentials, hidden by their value."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import TypeVar
from urllib.parse import quote

T = TypeVar("T")

HIDDEN = "****"
_SHORTEST_LINE = 4
"""Characters below which a line of a longer value tells nothing, and is found in any text."""
_LINE_END = re.compile(r"\r\n|\r|\n|\\n|\\r")
_ARMOUR = re.compile(r"\s*-----")
_WORD = re.compile(r"[A-Za-z_]+")


@dataclass(frozen=True, slots=True)
class Redaction:
    """Hides `values`, in each way in which a text may spell them, also where only one of their lines is in it."""

    values: tuple[str, ...] = ()

    @classmethod
    def of(cls, values: Iterable[str]) -> Redaction:
        spelt = {spelling for value in values for spelling in _spellings(value)}
        return cls(tuple(sorted(spelt, key=lambda value: (-len(value), value))))

    def __bool__(self) -> bool:
        return bool(self.values)

    def hide(self, text: str) -> str:
        """`text` with `HIDDEN` for each value; for a plain word ("password") in quotes and URLs only."""
        for value in self.values:
            if value not in text:
                continue
            if _WORD.fullmatch(value):
                text = re.sub(rf"(?<=[\"':]){value}(?=[\"'@])", HIDDEN, text)
            else:
                text = text.replace(value, HIDDEN)
        return text

    def shows(self, text: str) -> bool:
        return self.hide(text) != text

    def within(self, given: T) -> T:
        """The same value with every text in it hidden: in its fields, its items, what they hold."""
        return self._within(given) if self.values else given  # type: ignore[return-value]

    def _within(self, given: object) -> object:
        if isinstance(given, str):
            return self.hide(given)
        if isinstance(given, tuple | list | frozenset):
            return type(given)(map(self._within, given))
        if isinstance(given, dict):
            return {key: self._within(value) for key, value in given.items()}
        if is_dataclass(given) and not isinstance(given, type):
            held = {field.name: getattr(given, field.name) for field in fields(given) if field.init}
            changed = {name: new for name, old in held.items() if (new := self._within(old)) != old}
            return replace(given, **changed) if changed else given
        return given


NOTHING = Redaction()
"""Hides nothing: there is no text of a project yet."""


def _spellings(value: str) -> Iterator[str]:
    lines = [line.strip() for line in _LINE_END.split(value)] if _LINE_END.search(value) else []
    told = (line for line in lines if len(line) >= _SHORTEST_LINE and not _ARMOUR.match(line))
    for text in (value, *told):
        yield text
        yield repr(text)[1:-1]
        yield json.dumps(text)[1:-1]
        yield quote(text.encode("utf-8", "surrogatepass"), safe="")
