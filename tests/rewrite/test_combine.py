"""Fixes are made together where none minds the other."""

from __future__ import annotations

from lambdafix.model import BindingChange, Change, Edit, Fix, Span
from lambdafix.rewrite.combine import combine
from lambdafix.source import Source

SOURCES = {path: Source(path, "0123456789\n" * 3) for path in ("a.py", "b.py")}


def edit(start: int, end: int, content: str, path: str = "a.py") -> Edit:
    return Edit(path, Span(start, end), content)


def fix(*edits: Edit, adds: str = "") -> Fix:
    bindings = (BindingChange("a.py", "", adds, Change.ADDED),) if adds else ()
    return Fix("repaired", edits, bindings)


def together(*fixes: Fix) -> bool:
    chosen, deferred = combine(SOURCES, fixes)
    assert sorted(map(id, (*chosen, *deferred))) == sorted(map(id, fixes))
    for path, source in SOURCES.items():
        source.apply(tuple(e for f in chosen for e in f.edits if e.path == path))
    return not deferred


def test_apart() -> None:
    assert together(fix(edit(1, 2, "x")), fix(edit(4, 5, "y")), fix(edit(1, 2, "z", "b.py")))


def test_overlapping() -> None:
    assert not together(fix(edit(1, 4, "x")), fix(edit(3, 5, "y")))
    assert not together(fix(edit(1, 4, "x")), fix(edit(1, 4, "y")))
    assert not together(fix(edit(1, 9, "x")), fix(edit(3, 3, "y")))


def test_side_by_side() -> None:
    assert together(fix(edit(1, 4, "x")), fix(edit(4, 5, "y")))


def test_an_edit_they_share_is_made_once() -> None:
    shared = edit(0, 0, "import x\n")
    assert together(fix(shared, edit(1, 2, "a")), fix(shared, edit(4, 5, "b")))


def test_different_inserts_at_one_place_are_not_ordered_by_chance() -> None:
    chosen, deferred = combine(SOURCES, [second := fix(edit(0, 0, "b\n")), first := fix(edit(0, 0, "a\n"))])
    assert (chosen, deferred) == ([first], [second])


def test_an_insert_at_the_edge_of_what_goes() -> None:
    assert not together(fix(edit(3, 6, "")), fix(edit(3, 3, "x")))
    assert not together(fix(edit(3, 6, "")), fix(edit(6, 6, "x")))


def test_a_fix_is_whole_or_not_at_all() -> None:
    first = fix(edit(1, 2, "x"))
    second = fix(edit(1, 3, "y"), edit(5, 6, "z", "b.py"))
    third = fix(edit(5, 6, "w", "b.py"))
    chosen, deferred = combine(SOURCES, [first, second, third])
    assert (chosen, deferred) == ([first, third], [second])


def test_one_name_added_twice() -> None:
    assert not together(fix(edit(1, 1, "c = 1\n"), adds="c"), fix(edit(5, 5, "c = 2\n"), adds="c"))
    shared = edit(1, 1, "c = 1\n")
    assert together(fix(shared, edit(3, 4, ""), adds="c"), fix(shared, edit(6, 7, ""), adds="c"))


def test_the_same_objects_come_back() -> None:
    given = [fix(edit(1, 2, "x")), fix(edit(1, 2, "x"))]
    chosen, deferred = combine(SOURCES, given)
    assert {id(one) for one in (*chosen, *deferred)} == {id(one) for one in given}
