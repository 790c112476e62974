"""How a decision finds its fix again after the file, or the fix, has changed.

A fingerprint says which finding is meant. The shape of a fix says whether it still does what the person saw. Findings
with the same code in the same function differ only by their order, which shifts as soon as one of them is repaired;
they are twins, and a rejected twin stays rejected under its new number.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence

from lambdafix.model import Edit, Finding
from lambdafix.review.events import Decision, Verdict
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


def reopened(
    findings: Sequence[Finding],
    decisions: Mapping[str, Decision],
    edited: Iterable[str],
    sources: Sources,
) -> tuple[tuple[str, None], ...]:
    """The accepted fixes that must be asked again: they are not what was seen, or the person had edited them."""
    own = set(edited)
    return tuple(
        (finding.fingerprint, None)
        for finding in findings
        if (decision := decisions.get(finding.fingerprint))
        and decision.verdict is Verdict.ACCEPTED
        and finding.fix
        and (finding.fingerprint in own or decision.seen != shape(finding.fix.edits, sources))
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
