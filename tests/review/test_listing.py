"""The list of a review: what is in it, where a key leads, and what can only be read."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from rich.text import Text

from lambdafix.decisions.events import Decided, Decision, Opened, Verdict
from lambdafix.decisions.session import Agenda, Session, after, replay
from lambdafix.model import Refusal
from lambdafix.review.glyphs import ASCII, UNICODE
from lambdafix.review.listing import Filter, Listing, details
from lambdafix.source import Source
from support import toy
from support.checkout import Checkout
from support.reports import finding
from support.terminal import Terminal

EXAMPLE = Path(__file__).parents[2] / "corpus" / "example"
TEXT = 'def f():\n    a = slow("a")\n    b = risky("b")\n    return slow("c")\n'


@pytest.fixture
def session() -> Session:
    return replay(Agenda.of(toy.findings(Source("a.py", TEXT))), [Opened()])


def listing(session: Session) -> Listing:
    """Three fixes in `a.py`, and a finding in another file that has none."""
    unfixed = finding(code="TOY404", message="is beyond repair", refusal=Refusal("it is gone", "look for it"))
    return Listing.of(session.agenda.findings, [unfixed], session.current)


def rows(made: Listing, session: Session) -> list[str]:
    return list(made.page(session, ASCII, 200).lines)


def test_it_holds_the_fixes_and_what_has_none(session: Session) -> None:
    lines = rows(listing(session), session)
    assert len(lines) == 4
    assert lines[0] == "-> o a.py:2 TOY101 slow-call, safe"
    assert [line for line in lines if "TOY404" in line and line.endswith("no fix")]


def test_each_filter_shows_its_own(session: Session) -> None:
    accepted = after(session, Decided(((session.at, Decision(Verdict.ACCEPTED)),)))
    counts = {}
    made = listing(accepted)
    for _ in Filter:
        counts[made.shown_only] = len(rows(made, accepted))
        made = made.filtered(accepted)
    assert counts == {Filter.ALL: 4, Filter.OPEN: 2, Filter.UNSAFE: 1, Filter.UNFIXED: 1}
    assert made.shown_only is Filter.ALL
    assert any(line.split()[:2] == ["+", "a.py:2"] for line in rows(made.moved(accepted, 1), accepted))


def test_a_filter_that_shows_nothing_says_so(session: Session) -> None:
    bare = Listing.of(session.agenda.findings, [], session.current)
    for _ in range(3):
        bare = bare.filtered(session)
    assert rows(bare, session) == ["Nothing here; f shows others."]
    assert bare.chosen(session) is None
    assert bare.moved(session, 1).chosen(session) is None


def test_a_filter_keeps_the_place(session: Session) -> None:
    made = listing(session).moved(session, 1)
    chosen = made.chosen(session)
    assert made.filtered(session).chosen(session) == chosen


def test_a_search_goes_on_and_around(session: Session) -> None:
    made = listing(session)
    places = []
    for _ in range(3):
        made = made.found(session, "SLOW")
        places.append(made.at)
    assert places == [2, 0, 2]
    assert made.holds(session)
    assert not made.found(session, "nowhere").holds(session)
    assert made.found(session, "nowhere").at == made.at
    assert "TOY404" in str(made.found(session, "beyond repair").chosen(session))


@pytest.mark.parametrize("columns", [20, 58, 80, 140])
def test_a_line_fits(session: Session, columns: int) -> None:
    long = finding(path="漢字/" * 40 + "a.py")
    lines = Listing.of(session.agenda.findings, [long], None).page(session, UNICODE, columns).lines
    assert all(Text(line).cell_len <= columns for line in lines)


def test_details_say_why_there_is_no_fix_and_what_to_do() -> None:
    page = details(finding(message="is beyond repair", refusal=Refusal("it is gone", "look for it")))
    text = "\n".join(page.lines)
    assert "Why: is beyond repair" in text
    assert "No fix: it is gone\nInstead: look for it" in text


@pytest.fixture
def example(checkout: Checkout) -> Checkout:
    shutil.copytree(EXAMPLE, checkout.root, dirs_exist_ok=True)
    checkout.commit()
    return checkout


def start(example: Checkout, *arguments: str, **values: object) -> Terminal:
    return Terminal(example.root, "review", *arguments, program=("-P", "-m", "lambdafix"), **values)  # type: ignore[arg-type]


def test_what_has_no_fix_can_be_read_and_not_decided(example: Checkout) -> None:
    terminal = start(example)
    terminal.see("1/3 fixes")
    terminal.press("l", "4 of 4 findings, all")
    terminal.press("fff", "1 of 4 findings, without a fix")
    terminal.press("\r", "No fix: more happens after the write")
    terminal.see("back to the list")
    terminal.press("y", "1 of 4 findings, without a fix")
    terminal.press("y", "No key 'y' here")
    terminal.press("l", "1/3 fixes")
    assert "0 accepted" in terminal.text
    terminal.press("nnn", "l lists all, 1 finding without a fix among them")
    terminal.press("l", "4 of 4 findings")
    terminal.press("l", "Everything is decided")
    terminal.child.close(force=True)


def test_a_search_leads_to_a_fix(example: Checkout) -> None:
    terminal = start(example, size=(58, 24))
    terminal.press("l", "4 of 4 findings")
    terminal.press("/", "Search:")
    terminal.press("nothing like it\r", "Nothing here holds 'nothing like it'")
    terminal.press("/", "Search:")
    terminal.press("orders\r", "LMB201")
    terminal.press("n", "LMB401")
    terminal.press("n\r", "3/3 fixes")
    terminal.see("synchronous-invoke, unsafe")
    terminal.child.close(force=True)


def test_in_sentences_the_list_has_numbers(example: Checkout) -> None:
    terminal = start(example, "--plain")
    terminal.see("Fix 1 of 3")
    terminal.press("l", "Go to number")
    terminal.see("3 src/orders.py:12 LMB401 unconditional-put, no fix")
    terminal.press("4\r", "Fix 3 of 3")
    terminal.press("l", "Go to number")
    terminal.press("9\r", "There is no number 9 in the list")
    terminal.child.close(force=True)
