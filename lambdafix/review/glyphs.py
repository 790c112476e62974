"""The signs of the screen. Every one stands beside a word or has one in the help; colour only repeats them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lambdafix.decisions.events import Verdict
from lambdafix.trial.outcome import Outcome


@dataclass(frozen=True, slots=True)
class Glyphs:
    yes: str
    no: str
    later: str
    open: str
    corners: tuple[str, str, str, str]
    """Top left, top right, bottom left, bottom right."""
    tees: tuple[str, str]
    across: str
    down: str
    arrow: str
    gap: str
    wrapped: str
    dot: str

    def verdict(self, verdict: Verdict | None) -> str:
        signs = {
            Verdict.ACCEPTED: self.yes,
            Verdict.REJECTED: self.no,
            Verdict.SUPPRESSED: self.no,
            Verdict.SKIPPED: self.later,
        }
        return signs[verdict] if verdict else self.open

    def outcome(self, outcome: Outcome) -> str:
        return self.yes if outcome is Outcome.PASSED else self.no


UNICODE = Glyphs("✔", "✘", "↷", "○", ("╭", "╮", "╰", "╯"), ("├", "┤"), "─", "│", "→", "⋯", "↪", "·")
ASCII = Glyphs("+", "x", ">", "o", ("+", "+", "+", "+"), ("+", "+"), "-", "|", "->", "...", ">", "-")

STYLES: Mapping[Verdict | None, str] = {
    Verdict.ACCEPTED: "green",
    Verdict.REJECTED: "red",
    Verdict.SUPPRESSED: "red",
    Verdict.SKIPPED: "yellow",
    None: "",
}
