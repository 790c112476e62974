"""Which rows two versions of a file have in common, in a time that long files bear."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import Match, SequenceMatcher

PLAIN = 1_000
"""Rows up to which the plain comparison is quick enough: it takes time in the square of them."""


class Rows(SequenceMatcher[bytes]):
    """A comparison of rows. Long files are cut at rows that each version has once, and compared piece by piece."""

    def __init__(self, old: Sequence[bytes], new: Sequence[bytes]) -> None:
        super().__init__(None, old, new, autojunk=False)
        self._old = old
        self._new = new

    def get_matching_blocks(self) -> list[Match]:
        if max(len(self._old), len(self._new)) <= PLAIN:
            return super().get_matching_blocks()
        blocks: list[Match] = []
        for block in self._pieces():
            last = blocks[-1] if blocks else None
            if last is not None and (last.a + last.size, last.b + last.size) == (block.a, block.b):
                blocks[-1] = Match(last.a, last.b, last.size + block.size)
            else:
                blocks.append(block)
        return [*blocks, Match(len(self._old), len(self._new), 0)]

    def _pieces(self) -> Iterator[Match]:
        reached = (0, 0)
        for at in [*_anchors(self._old, self._new), (len(self._old), len(self._new))]:
            yield from self._between(reached, at)
            if at[0] < len(self._old):
                yield Match(*at, 1)
            reached = at[0] + 1, at[1] + 1

    def _between(self, start: tuple[int, int], end: tuple[int, int]) -> Iterator[Match]:
        old, new = self._old[start[0] : end[0]], self._new[start[1] : end[1]]
        if old and new:
            # rows without an anchor are those that occur often: in a long stretch of them the commonest are let be
            found = SequenceMatcher(None, old, new, autojunk=max(len(old), len(new)) > PLAIN)
            for block in found.get_matching_blocks():
                if block.size:
                    yield Match(start[0] + block.a, start[1] + block.b, block.size)


def _anchors(old: Sequence[bytes], new: Sequence[bytes]) -> list[tuple[int, int]]:
    """The most places, in order in both, of rows that each has exactly once."""
    was, now = Counter(old), Counter(new)
    places = {row: place for place, row in enumerate(new) if now[row] == 1}
    pairs = [(place, places[row]) for place, row in enumerate(old) if was[row] == 1 and row in places]
    ends: list[int] = []
    """Where the best run of each length ends in `new`."""
    last: list[int] = []
    before: list[int] = []
    for index, (_, place) in enumerate(pairs):
        length = bisect_left(ends, place)
        before.append(last[length - 1] if length else -1)
        ends[length : length + 1] = [place]
        last[length : length + 1] = [index]
    run = []
    index = last[-1] if last else -1
    while index >= 0:
        run.append(pairs[index])
        index = before[index]
    return run[::-1]
