"""What is known of a place at one point of a request, and what comes of following it to the end."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field

from lambdafix.analysis.values.access import Access, Key


@dataclass(frozen=True, slots=True)
class State:
    """What is known at one point of a request."""

    written: frozenset[Key] = frozenset()
    """Set by this request on every path; () stands for all of the place."""
    touched: bool = False
    """This request may have changed it."""
    dirty: bool = False
    """It may hold something of this request."""

    def __or__(self, other: State) -> State:
        """Where two paths meet."""
        if () in self.written:
            written = other.written
        elif () in other.written:
            written = self.written
        else:
            written = self.written & other.written
        return State(written, self.touched or other.touched, self.dirty or other.dirty)

    def holds(self, key: Key, filled: frozenset[Key] | None) -> bool:
        """Whether `key` shows nothing of another request, where requests fill the keys `filled`; None is any key."""
        if () in self.written:
            return True
        if filled is None:
            return False
        return {other for other in filled if other[: len(key)] == key or key[: len(other)] == other} <= self.written


def joined(one: State | None, other: State | None) -> State | None:
    """None is a point that no path reaches."""
    if one is None or other is None:
        return one or other
    return one | other


@dataclass(slots=True)
class Seen:
    """In which states requests come to one access."""

    own: bool = False
    """It sees what this request wrote."""
    untouched: bool = False
    """It sees what was there before this request did anything."""
    mixed: bool = False
    """It sees what was there before, with what this request added."""

    @property
    def exposed(self) -> bool:
        return self.untouched or self.mixed


@dataclass(slots=True)
class Flow:
    """What the analysis learnt about one place."""

    seen: dict[ast.AST, Seen] = field(default_factory=dict)
    dirty_exit: bool = False
    """A request may end normally and leave something of its own."""
    emptied_after_use: bool = False
    """A request empties it after it put something there."""
    repeated: set[ast.AST] = field(default_factory=set)
    """Accesses that may run several times a request: in a loop, or in a function called in one."""

    def of(self, access: Access) -> Seen:
        return self.seen.get(access.node, Seen())
