"""Open a review: what there is to decide now, and what was decided before."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from lambdafix import regular
from lambdafix.decisions import rejected, session
from lambdafix.decisions.anchor import inherited, reopened, stale
from lambdafix.decisions.events import Decided, Edited, Event, Opened, Verdict
from lambdafix.decisions.journal import History, Journal
from lambdafix.decisions.session import Agenda, Session
from lambdafix.model import Edit, Finding, Refusal
from lambdafix.review.desk import Desk, Options, Texts
from lambdafix.vcs import status
from lambdafix.vcs.state import State

if TYPE_CHECKING:
    from lambdafix.engine import Analysis

GoOn = Callable[[str], bool]
"""Told what an earlier review left: whether to go on with it."""


@dataclass(frozen=True, slots=True)
class Questions:
    """What only the person can answer before the first fix."""

    go_on: GoOn
    run_tests: Callable[[tuple[str, ...]], bool]
    """Told the command that tried every fix of the earlier review: whether it is to do so again. What a journal holds
    is never run unasked, because a journal can come with a project.
    """


@dataclass(frozen=True, slots=True)
class Opening:
    session: Session
    blocked: tuple[tuple[Finding, Refusal], ...] = ()
    """Left out, because a file they touch must not be written."""
    remembered: int = 0
    """Left out, because they were rejected before."""
    changed: int = 0
    """Accepted before, and asked again because they are not what was accepted."""
    unreadable: int = 0
    """Lines of the journal that say nothing."""
    unfixed: tuple[Finding, ...] = ()
    """Findings that have no fix, or none that the configuration lets through."""

    @property
    def notice(self) -> str:
        """What the person should know before the first fix."""
        parts = [
            (len(self.blocked), "left out, because of their files (said at the end)"),
            (self.remembered, "rejected earlier and not asked again"),
            (self.changed, "accepted earlier and asked again, because the code has changed"),
        ]
        return "; ".join(f"{count} {words}" for count, words in parts if count)


def open_review(
    desk: Desk,
    options: Options,
    analysis: Analysis,
    place: State,
    journal: Journal,
    history: History,
    questions: Questions,
) -> Opening:
    """The session to begin with. What it took to get there is in the journal."""
    everything = Agenda.of(finding for finding in analysis.findings if finding.fix and desk.may_fix(finding))
    texts = Texts(analysis.contents)
    current = session.replay(everything, history.events)

    def happen(event: Event) -> None:
        nonlocal current
        journal.append(event)
        current = session.after(current, event)

    if ended := session.landed(current, lambda path: _content(desk.root / path)):
        happen(ended)
    resumed = options.resume or _unfinished(current, questions.go_on)
    happen(Opened(resumed, _tests(options, current.tests if resumed else (), questions)))
    if heirs := inherited(everything.findings, current.decisions):
        happen(Decided(heirs))
    for edit in stale((e for mark, e in current.edited.items() if mark in everything.index), texts):
        happen(Edited(edit.fingerprint, ()))
    if again := reopened(current, texts):
        happen(Decided(again))
    blocked = _blocked(desk, place, everything, analysis.contents, current, options.allow_dirty)
    dropped = frozenset[str]() if options.rejected else _dropped(desk, current, heirs)
    agenda = everything.without(dropped | {finding.fingerprint for finding, _ in blocked})
    return Opening(
        session=session.on(current, agenda),
        blocked=blocked,
        remembered=sum(finding.fingerprint in dropped for finding in everything.findings),
        changed=len(again),
        unreadable=len(history.unreadable),
        unfixed=tuple(f for f in analysis.findings if f.fingerprint not in everything.index and desk.concerns(f)),
    )


def _tests(options: Options, earlier: tuple[str, ...], questions: Questions) -> tuple[str, ...]:
    """The command that tries every fix; () for none."""
    if options.verify:
        return options.command
    return earlier if earlier and questions.run_tests(earlier) else ()


def _unfinished(current: Session, go_on: GoOn) -> bool:
    fresh = {mark: d for mark, d in current.decisions.items() if mark not in current.remembered}
    unwritten = sum(d.verdict in (Verdict.ACCEPTED, Verdict.SUPPRESSED) for d in fresh.values())
    edited = sum(mark in current.agenda.index and mark not in current.decisions for mark in current.edited)
    left = [f"{len(fresh)} decided, {unwritten} of them to be written and not written yet."] if unwritten else []
    left += [f"{edited} edited by you and not decided."] if edited else []
    return bool(left) and go_on(" ".join(left))


def _dropped(desk: Desk, current: Session, heirs: tuple[tuple[str, object], ...]) -> frozenset[str]:
    """What nobody asks for again."""
    return current.remembered | rejected.read(desk.root) | {mark for mark, _ in heirs}


def _blocked(
    desk: Desk,
    place: State,
    agenda: Agenda,
    contents: Mapping[str, bytes],
    current: Session,
    allow_dirty: bool,
) -> tuple[tuple[Finding, Refusal], ...]:
    """Fixes that touch a file git or the person would not want written. What a review wrote itself is no obstacle."""
    paths = {edit.path for finding in agenda.findings for edit in _edits(finding)}
    ours = {path for path in paths if current.ours.get(path) == hashlib.sha256(contents[path]).hexdigest()}
    refusals = {
        **status.guard(place.repository, desk.root, paths - ours, allow_dirty),
        **status.guard(place.repository, desk.root, ours, allow_dirty=True),
    }
    found = ((f, next((edit.path for edit in _edits(f) if edit.path in refusals), "")) for f in agenda.findings)
    return tuple((finding, refusals[path]) for finding, path in found if path)


def _content(path: Path) -> bytes | None:
    return regular.read(path) if path.is_file() else None


def _edits(finding: Finding) -> tuple[Edit, ...]:
    return finding.fix.edits if finding.fix else ()
