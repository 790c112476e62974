"""A review as a value: what there is to decide, what was decided, and where the person stands.

A transition (`decide`, `undo`, `move`, …) looks at the session and says what happens, as an event or as None where
nothing does; `after` makes the next session of it. The journal keeps the events, so replaying them is the session.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from lambdafix.decisions.events import (
    Decided,
    Decision,
    Discarded,
    Edited,
    Event,
    Moved,
    Opened,
    Undone,
    Verdict,
    Writing,
    Written,
)
from lambdafix.model import Applicability, Edit, Finding

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Agenda:
    """The findings that have a fix, in the order of files and lines, none twice."""

    findings: tuple[Finding, ...] = ()
    index: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, findings: Iterable[Finding]) -> Agenda:
        fixable = sorted((f for f in findings if f.fix), key=lambda f: (f.path, f.span, f.code))
        unique = tuple({f.fingerprint: f for f in fixable}.values())
        return cls(unique, {f.fingerprint: place for place, f in enumerate(unique)})

    def without(self, fingerprints: Iterable[str]) -> Agenda:
        gone = set(fingerprints)
        return Agenda.of(f for f in self.findings if f.fingerprint not in gone)


@dataclass(frozen=True, slots=True)
class Step:
    """What stood before a decision or an edit, and where the person was."""

    at: str
    decisions: tuple[tuple[str, Decision | None], ...] = ()
    edits: tuple[tuple[str, Edited | None], ...] = ()


@dataclass(frozen=True, slots=True)
class Session:
    """`decisions` and `edited` may hold fingerprints that are not on the agenda (any more): nothing is forgotten."""

    agenda: Agenda = field(default_factory=Agenda)
    decisions: Mapping[str, Decision] = field(default_factory=dict)
    edited: Mapping[str, Edited] = field(default_factory=dict)
    past: tuple[Step, ...] = ()
    at: str = ""
    """The fingerprint of the fix on the screen; "" once everything is decided."""
    remembered: frozenset[str] = frozenset()
    """Rejected before this review was opened."""
    ours: Mapping[str, str] = field(default_factory=dict)
    """The SHA-256 of each file as a review wrote it last."""
    writing: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
    """The files of a `Writing` that nobody said the end of."""

    @property
    def current(self) -> Finding | None:
        place = self.agenda.index.get(self.at)
        return None if place is None else self.agenda.findings[place]

    @property
    def position(self) -> int:
        """The current fix's place, from 0; the number of fixes at the end."""
        return self.agenda.index.get(self.at, len(self.agenda.findings))

    @property
    def open(self) -> tuple[Finding, ...]:
        """What is not decided yet; skipped is decided for now."""
        return tuple(f for f in self.agenda.findings if f.fingerprint not in self.decisions)

    def of(self, verdict: Verdict) -> tuple[Finding, ...]:
        return tuple(f for f in self.agenda.findings if self.verdict(f) is verdict)

    def verdict(self, finding: Finding) -> Verdict | None:
        decision = self.decisions.get(finding.fingerprint)
        return decision.verdict if decision else None

    def edits(self, finding: Finding) -> tuple[Edit, ...]:
        """The edits that accepting `finding` means: the person's own, else the fix's."""
        assert finding.fix
        edited = self.edited.get(finding.fingerprint)
        return edited.edits if edited else finding.fix.edits


def decide(session: Session, decision: Decision) -> Decided | None:
    """Decide the current fix. A decision may be given again, to change one's mind."""
    return Decided(((session.at, decision),)) if session.current else None


def rest_of_file(session: Session, *, safe_only: bool) -> tuple[Finding, ...]:
    """The current fix and the open ones of its file after it; `safe_only` leaves out those that want an own yes."""
    current = session.current
    if current is None:
        return ()
    later = session.agenda.findings[session.position :]
    return tuple(f for f in later if f.path == current.path and _in_bulk(session, f, safe_only))


def rest_of_rule(session: Session, *, safe_only: bool) -> tuple[Finding, ...]:
    """The open fixes of the current one's rule, in every file."""
    current = session.current
    if current is None:
        return ()
    return tuple(f for f in session.agenda.findings if f.code == current.code and _in_bulk(session, f, safe_only))


def _in_bulk(session: Session, finding: Finding, safe_only: bool) -> bool:
    if safe_only and finding.applicability is not Applicability.SAFE:
        return False
    return finding.fingerprint == session.at or finding.fingerprint not in session.decisions


def edit(session: Session, edits: tuple[Edit, ...], seen: str) -> Edited | None:
    return Edited(session.at, edits, seen) if session.current else None


def undo(session: Session) -> Undone | None:
    """Take back the last decision or edit that concerns a fix still on the agenda."""
    for count, step in enumerate(reversed(session.past), 1):
        if any(mark in session.agenda.index for mark, _ in (*step.decisions, *step.edits)):
            return Undone(count)
    return None


