"""What people rejected in a review, for runs that ask nobody."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from lambdafix import regular
from lambdafix.decisions import journal, rejected
from lambdafix.decisions.anchor import inherited
from lambdafix.decisions.events import Verdict
from lambdafix.decisions.session import Agenda, replay
from lambdafix.model import Finding
from lambdafix.vcs import state
from lambdafix.vcs.git import GitError


def rejections(root: Path, findings: Sequence[Finding]) -> frozenset[str]:
    """Fingerprints of those of `findings` that were rejected here, or by the team. Raises `UsageError`."""
    shared = rejected.read(root)
    decisions = replay(Agenda(), journal.read(path).events).decisions if (path := _journal(root)) else {}
    own = {mark for mark, decision in decisions.items() if decision.verdict is Verdict.REJECTED}
    heirs = {mark for mark, _ in inherited(findings, decisions)}
    return frozenset(finding.fingerprint for finding in findings) & (shared | own | heirs)


def _journal(root: Path) -> Path | None:
    """The journal of reviews, looked for without git where that is enough: most projects have none."""
    dots = [folder / ".git" for folder in (root, *root.parents)]
    dot = next((dot for dot in dots if regular.exists(dot)), root / state.FOLDER)
    if dot.is_dir() and not any(regular.exists(folder / journal.NAME) for folder in (dot, dot / "lambdafix")):
        return None
    try:
        return state.locate(root).folder / journal.NAME
    except GitError:
        return None
