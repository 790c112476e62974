"""How a decision finds its fix again after the file, or the fix, has changed.

A fingerprint says which finding is meant. The shape of a fix says whether it still does what the person saw. Findings
with the same code in the same function differ only by their order, which shifts as soon as one of them is repaired;
they are twins, and a rejected twin stays rejected under its new number.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence

from lambdafix.decisions.events import Decision, Edited, Verdict
from lambdafix.decisions.session import Session
from lambdafix.model import Edit, Finding
from lambdafix.source import Source

Sources = Callable[[str], Source]
"""The text of a file that some fix touches."""


def shape(edits: Iterable[Edit], sources: Sources) -> str:
    """What edits remove and add, wherever in their files; blank space at the ends of a piece does not count."""
    pieces = [(edit.path, sources(edit.path).slice(edit.span).strip(), edit.content.strip()) for edit in sorted(edits)]
    return _digest(repr(pieces))


def twin(finding: Finding) -> str:
    """The same for findings that only their order tells apart."""
    return _digest(repr((finding.code, finding.path, finding.function, " ".join(finding.snippet.split()))))


def stale(edited: Iterable[Edited], sources: Sources) -> tuple[Edited, ...]:
    """The person's edits that no longer fit the text they were made for."""
    return tuple(edit for edit in edited if not _fits(edit, sources))


def _fits(edit: Edited, sources: Sources) -> bool:
    try:
        return edit.seen == shape(edit.edits, sources)
    except KeyError:
        return False


def reopened(session: Session, sources: Sources) -> tuple[tuple[str, None], ...]:
    """The accepted fixes that must be asked again, because they are not what was seen."""
    return tuple(
        (finding.fingerprint, None)
        for finding in session.of(Verdict.ACCEPTED)
        if session.decisions[finding.fingerprint].seen != shape(session.edits(finding), sources)
    )


def inherited(findings: Sequence[Finding], decisions: Mapping[str, Decision]) -> tuple[tuple[str, Decision], ...]:
    """Rejections whose finding is gone, given to an undecided twin, each to one."""
    present = {finding.fingerprint for finding in findings}
    orphans: dict[str, list[Decision]] = {}
    for fingerprint, decision in decisions.items():
        if fingerprint not in present and decision.twin and decision.verdict is Verdict.REJECTED:
            orphans.setdefault(decision.twin, []).append(decision)
    heirs = []
    for finding in findings:
        waiting = orphans.get(twin(finding)) if finding.fingerprint not in decisions else None
        if waiting:
            heirs.append((finding.fingerprint, waiting.pop(0)))
    return tuple(heirs)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
