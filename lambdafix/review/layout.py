"""A fix's diff as lines of a given width: in one column or side by side, coloured, long lines folded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from rich.cells import cell_len
from rich.text import Text

from lambdafix.decisions.anchor import Sources
from lambdafix.redaction import HIDDEN
from lambdafix.review.card import Card
from lambdafix.review.diff import Hunk, Kind, Line
from lambdafix.review.glyphs import Glyphs
from lambdafix.review.syntax import Colours
from lambdafix.review.visible import TAB, visible

_SIGN_STYLES = {Kind.SAME: "dim", Kind.REMOVED: "bold red", Kind.ADDED: "bold green"}
_MARK_STYLES = {Kind.REMOVED: "bold red underline", Kind.ADDED: "bold green underline"}
_BREAK_AFTER = " ([{,"
_GUTTER = 3
"""Columns between row number and text: a blank, the sign, a blank."""


@dataclass(slots=True)
class Painter:
    """Draws diffs; `sources` gives the text of the files on disk."""

    sources: Sources
    colours: Colours = field(default_factory=Colours)

    def diff(self, card: Card, width: int, side_by_side: bool, glyphs: Glyphs) -> Iterator[Text]:
        digits = len(str(max((line.disk_row or line.new_row or 0) for h in card.hunks for line in h.lines)))
        several = len({hunk.path for hunk in card.hunks}) > 1
        path = ""
        for hunk in card.hunks:
            if hunk.path != path and several:
                yield Text(visible(hunk.path), "bold underline")
            elif path:
                yield Text(glyphs.gap, "dim")
            path = hunk.path
            yield from (
                self._side_by_side(hunk, width, digits, glyphs)
                if side_by_side
                else self._unified(hunk, width, digits, glyphs)
            )

    def _unified(self, hunk: Hunk, width: int, digits: int, glyphs: Glyphs) -> Iterator[Text]:
        for line in hunk.lines:
            yield from self._cell(hunk.path, line, line.disk_row, width, digits, glyphs)

    def _side_by_side(self, hunk: Hunk, width: int, digits: int, glyphs: Glyphs) -> Iterator[Text]:
        left_width = (width - 3) // 2
        right_width = width - 3 - left_width
        for old, new in _paired(hunk.lines):
            left = self._cell(hunk.path, old, old.disk_row, left_width, digits, glyphs) if old else []
            right = self._cell(hunk.path, new, new.new_row, right_width, digits, glyphs) if new else []
            for place in range(max(len(left), len(right))):
                a = left[place] if place < len(left) else Text()
                b = right[place] if place < len(right) else Text()
                filler = " " * (left_width - a.cell_len)
                yield Text.assemble(a, filler, (f" {glyphs.down} ", "dim"), b)

    def _cell(self, path: str, line: Line, row: int | None, width: int, digits: int, glyphs: Glyphs) -> list[Text]:
        """A line with its row number and sign, over as many screen lines as it takes."""
        number = (str(row) if row else "").rjust(digits)
        head = Text.assemble((number, "dim"), " ", (line.kind.value, _SIGN_STYLES[line.kind]), " ")
        pieces = fold(self._code(path, line), max(1, width - digits - _GUTTER))
        later = Text(" " * (digits + 1) + glyphs.wrapped + " ", "dim")
        return [Text.assemble(later if place else head, piece) for place, piece in enumerate(pieces)]

    def _code(self, path: str, line: Line) -> Text:
        """The line's text in colours; where something had to be spelt out or hidden plain: columns no longer agree."""
        shown = visible(line.text)
        text = Text(shown)
        if shown == line.text.replace("\t", TAB) and HIDDEN not in shown:
            if line.disk_row is not None:
                styled = self.colours.of_row(self.sources(path), line.disk_row)
            else:
                styled = self.colours.of_text(line.text)
            for start, end, style in styled:
                text.stylize(style, _column(line.text, start), _column(line.text, end))
            for mark in line.marks:
                start, end = _column(line.text, mark.start), _column(line.text, mark.end)
                text.stylize(_MARK_STYLES[line.kind], start, end)
        if line.unended:
            text.append(" (no line end)", "dim")
        return text


def fold(text: Text, width: int) -> list[Text]:
    """`text` in lines of at most `width` columns, broken anywhere for code, at blanks where there are any near."""
    lines = []
    rest = text
    while rest.cell_len > width:
        at = _break(rest.plain, width)
        lines.append(rest[:at])
        rest = rest[at:]
    return [*lines, rest]


def cut(text: Text, width: int) -> Text:
    """The beginning of `text` that fits, its end marked where something is missing."""
    if text.cell_len <= width:
        return text
    beginning = fold(text, max(1, width - 1))[0]
    # one wide character may already be more than what is left of the ellipsis
    return Text.assemble(beginning, "…") if beginning.cell_len < width else Text("…")


def ending(text: str, width: int) -> str:
    """The end of `text` that fits: of a path it says more than the beginning."""
    if cell_len(text) <= width:
        return text
    start = next((at for at in range(len(text)) if cell_len(text[at:]) < width), len(text))
    return f"…{text[start:]}"


def joined(parts: Sequence[Text], separator: str) -> Text:
    return Text(separator).join(parts)


def _break(plain: str, width: int) -> int:
    """Where to break a line that is too wide: after the last blank or bracket of its latter half, else at `width`."""
    at = columns = 0
    for at, character in enumerate(plain):  # noqa: B007
        columns += cell_len(character)
        if columns > width:
            break
    gap = max(plain.rfind(sign, at // 2, at) for sign in _BREAK_AFTER)
    return gap + 1 if gap > 0 else max(1, at)


def _column(line: str, index: int) -> int:
    """Where the character at `index` stands once tabs are spaces."""
    return index + line.count("\t", 0, index) * (len(TAB) - 1)


def _paired(lines: Iterable[Line]) -> Iterator[tuple[Line | None, Line | None]]:
    """Removed lines beside the added ones that replace them."""
    gone: list[Line] = []
    come: list[Line] = []
    for line in lines:
        if line.kind is Kind.REMOVED:
            gone.append(line)
        elif line.kind is Kind.ADDED:
            come.append(line)
        else:
            yield from _zipped(gone, come)
            gone, come = [], []
            yield line, line
    yield from _zipped(gone, come)


def _zipped(gone: Sequence[Line], come: Sequence[Line]) -> Iterator[tuple[Line | None, Line | None]]:
    for place in range(max(len(gone), len(come))):
        yield gone[place] if place < len(gone) else None, come[place] if place < len(come) else None
