"""Changes of one file's text on their way to edits, and how they come together."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
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
    chunks = list(chunks)
    kept = [_cut_short(layout, change, chunks) for change in _outermost(changes)]
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


def _cut_short(layout: Layout, change: Change, chunks: list[Chunk]) -> Change:
    """A removal without the blank rows below which new ones take over."""
    if change.kind is not Kind.REMOVE or change.content:
        return change
    text = layout.source.text
    inside = (chunk.offset for chunk in chunks if change.start < chunk.offset < change.end)
    end = min((offset for offset in inside if not text[offset : change.end].strip()), default=change.end)
    return replace(change, end=end)


def _joined(layout: Layout, chunks: Iterable[Chunk], changes: list[Change]) -> Iterator[Change]:
    text, newline = layout.source.text, layout.newline
    chunks = list(chunks)
    beside = {chunk.offset for chunk in chunks if chunk.order not in (Order.IMPORT, Order.MODULE)}
    removed = (change for change in changes if change.kind is Kind.REMOVE and not change.content)
    gone = {change.end: change.start for change in removed if beside.isdisjoint((change.start, change.end))}

    def place(chunk: Chunk) -> int:
        """What takes the place of removed rows stands where they stood."""
        return gone.get(chunk.offset, chunk.offset)

    ordered = sorted(chunks, key=lambda chunk: (place(chunk), chunk.order))
    for offset, group in groupby(ordered, key=place):
        parts: list[str] = []
        last: Chunk | None = None
        row = layout.row(offset)
        at_end = offset == len(text)
        above = layout.blanks_before(row if layout.start(row) == offset else row + 1)
        for chunk in group:
            blank = max(0, chunk.before - above) if last is None else _between(last, chunk)
            parts += [newline * blank, chunk.text]
            last = chunk
        if last is not None and not at_end and last.offset < len(text):
            below = row if last.offset == offset else layout.row(last.offset)
            parts.append(newline * max(0, last.after - layout.blanks_after(below - 1)))
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
