"""What a review says when it is over: what was written, what was not and why, and how to go on."""

from __future__ import annotations

import contextlib
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from lambdafix.decisions.events import Verdict
from lambdafix.decisions.session import Session
from lambdafix.model import Finding, Refusal, Rewrite, Skipped
from lambdafix.redaction import NOTHING, Redaction
from lambdafix.report.words import LISTED, incomplete
from lambdafix.review.opening import Opening
from lambdafix.review.visible import visible

_SIGNALLED = 128


@dataclass(frozen=True, slots=True)
class Summary:
    opening: Opening
    session: Session = field(default_factory=Session)
    rewrites: tuple[Rewrite, ...] = ()
    """What is in the files now."""
    done: tuple[Finding, ...] = ()
    left: tuple[tuple[Finding, Refusal], ...] = ()
    """Accepted and yet not written."""
    shared: int = 0
    unshared: str = ""
    """Why no rejection could be added to the file that the team shares."""
    shareable: bool = False
    """The team shares no rejections yet."""
    discarded: bool = False
    skipped: tuple[Skipped, ...] = ()
    """What was not analysed, or not by every rule."""
    signal: int = 0
    resume: str = "lambdafix review --resume"
    """The command that goes on."""

    @property
    def open(self) -> int:
        """Fixes that still want a decision."""
        return len(self.session.open) + len(self.session.of(Verdict.SKIPPED))

    @property
    def status(self) -> int:
        if self.signal:
            return _SIGNALLED + self.signal
        return 1 if self.open or self.left or self.opening.blocked or self.unshared else 0


def say(summary: Summary, redaction: Redaction = NOTHING) -> None:
    """Print the summary; to a terminal that is gone, nothing."""
    with contextlib.suppress(OSError):
        print("\n".join(map(redaction.hide, (*lines(summary), *_unread(summary.skipped)))))
        sys.stdout.flush()


def lines(summary: Summary) -> Iterator[str]:
    session = summary.session
    if not session.agenda.findings:
        unfixed = len(summary.opening.unfixed)
        yield f"Nothing to review: {_count(unfixed, 'finding')}, without a fix." if unfixed else "Nothing to review."
        yield from _left_out(summary)
        return
    if summary.signal:
        yield from _stopped(summary)
        return
    yield from _written(summary)
    for finding, refusal in summary.left:
        yield f"Not written: {_place(finding)}: {visible(str(refusal))}"
    rejected = len(session.of(Verdict.REJECTED))
    if rejected:
        yield f"Rejected and remembered: {_count(rejected, 'fix')}."
        if summary.unshared:
            yield f"Not shared: {visible(summary.unshared)}"
        elif summary.shared:
            yield f"Added to .lambdafix/rejected.toml: {summary.shared}. Commit it, and nobody is asked again."
        elif summary.shareable:
            yield "To share them with your team: lambdafix review --share-rejections"
    yield from _left_out(summary)
    if summary.open or summary.left:
        yield f"Still open: {_count(summary.open + len(summary.left), 'fix')}. Go on with: {summary.resume}"


def _stopped(summary: Summary) -> Iterator[str]:
    fresh = summary.session.decisions.keys() - summary.session.remembered
    kept = f"{_count(len(fresh), 'decision')} {'is' if len(fresh) == 1 else 'are'} kept." if fresh else ""
    yield f"Stopped. Nothing was written; only q writes. {kept}".rstrip()
    yield f"Go on with: {summary.resume}"


def _written(summary: Summary) -> Iterator[str]:
    if not summary.rewrites:
        accepted = summary.session.of(Verdict.ACCEPTED)
        reason = "Discarded. " if summary.discarded else "" if accepted else "Nothing was accepted. "
        yield f"{reason}Nothing was written."
        return
    comments = sum(summary.session.verdict(finding) is Verdict.SUPPRESSED for finding in summary.done)
    numbers = ((len(summary.done) - comments, "fix"), (comments, "comment"))
    what = " and ".join(_count(number, noun) for number, noun in numbers if number)
    yield f"Wrote {what} to {_count(len(summary.rewrites), 'file')}. lambdafix undo takes it back."
    codes = {finding.fingerprint: finding.code for finding in summary.done}
    for rewrite in summary.rewrites:
        counts = Counter(codes[mark] for mark in rewrite.fingerprints if mark in codes)
        named = ", ".join(code if number == 1 else f"{number} {code}" for code, number in sorted(counts.items()))
        yield f"  {visible(rewrite.path)}: {named}"


def _left_out(summary: Summary) -> Iterator[str]:
    opening = summary.opening
    reasons = {finding.path: refusal for finding, refusal in opening.blocked}
    for path, refusal in reasons.items():
        count = sum(finding.path == path for finding, _ in opening.blocked)
        yield f"Left out: {_count(count, 'fix')} in {visible(path)}: {visible(str(refusal))}"
    if opening.remembered:
        yield (
            f"Not asked, because rejected earlier: {_count(opening.remembered, 'fix')}. "
            "Ask again with: lambdafix review --rejected"
        )
    if opening.unreadable:
        yield f"The journal of earlier reviews has {_count(opening.unreadable, 'line')} that cannot be read."


def _unread(skipped: Sequence[Skipped]) -> Iterator[str]:
    """What nobody may take for healthy."""
    if not skipped:
        return
    yield incomplete(skipped)
    yield "Skipped"
    for one in skipped[:LISTED]:
        yield visible(f"  {one.path}:{one.row}: {one.reason}" if one.row else f"  {one.path}: {one.reason}")
    if len(skipped) > LISTED:
        yield f"  … and {len(skipped) - LISTED} more: lambdafix --verbose lists them"


def _place(finding: Finding) -> str:
    return f"{finding.code} at {visible(finding.path)}:{finding.start.row}"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun if number == 1 else noun + ('es' if noun.endswith('x') else 's')}"
