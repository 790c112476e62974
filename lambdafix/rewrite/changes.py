"""Changes of one file's text on their way to edits, and how they come together."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from lambdafix.model import Edit
from lambdafix.rewrite.errors import CannotRewriteError
from lambdafix.rewrite.layout import Layout
from lambdafix.rewrite.reduce import reduced


class Kind(enum.Enum):
    INDENT = "indent"
    """New leading whitespace. Gives way to any change around it, which renders with that whitespace."""
    REPLACE = "replace"
    """New text, rendered with every replacement inside it."""
    REMOVE = "remove"
    INSERT = "insert"


@dataclass(frozen=True, slots=True)
class Change:
    start: int
    end: int
    content: str
    kind: Kind


class Order(enum.IntEnum):
    """Which of several insertions at one place comes first."""

    CLOSING = 0
    AFTER = 1
    IMPORT = 2
    MODULE = 3
    BEFORE = 4
    HEADER = 5


@dataclass(frozen=True, slots=True)
class Chunk:
    """Whole rows to insert at `offset`, the start of a row, with at least so many blank lines above and below."""

    offset: int
    order: Order
    text: str
    before: int = 0
    after: int = 0
    apart: int = 0
    """How many blank lines it wants from other new rows at the same place."""


def edits_of(layout: Layout, changes: Iterable[Change], chunks: Iterable[Chunk]) -> tuple[Edit, ...]:
    """The least edits that carry out all changes and insertions.

    Raises `CannotRewriteError` where two of them contradict each other.
    """
    kept = list(_outermost(changes))
    inserted = [*_joined(layout, chunks, kept)]
    for change in inserted:
        if any(other.start < change.start < other.end for other in kept):
            raise CannotRewriteError("new statements would stand inside code that is replaced as a whole")
    path, text = layout.source.path, layout.source.text
    found: list[Edit] = []
    for change in _with_final_newline(layout, _merged([*kept, *inserted])):
        found += reduced(path, change.start, text[change.start : change.end], change.content)
    return tuple(sorted(found))


def _outermost(changes: Iterable[Change]) -> Iterator[Change]:
    around: Change | None = None
    for change in sorted(set(changes), key=lambda c: (c.start, -c.end, c.kind is Kind.INDENT)):
        if around is None or change.start >= around.end:
            around = change
            yield change
        elif change.end > around.end:
            raise CannotRewriteError("two changes of one repair overlap")
        elif change.kind is Kind.REMOVE and around.kind is Kind.REPLACE:
            raise CannotRewriteError("a statement is removed inside code that is replaced as a whole")


def _joined(layout: Layout, chunks: Iterable[Chunk], changes: list[Change]) -> Iterator[Change]:
    text, newline = layout.source.text, layout.newline
    ordered = sorted(chunks, key=lambda chunk: (chunk.offset, chunk.order))
    for offset, group in groupby(ordered, key=lambda chunk: chunk.offset):
        parts: list[str] = []
        last: Chunk | None = None
        row = layout.row(offset)
        at_end = offset == len(text)
        above = layout.blanks_before(row if layout.start(row) == offset else row + 1)
        for chunk in group:
            blank = max(0, chunk.before - above) if last is None else _between(last, chunk)
            parts += [newline * blank, chunk.text]
            last = chunk
        if last is not None and not at_end:
            parts.append(newline * max(0, last.after - layout.blanks_after(row - 1)))
        content = "".join(parts)
        unfinished = at_end and text and text[-1] not in "\r\n"
        if unfinished and not any(change.end == offset and not change.content for change in changes):
            content = newline + content
        if content:
            yield Change(offset, offset, content, Kind.INSERT)


def _between(above: Chunk, below: Chunk) -> int:
    heads = above.order is Order.IMPORT and below.order is not Order.IMPORT
    return max(above.apart, below.apart, 1 if heads else 0)


def _merged(changes: Iterable[Change]) -> list[Change]:
    merged: list[Change] = []
    # new rows come before the leading whitespace of the row they are put above
    for change in sorted(changes, key=lambda c: (c.start, c.end, c.kind is Kind.INDENT)):
        if merged and merged[-1].end == change.start:
            last = merged.pop()
            change = Change(last.start, change.end, last.content + change.content, Kind.REPLACE)
        merged.append(change)
    return merged


def _with_final_newline(layout: Layout, changes: list[Change]) -> list[Change]:
    """The changes such that a file without a final newline stays so."""
    text = layout.source.text
    if not changes or not text or text[-1] in "\r\n" or changes[-1].end < len(text):
        return changes
    last = changes.pop()
    if last.content:
        content = last.content.removesuffix("\n").removesuffix("\r")
        return [*changes, Change(last.start, last.end, content, last.kind)]
    start = len(text[: last.start].removesuffix("\n").removesuffix("\r")) if last.start else 0
    return _merged([*changes, Change(start, last.end, "", last.kind)])