def move(session: Session, by: int) -> Moved | None:
    """Go on or back without deciding; None at either end."""
    place = session.position + by
    if 0 <= place < len(session.agenda.findings):
        return Moved(session.agenda.findings[place].fingerprint)
    return None


def after(session: Session, event: Event) -> Session:
    """The session once `event` has happened."""
    match event:
        case Opened(resumed):
            return _opened(session, resumed)
        case Decided(choices):
            return _decided(session, choices)
        case Edited(fingerprint, edits):
            step = Step(session.at, edits=((fingerprint, session.edited.get(fingerprint)),))
            edited = _overlaid(session.edited, [(fingerprint, event if edits else None)])
            return replace(session, edited=edited, past=(*session.past, step))
        case Undone(steps):
            for _ in range(min(steps, len(session.past))):
                session = _undone(session)
            return session
        case Moved(fingerprint):
            return replace(session, at=fingerprint)
        case Writing(files):
            return replace(session, writing=files)
        case Written(fingerprints, files):
            return _written(session, frozenset(fingerprints), dict(files))
        case Discarded():
            kept = {mark: d for mark, d in session.decisions.items() if mark in session.remembered}
            return _at_first_open(replace(session, decisions=kept, edited={}, past=()))


def landed(session: Session, contents: Callable[[str], bytes | None]) -> Written | None:
    """How a writing ended that was killed, told by the files as they are; None where there is none."""
    if not session.writing:
        return None
    now = {path: contents(path) for path, _, _ in session.writing}
    digests = {path: hashlib.sha256(raw).hexdigest() for path, raw in now.items() if raw is not None}
    there = {path: digest for path, digest, _ in session.writing if digests.get(path) == digest}
    missing = {mark for path, _, marks in session.writing if path not in there for mark in marks}
    done = {mark for path, _, marks in session.writing if path in there for mark in marks} - missing
    return Written(tuple(sorted(done)), tuple(there.items()))


def replay(agenda: Agenda, events: Iterable[Event]) -> Session:
    """The session that `events` lead to, standing at a fix of `agenda` that still wants an answer."""
    session = Session(agenda)
    for event in events:
        session = after(session, event)
    return on(session, agenda)


def on(session: Session, agenda: Agenda) -> Session:
    """`session` over another agenda: files were changed, written, or analysed again."""
    moved = replace(session, agenda=agenda)
    if session.at in agenda.index and session.at not in session.decisions:
        return moved
    return replace(moved, at=_next_open(moved, session.position if session.at in agenda.index else 0))


def _opened(session: Session, resumed: bool) -> Session:
    if resumed:
        kept = {mark: d for mark, d in session.decisions.items() if d.verdict is not Verdict.SKIPPED}
        return replace(session, decisions=kept)
    kept = {mark: d for mark, d in session.decisions.items() if d.verdict is Verdict.REJECTED}
    fresh = Session(session.agenda, kept, remembered=frozenset(kept), ours=session.ours)
    return _at_first_open(fresh)


def _decided(session: Session, choices: tuple[tuple[str, Decision | None], ...]) -> Session:
    step = Step(session.at, tuple((mark, session.decisions.get(mark)) for mark, _ in choices))
    decided = replace(session, decisions=_overlaid(session.decisions, choices), past=(*session.past, step))
    return replace(decided, at=_next_open(decided, session.position))


def _undone(session: Session) -> Session:
    step = session.past[-1]
    touched = [mark for mark, _ in (*step.decisions, *step.edits) if mark in session.agenda.index]
    return replace(
        session,
        decisions=_overlaid(session.decisions, step.decisions),
        edited=_overlaid(session.edited, step.edits),
        past=session.past[:-1],
        at=step.at if step.at in session.agenda.index or not touched else touched[0],
    )


def _written(session: Session, fingerprints: frozenset[str], files: Mapping[str, str]) -> Session:
    """What is in the files is settled: it cannot be undone here, and its finding is gone."""
    kept = {mark: decision for mark, decision in session.decisions.items() if mark not in fingerprints}
    edited = {mark: edits for mark, edits in session.edited.items() if mark not in fingerprints}
    past = () if fingerprints else session.past
    return replace(session, decisions=kept, edited=edited, past=past, ours={**session.ours, **files}, writing=())


def _overlaid(table: Mapping[str, V], changes: Iterable[tuple[str, V | None]]) -> Mapping[str, V]:
    result = dict(table)
    for key, value in changes:
        if value is None:
            result.pop(key, None)
        else:
            result[key] = value
    return result


def _next_open(session: Session, place: int) -> str:
    """The first undecided fix from `place` on, then from the start; "" where all are decided."""
    findings = session.agenda.findings
    around = (*findings[place:], *findings[:place])
    return next((f.fingerprint for f in around if f.fingerprint not in session.decisions), "")


def _at_first_open(session: Session) -> Session:
    return replace(session, at=_next_open(session, 0))
