"""Which characters of a file are the same before and after its edits."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, takewhile

from lambdafix.model import Edit, Span


@dataclass(frozen=True, slots=True)
class Placed:
    """An edit and the range of the new text that it wrote."""

    edit: Edit
    written: Span


class Alignment:
    """`edits` are one file's, without overlap; an edit given twice counts once."""

    def __init__(self, edits: Iterable[Edit]) -> None:
        self.placed: list[Placed] = []
        shift = 0
        for edit in sorted(set(edits)):
            start = edit.span.start + shift
            self.placed.append(Placed(edit, Span(start, start + len(edit.content))))
            shift += len(edit.content) - (edit.span.end - edit.span.start)
        self._ends = [placed.edit.span.end for placed in self.placed]
        self._written_ends = [placed.written.end for placed in self.placed]

    def after(self, offset: int) -> int:
        """Where the character that began at `offset` begins now; for one that is gone, where its remains begin."""
        index = bisect_right(self._ends, offset)
        if index < len(self.placed) and self.placed[index].edit.span.start < offset:
            return self.placed[index].written.end
        if index == 0:
            return offset
        last = self.placed[index - 1]
        return offset + last.written.end - last.edit.span.end

    def removing(self, span: Span) -> list[Edit]:
        """The edits that take away any character of `span` or put one between them."""
        return [
            edit
            for edit in self.touching(span)
            if edit.span.overlaps(span) or span.start < edit.span.start == edit.span.end < span.end
        ]

    def touching(self, span: Span) -> list[Edit]:
        """The edits that reach `span` or border on it."""
        low = bisect_left(self._ends, span.start)
        reaching = takewhile(lambda placed: placed.edit.span.start <= span.end, islice(self.placed, low, None))
        return [placed.edit for placed in reaching]

    def writing(self, span: Span) -> list[Edit]:
        """The edits that wrote, or border on, any character of a span of the new text."""
        return [placed.edit for placed in self._near_written(span)]

    def is_written(self, span: Span) -> bool:
        """Whether an edit wrote any character of a span of the new text."""
        return any(placed.written.overlaps(span) for placed in self._near_written(span))

    def _near_written(self, span: Span) -> Iterator[Placed]:
        low = bisect_left(self._written_ends, span.start)
        return takewhile(lambda placed: placed.written.start <= span.end, islice(self.placed, low, None))
