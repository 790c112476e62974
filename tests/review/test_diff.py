"""What a fix looks like, alone and on top of others."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.text import Text

from lambdafix.decisions.events import Decided, Decision, Opened, Verdict
from lambdafix.decisions.session import Agenda, Session, after, replay
from lambdafix.model import Edit, Span
from lambdafix.review.card import Card, Deck
from lambdafix.review.diff import Hunk, Kind, Together, collides, hunks
from lambdafix.review.editing import MARK, as_text, from_text, pieces
from lambdafix.review.layout import Painter, cut, fold
from lambdafix.review.screen import BOXES_FROM, Size, View, draw
from lambdafix.review.silence import comment
from lambdafix.source import EditError, Source
from lambdafix.trial.outcome import Check, Outcome
from support import toy

TEXT = "".join(f"line {number}\n" for number in range(1, 21))


def edit(start: int, end: int, content: str, path: str = "a.py") -> Edit:
    return Edit(path, Span(start, end), content)


def row(number: int, text: str = TEXT) -> int:
    return Source("a.py", text).line_starts[number - 1]


def shown(found: tuple[Hunk, ...]) -> list[str]:
    return [f"{line.kind.value}{line.text}" for hunk in found for line in hunk.lines]


def diffs(text: str, mine: list[Edit], accepted: list[Edit] | None = None, context: int = 1) -> tuple[Hunk, ...]:
    return hunks(mine, accepted or [], lambda path: Source(path, text), context)


def test_a_changed_line_stands_between_its_neighbours_with_their_rows() -> None:
    found = diffs(TEXT, [edit(row(5), row(5) + 4, "LINE")])
    assert shown(found) == [" line 4", "-line 5", "+LINE 5", " line 6"]
    assert [(line.disk_row, line.new_row) for line in found[0].lines] == [(4, 4), (5, None), (None, 5), (6, 6)]


def test_only_the_words_that_differ_are_marked() -> None:
    ((_, old, new, _),) = [h.lines for h in diffs(TEXT, [edit(row(5) + 5, row(5) + 6, "five")])]
    assert old.marks == (Span(5, 6),)
    assert new.marks == (Span(5, 9),)


def test_lines_that_do_not_resemble_each_other_have_no_marks() -> None:
    found = diffs(TEXT, [edit(row(5), row(6), "something else altogether\n")])
    assert all(line.marks == () for line in found[0].lines)


def test_an_inserted_line_shows_no_more_context_than_asked_for() -> None:
    assert shown(diffs(TEXT, [edit(row(5), row(5), "new\n")])) == [" line 4", "+new", " line 5"]


def test_distant_edits_are_separate_hunks_and_near_ones_are_not() -> None:
    far = [edit(row(2), row(2) + 4, "LINE"), edit(row(15), row(15) + 4, "LINE")]
    assert len(diffs(TEXT, far)) == 2
    assert len(diffs(TEXT, [far[0], edit(row(4), row(4) + 4, "LINE")])) == 1


def test_rows_of_a_later_hunk_count_what_comes_before_it() -> None:
    mine = [edit(0, 0, "new\n"), edit(row(15), row(15) + 4, "LINE")]
    accepted = [edit(row(8), row(8), "theirs\ntheirs\n")]
    assert next(line.new_row for line in diffs(TEXT, mine, accepted)[1].lines if line.kind is Kind.ADDED) == 18


def test_accepted_fixes_are_the_ground_a_fix_is_shown_on() -> None:
    accepted = [edit(row(4), row(5), "theirs\n"), edit(row(6), row(6), "inserted\n")]
    found = diffs(TEXT, [edit(row(5), row(5) + 4, "LINE")], accepted)
    assert shown(found) == [" theirs", "-line 5", "+LINE 5", " inserted"]
    assert [line.disk_row for line in found[0].lines] == [None, 5, None, None]


def test_an_edit_that_was_accepted_with_another_fix_is_not_shown_again() -> None:
    shared = edit(0, 0, "import x\n")
    found = diffs(TEXT, [shared, edit(row(5), row(5) + 4, "LINE")], [shared])
    assert shown(found) == [" line 4", "-line 5", "+LINE 5", " line 6"]


@pytest.mark.parametrize("newline", ["\r\n", "\r", "\n"])
def test_line_ends_are_not_part_of_what_is_shown(newline: str) -> None:
    text = TEXT.replace("\n", newline)
    start = row(5, text)
    assert shown(diffs(text, [edit(start, start + 4, "LINE")])) == [" line 4", "-line 5", "+LINE 5", " line 6"]


def test_a_missing_final_line_end_is_said() -> None:
    found = diffs("one\ntwo", [edit(4, 7, "three")])
    assert [line.unended for line in found[0].lines] == [False, True, True]


def test_several_files_come_in_order() -> None:
    found = diffs(TEXT, [edit(0, 0, "b\n", "b.py"), edit(0, 0, "a\n", "a.py")])
    assert [hunk.path for hunk in found] == ["a.py", "b.py"]


SPANS = st.tuples(st.integers(0, 12), st.integers(0, 4)).map(lambda pair: Span(pair[0], pair[0] + pair[1]))
EDITS = st.lists(st.builds(Edit, st.just("a.py"), SPANS, st.sampled_from(["", "x", "y\n"])), max_size=4)


@given(EDITS, EDITS)
def test_what_goes_together_can_be_applied_and_what_collides_cannot(a: list[Edit], b: list[Edit]) -> None:
    source = Source("a.py", TEXT)

    def applies(edits: list[Edit]) -> bool:
        try:
            source.apply(tuple(edits))
        except EditError:
            return False
        return True

    together = Together()
    if applies(a) and applies(b) and together.add(a):
        assert collides(b, a) is not applies([*a, *b])
        assert together.add(b) is applies([*a, *b])


@given(EDITS)
def test_the_shown_lines_are_those_of_the_files(edits: list[Edit]) -> None:
    source = Source("a.py", TEXT)
    try:
        after_text = source.apply(tuple(edits)).text
    except EditError:
        return
    lines = after_text.splitlines()
    for hunk in diffs(TEXT, edits):
        for line in hunk.lines:
            if line.kind is not Kind.REMOVED:
                assert line.new_row
                assert lines[line.new_row - 1] == line.text
            if line.kind is not Kind.ADDED:
                assert line.disk_row
                assert line.text == f"line {line.disk_row}"


# cards and the screen


def session(text: str) -> tuple[Session, Source]:
    source = Source("a.py", text)
    return replay(Agenda.of(toy.findings(source)), [Opened()]), source


def accept(held: Session) -> Session:
    assert held.current
    return after(held, Decided(((held.current.fingerprint, Decision(Verdict.ACCEPTED)),)))


def card(held: Session, source: Source) -> Card:
    made = Deck(lambda _: source).card(held, {}, 1)
    assert made
    return made


def test_a_fix_that_collides_with_an_accepted_one_says_so_and_is_shown_against_the_disk() -> None:
    held, source = session('def f():\n    a = build("a")\n    return build("b")\n')
    first = held.current
    second = card(accept(held), source)
    assert second.overlaps == (first,)
    assert '+B = build("b")' in shown(second.hunks)
    assert card(held, source).overlaps == ()


def test_undoing_the_other_takes_the_overlap_away() -> None:
    held, source = session('def f():\n    a = build("a")\n    return build("b")\n')
    both = accept(held)
    assert card(both, source).overlaps
    assert not card(replace(both, decisions={}), source).overlaps


def screen(text: str, columns: int, rows: int, ascii_only: bool = False, **fields: object) -> list[str]:
    held, source = session(text)
    made = replace(card(held, source), checks=(Check("tests", Outcome.FAILED, "1 failed in 0.1s"),))
    view = View(1, 1, 1, 0, 0, 0, branch="main", card=made, **fields)  # type: ignore[arg-type]
    return [line.plain for line in draw(view, Size(columns, rows), Painter(lambda _: source), ascii_only).lines]


CODE = "def f():\n    value = slow(1)\n    return value\n"


@pytest.mark.parametrize("columns", [20, 40, 58, 59, 60, 79, 80, 99, 100, 109, 110, 140, 300])
@pytest.mark.parametrize("rows", [6, 12, 19, 20, 40])
def test_the_screen_has_exactly_the_size_of_the_terminal(columns: int, rows: int) -> None:
    lines = screen(CODE + "#" * 400 + "\n", columns, rows)
    assert len(lines) == rows
    assert all(Text(line).cell_len <= columns for line in lines)


WIDE = 'def f():\n    value = slow("漢字かな交じり文 👩‍🚀 é")\n    return value\n'


@pytest.mark.parametrize("columns", [58, 59, 60, 61, 80, 100, 110, 140])
@pytest.mark.parametrize("names", [0, 1, 9], ids=lambda count: f"{count} tests fail")
@pytest.mark.parametrize("word", ["漢字 ", "long_name_without_a_blank" * 9, "a b ", "👩‍🚀"])
def test_the_frame_is_whole_whatever_is_in_it(columns: int, names: int, word: str) -> None:
    failing = tuple(f"tests/test_{word}.py::test_{word * 5}_{n}" for n in range(names))
    held, source = session(WIDE)
    checks = (*(Check(name, Outcome.PASSED) for name in ("syntax", "names", "comments", "line ends")),)
    checks = (*checks, Check("tests", Outcome.FAILED_BEFORE, f"{word * 9} 1 failed", failing))
    made = replace(card(held, source), checks=checks, reason=word * 20)
    view = View(1, 1, 1, 0, 0, 0, branch=word * 9, card=made, notice=word * 30)
    drawn = draw(view, Size(columns, 44), Painter(lambda _: source))
    lines = [line.plain for line in drawn.lines]
    assert all(Text(line).cell_len <= columns for line in lines)
    if columns < BOXES_FROM:
        return
    top, bottom = (next(n for n, line in enumerate(lines) if line[:1] == corner) for corner in "╭╰")
    inside = lines[top : bottom + 1]
    assert {Text(line).cell_len for line in inside} == {columns}, "a row breaks the frame"
    assert {(line[0], line[-1]) for line in inside} <= {("╭", "╮"), ("│", "│"), ("├", "┤"), ("╰", "╯")}
    assert any("checks: " in line for line in inside)
    assert any("Fails: " in line for line in inside) == bool(names)


def test_side_by_side_from_110_columns_and_one_column_below() -> None:
    assert any("slow(1)" in line and "fast(1)" in line for line in screen(CODE, 110, 30))
    assert not any("slow(1)" in line and "fast(1)" in line for line in screen(CODE, 109, 30))


def test_boxes_from_60_columns_and_none_below() -> None:
    assert any("╭" in line for line in screen(CODE, 60, 30))
    assert not any(set(line) & set("╭│╰├") for line in screen(CODE, 59, 30))


def test_a_low_screen_is_paged_and_the_rest_can_be_reached() -> None:
    low = screen(CODE, 80, 12)
    assert any("space for more" in line for line in low)
    assert not any("+     value = fast(1)" in line for line in low)
    assert any("+     value = fast(1)" in line for line in screen(CODE, 80, 12, scroll=99))


def test_meaning_stands_in_words_and_signs_as_well() -> None:
    text = "\n".join(screen(CODE, 100, 30, ascii_only=True))
    assert text.isascii()
    for part in (
        "TOY101 slow-call",
        "safe",
        "a.py:2",
        "tests x failed",
        "-     value = slow(1)",
        "+     value = fast(1)",
    ):
        assert part in text


def test_hostile_text_is_spelt_out() -> None:
    lines = screen('def f():\n    return slow("\x1b[2J\x07\u202e\x9b31m")\n', 100, 30)
    assert not set("".join(lines)) & set("\x1b\x07\u202e\x9b")
    assert any(r"\x1b[2J\x07\u202e\x9b31m" in line for line in lines)


def test_a_very_long_line_is_cut_and_counted() -> None:
    lines = screen(f"def f():\n    return slow('{'x' * 1_000_000}')\n", 100, 60)
    assert any("more characters)" in line for line in lines)


@given(st.text(), st.integers(1, 40))
def test_folding_loses_nothing_and_fits(text: str, width: int) -> None:
    plain = Text(text).plain
    folded = fold(Text(plain), max(2, width))
    assert "".join(line.plain for line in folded) == plain
    assert all(line.cell_len <= max(2, width) for line in folded)
    assert cut(Text(plain), max(2, width)).cell_len <= max(2, width)


# editing and silencing


def test_the_replacement_is_edited_as_whole_lines_and_comes_back_as_edits() -> None:
    source = Source("a.py", "import os\r\n\r\ndef f():\r\n    x = slow(1)\r\n")
    edits = (edit(0, 0, "import quick\r\n"), edit(source.text.index("slow"), source.text.index("slow") + 4, "fast"))
    parts = pieces(edits, lambda _: source)
    text = as_text(parts, lambda _: source)
    assert "\r" not in text
    assert [line for line in text.splitlines() if not line.startswith(MARK)] == ["import quick", "    x = fast(1)"]
    assert from_text(text, parts, lambda _: source) is None
    changed = from_text(text.replace("fast(1)", "faster(1)"), parts, lambda _: source)
    assert isinstance(changed, tuple)
    expected = "import quick\r\nimport os\r\n\r\ndef f():\r\n    x = faster(1)\r\n"
    assert source.apply(changed).text == expected


def test_a_mark_that_was_removed_changes_nothing() -> None:
    source = Source("a.py", "x = 1\n")
    parts = pieces((edit(0, 1, "y"),), lambda _: source)
    text = as_text(parts, lambda _: source)
    assert "nothing is changed" in str(from_text(text.split("\n", 1)[1] + "z\n", parts, lambda _: source))
    assert from_text("\n", parts, lambda _: source) is None


def test_a_file_without_final_line_end_keeps_it_so() -> None:
    source = Source("a.py", "x = 1")
    parts = pieces((edit(0, 1, "y"),), lambda _: source)
    text = as_text(parts, lambda _: source)
    changed = from_text(text.replace("y = 1", "z = 1"), parts, lambda _: source)
    assert isinstance(changed, tuple)
    assert source.apply(changed).text == "z = 1"


@pytest.mark.parametrize(
    ("before", "after_comment"),
    [
        ("def f():\n    return slow(1)\n", "def f():\n    # lambdafix: ignore[TOY101] it is\n    return slow(1)\n"),
        (
            "def f():\r\n\tx = (\r\n\t\tslow(1)\r\n\t)\r\n",
            "def f():\r\n\t# lambdafix: ignore[TOY101] it is\r\n\tx = (\r\n\t\tslow(1)\r\n\t)\r\n",
        ),
        (
            "def f():\n    if a: x = 1; y = slow(1)\n",
            "def f():\n    # lambdafix: ignore[TOY101] it is\n    if a: x = 1; y = slow(1)\n",
        ),
        (
            'def f():\n    x = """\n    """ + \\\n        slow(1)\n',
            'def f():\n    # lambdafix: ignore[TOY101] it is\n    x = """\n    """ + \\\n        slow(1)\n',
        ),
    ],
)
def test_a_suppression_stands_above_the_statement_and_works(before: str, after_comment: str) -> None:
    source = Source("a.py", before)
    made = comment(source, toy.findings(source)[0], "it\nis")
    assert isinstance(made, Edit)
    silenced = source.apply((made,))
    assert silenced.text == after_comment
    assert toy.findings(silenced) == ()
