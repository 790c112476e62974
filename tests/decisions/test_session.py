"""The review as a value: transitions, undo, journal and replay, without a terminal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdafix.decisions import journal, rejected
from lambdafix.decisions import session as moves
from lambdafix.decisions.anchor import inherited, reopened, shape, stale, twin
from lambdafix.decisions.events import (
    Decided,
    Decision,
    Discarded,
    Edited,
    Event,
    MalformedEventError,
    Moved,
    Opened,
    Undone,
    Verdict,
    Written,
    dumps,
    loads,
)
from lambdafix.decisions.journal import History, Journal
from lambdafix.decisions.session import Agenda, Session
from lambdafix.errors import UsageError
from lambdafix.model import Applicability, Edit, Finding, Span
from lambdafix.source import Source
from lambdafix.vcs.state import State
from support import toy

A = "def a():\n    x = slow(1)\n    y = risky(2)\n    return slow(1)\n"
B = "def b():\n    return slow(3) + risky(4)\n"
ACCEPTED, REJECTED, SKIPPED = (Decision(v) for v in (Verdict.ACCEPTED, Verdict.REJECTED, Verdict.SKIPPED))


def source(path: str, text: str) -> Source:
    return Source(path, text)


def agenda(**texts: str) -> Agenda:
    found = [toy.findings(source(f"{name}.py", text)) for name, text in texts.items()]
    return Agenda.of(finding for group in found for finding in group)


def opened(**texts: str) -> Session:
    return moves.replay(agenda(**texts), [Opened()])


def happen(session: Session, *events: Event | None) -> Session:
    for event in events:
        assert event is not None
        session = moves.after(session, event)
    return session


def snippets(findings: Iterable[Finding]) -> list[tuple[str, int]]:
    return [(finding.snippet, finding.start.row) for finding in findings]


def test_fixes_come_in_the_order_of_files_and_lines() -> None:
    session = opened(b=B, a=A)
    assert [(f.path, f.start.row) for f in session.agenda.findings] == [
        ("a.py", 2),
        ("a.py", 3),
        ("a.py", 4),
        ("b.py", 2),
        ("b.py", 2),
    ]
    assert session.position == 0


def test_a_decision_goes_on_to_the_next_open_fix() -> None:
    session = opened(a=A)
    session = happen(session, moves.decide(session, ACCEPTED))
    assert session.position == 1
    session = happen(session, moves.move(session, 1))
    session = happen(session, moves.decide(session, REJECTED))
    assert session.position == 1, "the one that was passed over is asked once the end is reached"
    session = happen(session, moves.decide(session, SKIPPED))
    assert session.current is None
    assert moves.decide(session, ACCEPTED) is None


def test_moving_stops_at_either_end_and_decides_nothing() -> None:
    session = opened(a=A)
    assert moves.move(session, -1) is None
    session = happen(session, moves.move(session, 1), moves.move(happen(session, moves.move(session, 1)), 1))
    assert session.position == 2
    assert moves.move(session, 1) is None
    assert not session.decisions


def test_undo_takes_back_as_often_as_wanted_and_goes_where_the_decision_was_taken() -> None:
    session = opened(a=A)
    for verdict in (ACCEPTED, REJECTED, SKIPPED):
        session = happen(session, moves.decide(session, verdict))
    for place in (2, 1, 0):
        session = happen(session, moves.undo(session))
        assert session.position == place
    assert not session.decisions
    assert moves.undo(session) is None


def test_undo_brings_back_the_earlier_decision_of_one_who_changed_their_mind() -> None:
    session = opened(a=A)
    first = session.agenda.findings[0]
    session = happen(session, moves.decide(session, REJECTED), Moved(first.fingerprint))
    session = happen(session, moves.decide(session, ACCEPTED))
    assert session.verdict(first) is Verdict.ACCEPTED
    assert happen(session, moves.undo(session)).verdict(first) is Verdict.REJECTED


def test_accepting_in_bulk_takes_only_safe_ones_and_from_the_current_on() -> None:
    session = opened(a=A, b=B)
    session = happen(session, moves.move(session, 1))
    assert snippets(moves.rest_of_file(session, safe_only=True)) == [("slow", 4)]
    assert snippets(moves.rest_of_file(session, safe_only=False)) == [("risky", 3), ("slow", 4)]
    session = opened(a=A, b=B)
    assert [f.path for f in moves.rest_of_rule(session, safe_only=True)] == ["a.py", "a.py", "b.py"]
    risky = happen(session, moves.move(session, 1))
    assert moves.rest_of_rule(risky, safe_only=True) == ()
    assert len(moves.rest_of_rule(risky, safe_only=False)) == 2


def test_bulk_leaves_decided_ones_alone_and_is_undone_as_one() -> None:
    session = opened(a=A)
    session = happen(session, moves.decide(session, REJECTED))
    session = happen(session, moves.move(session, -1), moves.move(happen(session, moves.move(session, -1)), 1))
    rest = moves.rest_of_file(session, safe_only=False)
    assert snippets(rest) == [("risky", 3), ("slow", 4)]
    session = happen(session, Decided(tuple((f.fingerprint, ACCEPTED) for f in rest)))
    assert session.current is None
    session = happen(session, moves.undo(session))
    assert snippets(session.open) == [("risky", 3), ("slow", 4)]


def test_an_edit_replaces_the_fix_and_is_undone() -> None:
    session = opened(a=A)
    first = session.agenda.findings[0]
    mine = (Edit("a.py", first.span, "mine"),)
    edited = happen(session, moves.edit(session, mine, "shape"))
    assert edited.edits(first) == mine
    assert edited.current == first, "an edit is not yet a yes"
    assert happen(edited, moves.undo(edited)).edits(first) == first.fix.edits  # type: ignore[union-attr]


def test_discarding_keeps_only_what_was_rejected_before() -> None:
    session = opened(a=A)
    first, second, third = session.agenda.findings
    session = happen(session, moves.decide(session, REJECTED), Opened())
    session = happen(session, Decided(((second.fingerprint, ACCEPTED), (third.fingerprint, REJECTED))), Discarded())
    assert set(session.decisions) == {first.fingerprint}
    assert session.current == second


def test_a_new_review_remembers_rejections_only_and_a_resumed_one_all_but_skips() -> None:
    session = opened(a=A)
    for verdict in (ACCEPTED, REJECTED, SKIPPED):
        session = happen(session, moves.decide(session, verdict))
    first, second, _ = session.agenda.findings
    assert set(happen(session, Opened()).decisions) == {second.fingerprint}
    assert happen(session, Opened()).remembered == {second.fingerprint}
    assert set(happen(session, Opened(resumed=True)).decisions) == {first.fingerprint, second.fingerprint}


def test_written_fixes_are_settled_and_cannot_be_undone_here() -> None:
    session = opened(a=A)
    first = session.agenda.findings[0]
    session = happen(session, moves.decide(session, ACCEPTED), Written((first.fingerprint,), (("a.py", "hash"),)))
    assert moves.undo(session) is None
    assert session.ours == {"a.py": "hash"}
    assert first.fingerprint not in session.decisions


def test_decisions_about_fixes_that_are_gone_are_kept_and_undo_passes_over_them() -> None:
    session = opened(a=A, b=B)
    for _ in range(4):
        session = happen(session, moves.decide(session, ACCEPTED))
    smaller = moves.on(session, agenda(a=A))
    assert len(smaller.decisions) == 4
    undone = moves.undo(smaller)
    assert undone == Undone(2), "the decision in b.py goes with the one before it"
    assert happen(smaller, undone).position == 2


EVENTS = st.one_of(
    st.just(Opened()),
    st.just(Opened(resumed=True)),
    st.builds(
        Decided,
        st.lists(
            st.tuples(
                st.sampled_from([f.fingerprint for f in agenda(a=A, b=B).findings]),
                st.none() | st.builds(Decision, st.sampled_from(Verdict), st.text(), st.text(), st.text()),
            ),
            max_size=3,
        ).map(tuple),
    ),
    st.builds(Undone, st.integers(1, 4)),
    st.builds(Moved, st.sampled_from([f.fingerprint for f in agenda(a=A, b=B).findings])),
    st.builds(
        Edited,
        st.sampled_from([f.fingerprint for f in agenda(a=A, b=B).findings]),
        st.lists(st.builds(Edit, st.text(), st.builds(Span, st.just(1), st.integers(1, 9)), st.text())).map(tuple),
        st.text(),
    ),
    st.builds(Written, st.tuples(st.text()), st.tuples(st.tuples(st.text(), st.text()))),
    st.just(Discarded()),
)


@given(st.lists(EVENTS, max_size=12))
def test_what_the_journal_holds_is_the_session(events: list[Event]) -> None:
    lived = Session()
    for event in events:
        lived = moves.after(lived, event)
    assert moves.replay(Agenda(), map(loads, map(dumps, events))) == moves.on(lived, Agenda())


@given(st.lists(EVENTS, max_size=12), st.integers(0, 11))
def test_a_resumed_session_stands_at_an_open_fix_or_at_the_end(events: list[Event], cut: int) -> None:
    session = moves.replay(agenda(a=A, b=B), events[:cut])
    if session.current:
        assert session.current.fingerprint not in session.decisions
    else:
        assert not session.open


@pytest.mark.parametrize(
    "line",
    [
        "",
        "{",
        "[]",
        "1",
        '{"event":"none"}',
        '{"event":"decided"}',
        '{"event":"decided","choices":[["a",{"verdict":"maybe"}]]}',
        '{"event":"decided","choices":[[1,null]]}',
        '{"event":"undone","steps":0}',
        '{"event":"undone","steps":"1"}',
        '{"event":"edited","fingerprint":"a","edits":[["a",5,2,"x"]]}',
        '{"event":"edited","fingerprint":"a","edits":[["a",0,2]]}',
        '{"event":"opened","resumed":"yes"}',
        "[" * 100_000,
    ],
)
def test_a_line_that_is_no_event_is_refused(line: str) -> None:
    with pytest.raises(MalformedEventError):
        loads(line)


def test_a_resumed_session_stands_where_the_last_decision_led() -> None:
    everything = agenda(a=A, b=B)
    third = everything.findings[2].fingerprint
    events: list[Event] = [Opened(), Moved(third), Decided(((third, ACCEPTED),)), Opened(resumed=True)]
    resumed = moves.replay(everything, events)
    assert resumed.position == 3
    assert happen(resumed, moves.undo(resumed)).position == 2


def test_twins_keep_their_rejections_when_one_of_them_is_repaired() -> None:
    before = agenda(a="def a():\n    slow(1)\n    slow(1)\n    slow(1)\n")
    first, _, third = before.findings
    decisions = {third.fingerprint: Decision(Verdict.REJECTED, twin=twin(third))}
    now = agenda(a="def a():\n    fast(1)\n    slow(1)\n    slow(1)\n")
    assert inherited(now.findings, decisions) == ((first.fingerprint, decisions[third.fingerprint]),)


def test_an_acceptance_is_never_inherited() -> None:
    before = agenda(a="def a():\n    slow(1)\n    slow(1)\n")
    second = before.findings[1]
    decisions = {second.fingerprint: Decision(Verdict.ACCEPTED, twin=twin(second))}
    assert inherited(agenda(a="def a():\n    slow(1)\n").findings, decisions) == ()


def test_an_accepted_fix_is_asked_again_only_where_it_does_something_else_now() -> None:
    text = source("a.py", A)
    finding = toy.findings(text)[0]
    assert finding.fix
    seen = Decision(Verdict.ACCEPTED, shape(finding.fix.edits, lambda _: text))

    def again(now: str) -> tuple[tuple[str, None], ...]:
        file = source("a.py", now)
        decided = Session(Agenda.of(toy.findings(file)), {finding.fingerprint: seen})
        return reopened(decided, lambda _: file)

    assert again("# a comment above\n" + A) == ()
    imported = again("from quick import fast\n" + A)
    assert imported == ((finding.fingerprint, None),), "the import is there already, so the fix is another one"


def test_an_edit_is_dropped_once_the_text_it_was_made_for_is_another() -> None:
    text = source("a.py", A)
    mine = (Edit("a.py", toy.findings(text)[0].span, "mine"),)
    edited = Edited("mark", mine, shape(mine, lambda _: text))
    assert stale([edited], lambda _: text) == ()
    assert stale([edited], lambda _: source("a.py", "#\n" + A)) == (edited,)
    assert stale([edited], lambda _: source("a.py", "")) == (edited,)
    nothing: dict[str, Source] = {}
    assert stale([edited], nothing.__getitem__) == (edited,)


@pytest.fixture
def place(tmp_path: Path) -> State:
    return State(tmp_path / "records", tmp_path)


def test_the_journal_gives_back_what_was_written_even_after_a_torn_line(place: State) -> None:
    events: list[Event] = [Opened(), Decided((("a", ACCEPTED),)), Moved("\udc80")]
    with Journal(place) as book:
        for event in events:
            book.append(event)
    path = place.folder / journal.NAME
    with path.open("ab") as file:
        file.write(b'{"event":"decided","choi')
    assert journal.read(path) == History(tuple(events))
    with Journal(place) as book:
        book.append(Undone(1))
    assert journal.read(path) == History((*events, Undone(1)))


@pytest.mark.parametrize("size", range(0, 120, 7))
def test_a_journal_cut_anywhere_holds_the_events_before_the_cut(place: State, size: int) -> None:
    events: list[Event] = [Opened(), Decided((("a", ACCEPTED),)), Undone(1)]
    with Journal(place) as book:
        for event in events:
            book.append(event)
    path = place.folder / journal.NAME
    whole = path.read_bytes()[:size]
    path.write_bytes(whole)
    history = journal.read(path)
    assert history == History(tuple(events[: whole.count(b"\n")]))


def test_an_unreadable_line_in_the_middle_is_counted_and_the_rest_is_read(place: State) -> None:
    place.folder.mkdir()
    path = place.folder / journal.NAME
    path.write_bytes(dumps(Opened()).encode() + b"\n\xff\xfe\n" + dumps(Undone(1)).encode() + b"\n")
    assert journal.read(path) == History((Opened(), Undone(1)), (2,))


def test_two_reviews_of_one_working_tree_do_not_mix(place: State) -> None:
    with Journal(place), pytest.raises(UsageError, match="another review"):
        Journal(place)


def test_a_journal_that_is_a_link_is_not_followed(place: State, tmp_path: Path) -> None:
    place.folder.mkdir()
    target = tmp_path / "victim"
    target.write_text("precious")
    (place.folder / journal.NAME).symlink_to(target)
    with pytest.raises(UsageError):
        Journal(place)
    with pytest.raises(UsageError):
        journal.read(place.folder / journal.NAME)
    assert target.read_text() == "precious"


def test_rejections_are_shared_through_a_file_that_keeps_its_entries(tmp_path: Path) -> None:
    first, second, _ = agenda(a=A).findings
    odd = replace(second, path='sp ace/"\x1b\udc80\x7f.py')
    assert rejected.add(tmp_path, [(first, 'because "so"')]) == 1
    assert rejected.add(tmp_path, [(first, ""), (odd, "line\nbreak")]) == 1
    assert rejected.read(tmp_path) == {first.fingerprint, second.fingerprint}
    text = (tmp_path / rejected.PATH).read_text()
    assert 'reason = "because \\"so\\""' in text
    assert first.applicability is Applicability.SAFE


@pytest.mark.parametrize("text", ["[[rejected]]\nrule = 'x'\n", "rejected = 1", f"a = {'[' * 100_000}"])
def test_a_shared_file_that_is_broken_is_an_error_that_names_it(tmp_path: Path, text: str) -> None:
    (tmp_path / ".lambdafix").mkdir()
    (tmp_path / rejected.PATH).write_text(text)
    with pytest.raises(UsageError, match=r"rejected\.toml.*fingerprint"):
        rejected.read(tmp_path)


def test_a_shared_file_behind_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / ".lambdafix").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(UsageError, match="symbolic link"):
        rejected.add(tmp_path, [(agenda(a=A).findings[0], "")])
