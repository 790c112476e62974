"""From decisions to files, without a terminal."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from lambdafix.decisions.anchor import shape, twin
from lambdafix.decisions.events import Decided, Decision, Opened, Verdict
from lambdafix.decisions.session import Agenda, Session, after, replay
from lambdafix.model import Finding, Fix, Refusal
from lambdafix.review.diff import Hunk
from lambdafix.review.settle import Settled, Verify, settle
from lambdafix.source import Source
from support import toy


def accepted(text: str, *verdicts: Verdict) -> tuple[Session, Source]:
    """A session over `text` with these verdicts in order; ACCEPTED for all where none is given."""
    source = Source("a.py", text)
    session = replay(Agenda.of(toy.findings(source)), [Opened()])
    for place, finding in enumerate(session.agenda.findings):
        assert finding.fix
        verdict = verdicts[place] if verdicts else Verdict.ACCEPTED
        decision = Decision(verdict, shape(finding.fix.edits, lambda _: source), twin(finding), "a reason")
        session = after(session, Decided(((finding.fingerprint, decision),)))
    return session, source


def settled(
    session: Session,
    source: Source,
    verify: Verify = toy.verify,
    confirm: Callable[[Finding, tuple[Hunk, ...]], bool] = lambda finding, hunks: True,
) -> tuple[Settled, str]:
    def analyse(overlay: Mapping[str, bytes]) -> Sequence[Finding]:
        decoded = Source.decode("a.py", overlay["a.py"])
        assert isinstance(decoded, Source)
        return toy.findings(decoded)

    result = settle(
        session,
        toy.findings(source),
        {"a.py": source.encode()},
        analyse=analyse,
        verify=verify,
        confirm=confirm,
    )
    return result, result.rewrites[0].after.decode() if result.rewrites else source.text


def refusing(word: str) -> Verify:
    def verify(before: Mapping[str, Source], after: Mapping[str, Source], fixes: Sequence[Fix]) -> Sequence[Refusal]:
        return [Refusal(f"{word} is in it")] if any(word in source.text for source in after.values()) else []

    return verify


def test_a_fix_that_does_not_hold_is_left_out_with_its_reason_and_the_rest_is_written() -> None:
    session, source = accepted("def f():\n    slow(1)\n    risky(2)\n    slow(3)\n")
    result, text = settled(session, source, refusing("calm"))
    assert text == "from quick import fast\ndef f():\n    fast(1)\n    risky(2)\n    fast(3)\n"
    assert [(finding.code, str(refusal)) for finding, refusal in result.left] == [("TOY303", "calm is in it")]
    assert len(result.done) == 2


def test_colliding_fixes_are_applied_one_after_the_other_without_asking_where_they_come_out_the_same() -> None:
    session, source = accepted('def f():\n    build("a")\n    build("b")\n    build("c")\n')
    asked: list[Finding] = []

    def confirm(finding: Finding, hunks: tuple[Hunk, ...]) -> bool:
        asked.append(finding)
        return False

    result, text = settled(session, source, confirm=confirm)
    assert not asked
    assert sorted(text.splitlines()[:3]) == [f'{name} = build("{name.lower()}")' for name in "ABC"]
    assert len(result.done) == 3
    assert result.rewrites[0].before == source.encode()
    assert len(result.rewrites[0].fingerprints) == 3


def test_one_that_comes_out_differently_is_asked_about_and_left_where_nobody_agrees() -> None:
    session, source = accepted('def f():\n    slow(build("a"))\n    slow(1)\n')
    first, second, _ = session.agenda.findings
    assert (first.code, second.code) == ("TOY101", "TOY202")
    stranger = Decision(Verdict.ACCEPTED, "another shape", twin(second))
    session = after(session, Decided(((second.fingerprint, stranger),)))
    seen: list[tuple[Hunk, ...]] = []

    def confirm(finding: Finding, hunks: tuple[Hunk, ...]) -> bool:
        seen.append(hunks)
        return False

    result, text = settled(session, source, confirm=confirm)
    assert [finding.code for finding, _ in result.left] == ["TOY202"]
    assert any(line.text == 'A = build("a")' for hunk in seen[0] for line in hunk.lines)
    assert 'fast(build("a"))' in text
    result, text = settled(session, source)
    assert not result.left
    assert "fast(A)" in text


def test_twins_are_told_apart_when_one_of_them_is_repaired_first() -> None:
    yes = Verdict.ACCEPTED
    text = 'def f():\n    slow(1)\n    build("a")\n    slow(1)\n    slow(1)\n'
    session, source = accepted(text, Verdict.REJECTED, yes, yes, yes)
    _, text = settled(session, source)
    assert text.splitlines()[-4:] == ["    slow(1)", "    A", "    fast(1)", "    fast(1)"]


def test_a_suppression_comes_after_the_fixes_of_its_line_and_silences_only_its_own() -> None:
    session, source = accepted("def f():\n    return slow(1) + risky(2)\n", Verdict.SUPPRESSED, Verdict.ACCEPTED)
    result, text = settled(session, source)
    assert text == "def f():\n    # lambdafix: ignore[TOY101] a reason\n    return slow(1) + calm(2)\n"
    assert len(result.done) == 2


def test_nothing_decided_changes_nothing() -> None:
    session, source = accepted("def f():\n    slow(1)\n", Verdict.REJECTED)
    assert settled(session, source) == (Settled(), source.text)
