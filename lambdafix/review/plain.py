"""The review as plain sentences, one after the other: for screen readers and terminals that cannot go back."""

from __future__ import annotations

from collections.abc import Iterator

from lambdafix.model import Applicability
from lambdafix.review.card import Card
from lambdafix.review.diff import Kind, Line
from lambdafix.review.screen import View, overlap_note, says_more
from lambdafix.review.visible import visible
from lambdafix.trial.outcome import Outcome

CONTEXT = 1
_SPOKEN = {Kind.SAME: "unchanged", Kind.REMOVED: "removed", Kind.ADDED: "added"}
PROMPT = "y yes, n no, s skip, u undo, q quit, question mark help: "
END_PROMPT = "q write and quit, u undo, k back: "


def lines(view: View) -> Iterator[str]:
    """What to say of the present state, without the prompt."""
    if view.page:
        yield visible(view.page.title)
        yield from (visible(line) for line in view.page.lines)
    elif view.card is None:
        yield f"{view.heading}."
        yield from (visible(line) for line in view.ending)
    else:
        yield from _card(view, view.card)


def _card(view: View, card: Card) -> Iterator[str]:
    finding = card.finding
    safety = "safe" if card.safe else "unsafe"
    yield ""
    yield (
        f"Fix {view.position} of {view.total}: {finding.code} {finding.name}, {safety}. "
        f"{visible(finding.path)}, line {finding.start.row}."
    )
    if card.verdict:
        yield f"Decided before: {card.verdict.value}."
    yield f"Why: {visible(finding.message)}"
    if finding.fix and finding.fix.message:
        yield f"Fix: {visible(finding.fix.message)}{' Edited by you.' if card.edited else ''}"
    if finding.applicability is Applicability.UNSAFE and finding.doubt:
        yield f"Doubt: {visible(finding.doubt)}"
    if says_more(finding):
        yield f"Called: {visible(', then '.join(finding.call_path))}"
    if card.overlaps:
        yield f"Note: {visible(overlap_note(card))}"
    path = ""
    for hunk in card.hunks:
        if hunk.path != path:
            yield f"Change in {visible(hunk.path)}:"
        path = hunk.path
        yield from (_line(line) for line in hunk.lines)
    for check in card.checks:
        word = "passed" if check.outcome is Outcome.PASSED else check.outcome.value
        yield f"Check {check.name}: {word}{f', {visible(check.detail, 60)}' if check.detail else ''}."
        yield from (f"Failing: {visible(name)}." for name in check.failing)


def _line(line: Line) -> str:
    row = f" {line.disk_row}" if line.disk_row else ""
    return f"{_SPOKEN[line.kind]}{row}: {visible(line.text)}"
