"""Statements that several fixes put at one place of a module, put there at once.

Each fix stands on the file as it is: all of them call what they add by the same free name, and each takes the place for
itself. Applied one after the other they would number the names and stand below each other; so they do here.
"""

from __future__ import annotations

import ast
import heapq
import re
from bisect import bisect_left, insort
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count

from lambdafix.analysis.startup.top_level import DEFINITIONS
from lambdafix.model import BindingChange, Change, Edit, Fix, Span
from lambdafix.rewrite.combine import combine
from lambdafix.rewrite.placement import are_siblings
from lambdafix.rewrite.reduce import reduced
from lambdafix.rewrite.tree import parse
from lambdafix.source import Source

EXACT = 32
"""Statements up to which a stack is what one round after the other would make, whatever that costs."""
_WORD = re.compile(r"\w+")
_PLACED = re.compile(r"((?:\r\n|\r|\n)*)(.*?(?:\r\n|\r|\n))((?:\r\n|\r|\n)*)", re.DOTALL)


def together(sources: Mapping[str, Source], fixes: Sequence[Fix]) -> list[tuple[Fix, Fix]]:
    """What of `fixes` can be applied at once: each with what it is among the others. The rest waits."""
    alone: set[int] = set()
    while True:
        made = list(fixes)
        for stack in _stacks(sources, [(n, fix) for n, fix in enumerate(fixes) if n not in alone]):
            for number, fix in stack.settled():
                made[number] = fix
        chosen, deferred = combine(sources, made)
        waiting = {id(fix) for fix in deferred}
        apart = {n for n, fix in enumerate(made) if id(fix) in waiting and fix is not fixes[n]}
        if not apart:
            originals = {id(fix): fixes[n] for n, fix in enumerate(made)}
            return [(originals[id(fix)], fix) for fix in chosen]
        alone |= apart  # what it adds stands in the stack's one edit, so that it must not be there either


@dataclass(frozen=True, slots=True)
class _Added:
    """A fix whose one new statement at module level binds one name."""

    number: int
    fix: Fix
    edit: Edit
    name: str
    node: ast.stmt
    lead: str
    """The blank lines above."""
    code: str
    trail: str

    @property
    def place(self) -> tuple[Edit, ...]:
        return tuple(sorted(self.fix.edits))

    def names(self) -> Iterator[str]:
        """What it may be called: its name, then those that would come next."""
        yield self.name
        wanted = self.fix.alternatives
        numbered = (f"{wanted[0]}_{number}" for number in count(2)) if wanted else iter(())
        if self.name in wanted:
            yield from wanted[wanted.index(self.name) + 1 :]
            yield from numbered
        elif re.fullmatch(re.escape(wanted[0] if wanted else "") + r"_\d+", self.name):
            yield from (name for name in _after(self.name, numbered))

    def called(self, name: str, source: Source) -> _Added | None:
        """The same under another name; None where that cannot be done by its text."""
        if name == self.name:
            return self
        edits = []
        for edit in self.fix.edits:
            renamed = _renamed(edit, self.name, name, source) if edit.path == self.edit.path else [edit]
            if edit == self.edit and len(renamed) != 1:
                return None
            edits += renamed
        bindings = tuple(_rebound(change, self.edit.path, self.name, name) for change in self.fix.bindings)
        return _added(self.number, replace(self.fix, edits=tuple(sorted(edits)), bindings=bindings))


def _after(name: str, names: Iterator[str]) -> Iterator[str]:
    for other in names:
        if other == name:
            break
    return names


def _added(number: int, fix: Fix) -> _Added | None:
    bound = [change for change in fix.bindings if change.change is Change.ADDED]
    if len(bound) != 1 or bound[0].scope or not fix.alternatives:
        return None
    path, name = bound[0].path, bound[0].name
    for edit in fix.edits:
        if edit.path != path or edit.span.start != edit.span.end or name not in edit.content:
            continue
        placed = _PLACED.fullmatch(edit.content)
        node = _assignment(placed[2]) if placed else None
        if placed and node is not None and ast.unparse(node).startswith((f"{name} =", f"{name}:")):
            return _Added(number, fix, edit, name, node, *placed.groups())
    return None


def _assignment(code: str) -> ast.stmt | None:
    try:
        body = ast.parse(code).body
    except SyntaxError:
        return None
    return body[0] if len(body) == 1 and isinstance(body[0], ast.Assign | ast.AnnAssign) else None


def _stacks(sources: Mapping[str, Source], fixes: Sequence[tuple[int, Fix]]) -> Iterator[_Stack]:
    """The places where more than one thing is to be added."""
    places: dict[tuple[str, Span, str, str], list[_Added]] = {}
    for number, fix in fixes:
        if (added := _added(number, fix)) is not None:
            places.setdefault((added.edit.path, added.edit.span, added.lead, added.trail), []).append(added)
    for (path, span, *_), found in places.items():
        alike = [added for added in found if added is found[0] or are_siblings(added.node, found[0].node)]
        if len({added.edit for added in alike}) > 1 and _is_in_head(sources[path], span.start):
            elsewhere = [fix for _, fix in fixes if fix not in [added.fix for added in alike]]
            yield _Stack(sources[path], alike, elsewhere)


