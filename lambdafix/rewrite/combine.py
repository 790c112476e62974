"""Which fixes can be made at once."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Mapping, Sequence

from lambdafix.model import BindingChange, Change, Edit, Fix
from lambdafix.source import Source


def combine(sources: Mapping[str, Source], fixes: Sequence[Fix]) -> tuple[list[Fix], list[Fix]]:
    """Split `fixes` into those that can be applied together and those that wait for the next round.

    Greedy in the order of file and place. A fix is taken with all its edits in all files or not at all; an edit two
    fixes share is made once. Fixes conflict where their edits overlap, where they insert different text at one place,
    and where both add a binding without sharing an edit that makes it.
    """
    taken: dict[str, list[Edit]] = {path: [] for path in sources}
    added: dict[BindingChange, list[Edit]] = {}
    chosen, deferred = [], []
    for fix in sorted(fixes, key=_place):
        new = [edit for edit in fix.edits if edit not in _near(taken, edit)]
        shared = [edit for edit in fix.edits if edit in _near(taken, edit)]
        clashes = any(_collide(edit, other) for edit in new for other in _near(taken, edit))
        if clashes or any(_binds_otherwise(binding, added, shared) for binding in _added(fix)):
            deferred.append(fix)
            continue
        chosen.append(fix)
        for edit in new:
            insort(taken.setdefault(edit.path, []), edit)
        for binding in _added(fix):
            added.setdefault(binding, []).extend(fix.edits)
    return chosen, deferred


def _place(fix: Fix) -> tuple[Edit, ...]:
    return tuple(sorted(fix.edits, key=lambda edit: edit))


def _added(fix: Fix) -> Iterable[BindingChange]:
    return (binding for binding in fix.bindings if binding.change is Change.ADDED)


def _binds_otherwise(binding: BindingChange, added: Mapping[BindingChange, list[Edit]], shared: list[Edit]) -> bool:
    """Whether another fix adds the same name, and not by an edit that is this fix's too."""
    others = added.get(binding)
    return others is not None and not any(
        edit in others for edit in shared if edit.path == binding.path and binding.name in edit.content
    )


def _near(taken: Mapping[str, list[Edit]], edit: Edit) -> list[Edit]:
    """The taken edits that touch `edit`. Taken edits are sorted and do not overlap."""
    edits = taken.get(edit.path, [])
    low = bisect_left(edits, edit.span.start, key=lambda other: other.span.end)
    high = low
    while high < len(edits) and edits[high].span.start <= edit.span.end:
        high += 1
    return edits[low:high]


def _collide(edit: Edit, other: Edit) -> bool:
    if edit.span.overlaps(other.span):
        return True
    inserts = edit.span.start == edit.span.end, other.span.start == other.span.end
    if all(inserts):
        return edit.span == other.span
    # text put right at the edge of what another fix takes away belongs to what is gone
    return any(inserts) and (edit.span.start == other.span.start or edit.span.end == other.span.end)
