"""Find what makes a whole fail, by halves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")


def sift(candidates: Sequence[T], holds: Callable[[Sequence[T]], bool]) -> tuple[list[T], list[T]]:
    """The candidates that hold together, and the guilty ones, each of which fails when added to those before it.

    `holds` is asked once where all is well, and about 2·log2(n) times for each guilty one. Nothing is asked of ().
    """
    good: list[T] = []
    guilty: list[T] = []
    waiting = [list(candidates)] if candidates else []
    while waiting:
        group = waiting.pop()
        if holds([*good, *group]):
            good += group
        elif len(group) == 1:
            guilty += group
        else:
            middle = len(group) // 2
            waiting += [group[middle:], group[:middle]]
    return good, guilty