def _is_in_head(source: Source, offset: int) -> bool:
    """Whether the place is above every definition, where what is added comes below its kind."""
    row = source.position(offset).row
    return not any(isinstance(node, DEFINITIONS) and node.lineno < row for node in parse(source).body)


class _Stack:
    def __init__(self, source: Source, added: Sequence[_Added], others: Sequence[Fix]) -> None:
        self._source = source
        self._words = frozenset(_WORD.findall(source.text))
        self._taken = {change.name for fix in others for change in fix.bindings if change.path == source.path}
        self._made: set[str] = set()
        self._families: dict[tuple[object, ...], list[_Added]] = {}
        for one in sorted(added, key=lambda one: one.place, reverse=True):
            self._families.setdefault((one.name, one.fix.alternatives), []).append(one)

    def settled(self) -> list[tuple[int, Fix]]:
        """The number of each fix that finds a name, and what it becomes: all share the edit that adds everything."""
        kept = self._apart(list(self._in_turn()))
        if not kept:
            return []
        first = kept[0]
        code = dict.fromkeys(one.code for one in kept)
        whole = Edit(first.edit.path, first.edit.span, "".join((first.lead, *code, first.trail)))
        return [
            (one.number, replace(one.fix, edits=tuple(sorted((*(e for e in one.fix.edits if e != one.edit), whole)))))
            for one in kept
        ]

    def _apart(self, added: list[_Added]) -> list[_Added]:
        """Without what edits rows right beside those of another, and, in a short stack, all that comes after that.

        How many blank lines go with a statement hangs on what is left around it. A long stack goes on, in another
        order than one by one, so that the rounds stay few.
        """
        kept: list[_Added] = []
        makers: dict[Edit, str] = {}
        taken: list[Edit] = []
        for one in added:
            own = [edit for edit in one.fix.edits if edit.path == self._source.path and edit != one.edit]
            if any(self._is_beside(edit, other) for edit in own for other in _around(taken, edit, makers, one)):
                if len(added) <= EXACT:
                    break
                continue
            kept.append(one)
            for edit in own:
                if edit not in makers:
                    makers[edit] = one.fix.makes
                    insort(taken, edit)
        return kept

    def _is_beside(self, edit: Edit, other: Edit) -> bool:
        first, second = sorted((edit.span, other.span))
        return not self._source.text[first.end : second.start].strip()

    def _in_turn(self) -> Iterator[_Added]:
        """Each under its name, in the order in which one round after the other would take them."""
        queue = [(head.place, family) for family in self._families if (head := self._named(family)) is not None]
        heapq.heapify(queue)
        while queue:
            place, family = heapq.heappop(queue)
            head = self._named(family)
            if head is not None and head.place == place:
                self._taken.add(head.name)
                yield from self._alike(family, head)
                head = self._named(family)
            if head is not None:
                heapq.heappush(queue, (head.place, family))

    def _alike(self, family: tuple[object, ...], head: _Added) -> Iterator[_Added]:
        """Take from the family what adds the very same."""
        members = self._families[family]
        code, name = members[-1].code, head.name
        for one in [one for one in members if one.code == code]:
            if (called := one.called(name, self._source)) is not None:
                yield called
        # once it is there, what makes the same in other words is to use it: that is for the next round
        self._made.add(head.fix.makes)
        self._families[family] = [one for one in members if one.fix.makes not in self._made]

    def _named(self, family: tuple[object, ...]) -> _Added | None:
        """The next of a family, under the first name that is free; None where there is none, or no such name."""
        while self._families[family] and self._families[family][-1].fix.makes in self._made:
            self._families[family].pop()
        if not self._families[family]:
            return None
        head = self._families[family][-1]
        name = next((name for name in head.names() if name not in self._taken), head.name)
        if name != head.name and {name, head.name} & self._words:
            return None  # whether it is free is not told by the text alone
        return head.called(name, self._source) if name not in self._taken else None


def _around(taken: list[Edit], edit: Edit, makers: Mapping[Edit, str], one: _Added) -> Iterator[Edit]:
    """The edits before and after one, of fixes that add something else."""
    place = bisect_left(taken, edit)
    for other in taken[max(0, place - 1) : place + 1]:
        if makers[other] != one.fix.makes:
            yield other


def _rebound(change: BindingChange, path: str, old: str, new: str) -> BindingChange:
    is_this = change.path == path and change.name == old and change.change is Change.ADDED
    return replace(change, name=new) if is_this else change


def _renamed(edit: Edit, old: str, new: str, source: Source) -> list[Edit]:
    """The edit with `old`, a word that the file does not have, written `new`."""
    start, end, text = edit.span.start, edit.span.end, source.text
    if edit.span.start != edit.span.end or not edit.content.endswith(("\n", "\r")):
        # the least edit may hold a part of the word only
        while start and _WORD.match(text[start - 1]):
            start -= 1
        while end < len(text) and _WORD.match(text[end]):
            end += 1
    content = text[start : edit.span.start] + edit.content + text[edit.span.end : end]
    changed = re.sub(rf"\b{re.escape(old)}\b", new, content)
    if changed == content:
        return [edit]
    if start == end:
        return [Edit(edit.path, edit.span, changed)]
    return list(reduced(edit.path, start, text[start:end], changed))
