"""What one fix does to its files, on top of the fixes accepted before it, as lines to show.

Every position stays that of the file on disk: a hunk applies the accepted edits and the fix's own to the few lines
around it. So nothing has to be shifted when a decision is taken or undone, and a hunk costs the same in a long file
as in a short one.
"""

from __future__ import annotations

import enum
import re
from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from lambdafix.model import Edit, Span
from lambdafix.source import Source

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_LINE_END = re.compile(r"\r\n|\r|\n")
_WORD = re.compile(r"\w+|\s+|[^\w\s]")
_MARKED_LINE_LIMIT = 400
_SIMILAR = 0.5
_NEAR = 8
"""How many added lines are compared with a removed one; its other side stands near, or it has none."""


class Kind(enum.Enum):
    SAME = " "
    REMOVED = "-"
    ADDED = "+"


@dataclass(frozen=True, slots=True)
class Line:
    """One line, without its line end. Rows count from 1; None where the line does not exist on that side."""

    kind: Kind
    text: str
    disk_row: int | None = None
    """In the file as it is on disk; None also for a line that an accepted fix brings."""
    new_row: int | None = None
    """In the file with the accepted fixes and this one."""
    marks: tuple[Span, ...] = ()
    """The words of a changed line that differ from its other side; () where the whole line is new or gone."""
    unended: bool = False
    """The file ends here without a line end."""


@dataclass(frozen=True, slots=True)
class Hunk:
    path: str
    lines: tuple[Line, ...]


def collides(mine: Sequence[Edit], accepted: Iterable[Edit]) -> bool:
    """Whether two sets of edits cannot both be applied as they are: they overlap, or insert at one place.

    An edit that both have is applied once and collides with nothing.
    """
    own = set(mine)
    others = [edit for edit in accepted if edit not in own]
    return any(_collide(edit, other) for edit in mine for other in others)


def _collide(a: Edit, b: Edit) -> bool:
    if a.path != b.path:
        return False
    if a.span.start == a.span.end == b.span.start == b.span.end:
        return True
    return a.span.overlaps(b.span)


class Together:
    """Fixes that go together: edits by path, in order, of which no two collide."""

    def __init__(self) -> None:
        self._known: set[Edit] = set()
        self._edits: dict[str, list[Edit]] = {}

    def add(self, edits: Iterable[Edit]) -> bool:
        """Take in a fix's edits; False, and none taken in, where one collides with those that are here."""
        fresh = set(edits) - self._known
        if any(_collide(edit, near) for edit in fresh for near in self._neighbours(edit)):
            return False
        for edit in fresh:
            insort(self._edits.setdefault(edit.path, []), edit)
        self._known |= fresh
        return True

    def _neighbours(self, edit: Edit) -> Sequence[Edit]:
        """Those beside it. What collides with no other cannot reach over a neighbour."""
        edits = self._edits.get(edit.path, [])
        place = bisect_left(edits, edit)
        return edits[max(0, place - 1) : place + 1]


def hunks(
    edits: Sequence[Edit], accepted: Sequence[Edit], sources: Callable[[str], Source], context: int = 3
) -> tuple[Hunk, ...]:
    """The hunks of a fix, its files in order. `accepted` must not collide with `edits`."""
    result = []
    for path in dict.fromkeys(edit.path for edit in sorted(edits)):
        base = sorted({edit for edit in accepted if edit.path == path})
        known = set(base)
        mine = sorted({edit for edit in edits if edit.path == path and edit not in known})
        source = sources(path)
        for first, last in _windows(source, mine, base, context):
            lines = tuple(_trimmed(_lines(source, first, last, base, mine), context))
            if any(line.kind is not Kind.SAME for line in lines):
                result.append(Hunk(path, lines))
    return tuple(result)


def rows(source: Source, edit: Edit) -> tuple[int, int]:
    """The first and last row on disk that an edit touches."""
    first = source.position(edit.span.start).row
    return first, max(first, source.position(max(edit.span.start, edit.span.end - 1)).row)


def _windows(source: Source, mine: Sequence[Edit], base: Sequence[Edit], context: int) -> Iterator[tuple[int, int]]:
    """Ranges of rows around `mine`, wide enough that no edit sticks out, merged where they touch."""
    count = len(source.line_starts)
    wanted = [
        (max(1, first - context), min(count, last + context)) for first, last in (rows(source, edit) for edit in mine)
    ]
    others = [rows(source, edit) for edit in base]
    pending: list[tuple[int, int]] = []
    for first, last in sorted(_widened(window, others) for window in wanted):
        if pending and first <= pending[-1][1] + 1:
            pending[-1] = (pending[-1][0], max(pending[-1][1], last))
        else:
            pending.append((first, last))
    yield from pending


def _widened(window: tuple[int, int], others: Sequence[tuple[int, int]]) -> tuple[int, int]:
    first, last = window
    while True:
        touching = [(a, b) for a, b in others if a <= last and b >= first]
        wider = min([first, *(a for a, _ in touching)]), max([last, *(b for _, b in touching)])
        if wider == (first, last):
            return wider
        first, last = wider


