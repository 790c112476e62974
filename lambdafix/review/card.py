"""What is shown of one fix, gathered from the session: the same for every way of drawing it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from lambdafix.decisions.anchor import Sources
from lambdafix.decisions.events import Verdict
from lambdafix.decisions.session import Session
from lambdafix.model import Applicability, Finding
from lambdafix.review.diff import Hunk, Together, collides, hunks
from lambdafix.trial.outcome import Check


@dataclass(frozen=True, slots=True)
class Card:
    finding: Finding
    hunks: tuple[Hunk, ...]
    verdict: Verdict | None
    reason: str = ""
    edited: bool = False
    overlaps: tuple[Finding, ...] = ()
    """Accepted fixes that touch the same text: this one will be made anew on top of them."""
    checks: tuple[Check, ...] = ()

    @property
    def safe(self) -> bool:
        return self.finding.applicability is Applicability.SAFE


@dataclass(slots=True)
class Deck:
    """Makes cards, and remembers the ones whose session has not changed in what they show."""

    sources: Sources
    _made: dict[object, tuple[Hunk, ...]] = field(default_factory=dict)

    def card(self, session: Session, checks: Mapping[str, tuple[Check, ...]], context: int) -> Card | None:
        """The card of the current fix, None at the end."""
        finding = session.current
        if finding is None:
            return None
        decision = session.decisions.get(finding.fingerprint)
        near = accepted_near(session, finding)
        overlaps = overlapping(session, finding, near)
        return Card(
            finding=finding,
            hunks=self._hunks(session, finding, () if overlaps else near, context),
            verdict=decision.verdict if decision else None,
            reason=decision.reason if decision else "",
            edited=finding.fingerprint in session.edited,
            overlaps=overlaps,
            checks=checks.get(finding.fingerprint, ()),
        )

    def _hunks(self, session: Session, finding: Finding, near: tuple[Finding, ...], context: int) -> tuple[Hunk, ...]:
        edits = session.edits(finding)
        accepted = [edit for other in near for edit in session.edits(other)]
        key = (finding.fingerprint, edits, tuple(accepted), context)
        if key not in self._made:
            self._made[key] = hunks(edits, accepted, self.sources, context)
        return self._made[key]


def accepted_near(session: Session, finding: Finding) -> tuple[Finding, ...]:
    """The other accepted fixes in this one's files that go together with those accepted before them in the list."""
    paths = {edit.path for edit in session.edits(finding)}
    together = Together()
    return tuple(
        other
        for other in session.of(Verdict.ACCEPTED)
        if other.fingerprint != finding.fingerprint
        and any(edit.path in paths for edit in session.edits(other))
        and together.add(session.edits(other))
    )


def overlapping(session: Session, finding: Finding, others: Iterable[Finding]) -> tuple[Finding, ...]:
    edits = session.edits(finding)
    return tuple(other for other in others if collides(edits, session.edits(other)))
