"""All that a review is about, as a list to go by: its fixes with what was decided, and the findings without a fix."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rich.text import Text

from lambdafix.decisions.session import Session
from lambdafix.model import Applicability, Finding
from lambdafix.review.glyphs import Glyphs
from lambdafix.review.layout import cut
from lambdafix.review.screen import Page
from lambdafix.review.visible import visible

_MARGIN = 6
"""Columns of the frame, and some."""


class Filter(enum.Enum):
    """What the list shows; `f` goes to the next."""

    ALL = "all"
    OPEN = "open"
    UNSAFE = "unsafe"
    UNFIXED = "without a fix"


_FILTERS = tuple(Filter)
_KEYS = (("Enter", "go there"), ("/", "search"), ("n", "next match"), ("f", "filter"), ("l", "back"))
_BACK = (("space", "more"), ("any other key", "back to the list"))


@dataclass(frozen=True, slots=True)
class Listing:
    """`entries` in the order of files and rows; `at` is the place of the chosen one among those shown, from 0."""

    entries: tuple[Finding, ...]
    shown_only: Filter = Filter.ALL
    sought: str = ""
    at: int = 0

    @classmethod
    def of(cls, fixes: Sequence[Finding], unfixed: Sequence[Finding], current: Finding | None) -> Listing:
        entries = tuple(sorted((*fixes, *unfixed), key=lambda finding: (finding.path, finding.span, finding.code)))
        return cls(entries, at=entries.index(current) if current in entries else 0)

    def shown(self, session: Session) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.entries if _passes(finding, self.shown_only, session))

    def moved(self, session: Session, by: int) -> Listing:
        return replace(self, at=max(0, min(len(self.shown(session)) - 1, self.at + by)))

    def filtered(self, session: Session) -> Listing:
        """With the next filter, still at the same finding where that is shown."""
        before = self.chosen(session)
        later = replace(self, shown_only=_FILTERS[(_FILTERS.index(self.shown_only) + 1) % len(_FILTERS)], at=0)
        shown = later.shown(session)
        return replace(later, at=shown.index(before)) if before in shown else later

    def found(self, session: Session, sought: str) -> Listing:
        """At the next finding, after the chosen one and around, whose place, rule or message holds `sought`."""
        shown, words = self.shown(session), sought.casefold()
        order = [*range(self.at + 1, len(shown)), *range(min(self.at + 1, len(shown)))]
        at = next((place for place in order if words in _searched(shown[place])), self.at)
        return replace(self, sought=sought, at=at)

    def holds(self, session: Session) -> bool:
        """Whether the chosen finding is one that was sought."""
        chosen = self.chosen(session)
        return chosen is not None and self.sought.casefold() in _searched(chosen)

    def chosen(self, session: Session) -> Finding | None:
        shown = self.shown(session)
        return shown[self.at] if self.at < len(shown) else None

    def page(self, session: Session, glyphs: Glyphs, columns: int, numbered: bool = False) -> Page:
        shown = self.shown(session)
        lines = [
            _line(finding, place, place == self.at, session, glyphs, columns, numbered)
            for place, finding in enumerate(shown)
        ]
        title = f"{len(shown):,} of {len(self.entries):,} findings, {self.shown_only.value}"
        return Page(title, tuple(lines) or ("Nothing here; f shows others.",), _KEYS)


def details(finding: Finding) -> Page:
    """A finding that has no fix, to be read."""
    return Page(f"{finding.code} {finding.name}, no fix", tuple(_details(finding)), _BACK)


def _details(finding: Finding) -> Iterator[str]:
    yield f"{finding.path}:{finding.start.row}:{finding.start.column}"
    yield ""
    yield f"Why: {finding.message}"
    if finding.call_path:
        yield f"Called: {' → '.join(finding.call_path)}"
    if finding.refusal:
        yield f"No fix: {finding.refusal.reason}"
        if finding.refusal.remedy:
            yield f"Instead: {finding.refusal.remedy}"
    elif finding.fix:
        yield f"Fix: {finding.fix.message}, which the configuration does not let through"
    for related in finding.related:
        yield f"See: {related.path}:{related.row} {related.message}".rstrip()
    yield ""
    yield from (f"    {line}" for line in finding.snippet.splitlines())


def _passes(finding: Finding, only: Filter, session: Session) -> bool:
    fixable = finding.fingerprint in session.agenda.index
    match only:
        case Filter.OPEN:
            return fixable and finding.fingerprint not in session.decisions
        case Filter.UNSAFE:
            return fixable and finding.applicability is Applicability.UNSAFE
        case Filter.UNFIXED:
            return not fixable
        case Filter.ALL:
            return True


def _searched(finding: Finding) -> str:
    return f"{finding.path}:{finding.start.row} {finding.code} {finding.name} {finding.message}".casefold()


def _line(
    finding: Finding, place: int, chosen: bool, session: Session, glyphs: Glyphs, columns: int, numbered: bool
) -> str:
    verdict = session.verdict(finding)
    if finding.fingerprint in session.agenda.index:
        sign, kind = glyphs.verdict(verdict) if verdict else glyphs.open, finding.applicability.value
    else:
        sign, kind = " ", "no fix"
    lead = f"{place + 1}" if numbered else glyphs.arrow if chosen else " "
    said = f"{lead} {sign} {visible(finding.path)}:{finding.start.row} {finding.code} {finding.name}, {kind}"
    return said if numbered else cut(Text(said), columns - _MARGIN).plain