def _lines(source: Source, first: int, last: int, base: Sequence[Edit], mine: Sequence[Edit]) -> Iterator[Line]:
    start = source.line_starts[first - 1]
    end = source.line_starts[last] if last < len(source.line_starts) else len(source.text)
    at_end = end == len(source.text)
    inside = [e for e in base if start <= e.span.start and (e.span.start < end or at_end)]
    own = [e for e in mine if start <= e.span.start and (e.span.start < end or at_end)]
    original = source.text[start:end]
    before = split(_applied(original, start, inside))
    after = split(_applied(original, start, (*inside, *own)))
    disk_rows = _rows_on_disk(split(original), before, first)
    shift = sum(_added_rows(source, edit) for edit in (*base, *mine) if edit.span.start < start)
    new_row = first + shift
    for tag, a, b, c, d in _opcodes(before, after):
        if tag == "equal":
            for place in range(a, b):
                text, ended = _body(before[place])
                yield Line(Kind.SAME, text, disk_rows[place], new_row + c + place - a, unended=not ended)
        else:
            yield from _changed(before[a:b], after[c:d], disk_rows[a:b], new_row + c)


def _trimmed(lines: Iterable[Line], context: int) -> Sequence[Line]:
    """Without the unchanged lines beyond `context` at either end, which a wide accepted edit may bring in."""
    kept = list(lines)
    changed = [place for place, line in enumerate(kept) if line.kind is not Kind.SAME]
    if not changed:
        return ()
    return kept[max(0, changed[0] - context) : changed[-1] + context + 1]


def split(text: str) -> list[str]:
    """`text` by Python's line ends, which stay."""
    return _LINE.findall(text)


def _applied(chunk: str, offset: int, edits: Iterable[Edit]) -> str:
    local = tuple(replace(edit, span=Span(edit.span.start - offset, edit.span.end - offset)) for edit in edits)
    return Source("", chunk).apply(local).text


def _opcodes(before: Sequence[str], after: Sequence[str]) -> Sequence[tuple[str, int, int, int, int]]:
    return SequenceMatcher(None, before, after, autojunk=False).get_opcodes()


def _rows_on_disk(original: Sequence[str], before: Sequence[str], first: int) -> list[int | None]:
    result: list[int | None] = [None] * len(before)
    for tag, a, b, c, _ in _opcodes(original, before):
        if tag == "equal":
            result[c : c + b - a] = range(first + a, first + b)
    return result


def _added_rows(source: Source, edit: Edit) -> int:
    return len(_LINE_END.findall(edit.content)) - len(_LINE_END.findall(source.slice(edit.span)))


def _changed(
    removed: Sequence[str], added: Sequence[str], disk_rows: Sequence[int | None], new_row: int
) -> Iterator[Line]:
    gone, come = _marked(removed, added)
    for text, row, marks in zip(removed, disk_rows, gone, strict=True):
        body, ended = _body(text)
        yield Line(Kind.REMOVED, body, row, None, marks, not ended)
    for place, (text, marks) in enumerate(zip(added, come, strict=True)):
        body, ended = _body(text)
        yield Line(Kind.ADDED, body, None, new_row + place, marks, not ended)


Marks = list[tuple[Span, ...]]


def _marked(removed: Sequence[str], added: Sequence[str]) -> tuple[Marks, Marks]:
    """The words that differ between each removed line and the added line it resembles."""
    gone: Marks = [()] * len(removed)
    come: Marks = [()] * len(added)
    free = 0
    for i, old in enumerate(removed):
        for j in range(free, min(free + _NEAR, len(added))):
            if _resemble(old, added[j]):
                gone[i], come[j] = _words(_body(old)[0], _body(added[j])[0])
                free = j + 1
                break
    return gone, come


def _resemble(old: str, new: str) -> bool:
    if max(len(old), len(new)) > _MARKED_LINE_LIMIT:
        return False
    matcher = SequenceMatcher(None, old.strip(), new.strip(), autojunk=False)
    return matcher.quick_ratio() > _SIMILAR and matcher.ratio() > _SIMILAR


def _words(old: str, new: str) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    a, b = _WORD.findall(old), _WORD.findall(new)
    opcodes = [code for code in _opcodes(a, b) if code[0] != "equal"]
    return (
        tuple(_spans(a, [(i, j) for _, i, j, _, _ in opcodes])),
        tuple(_spans(b, [(i, j) for _, _, _, i, j in opcodes])),
    )


def _spans(words: Sequence[str], ranges: Iterable[tuple[int, int]]) -> Iterator[Span]:
    for first, last in ranges:
        if "".join(words[first:last]).strip():
            start = len("".join(words[:first]))
            yield Span(start, start + len("".join(words[first:last])))


def _body(line: str) -> tuple[str, bool]:
    """The text of a line, and whether it has a line end."""
    body = line.rstrip("\r\n")
    return body, len(body) < len(line)
