"""The full screen of the review, as lines that fit it: header, the fix in its box, keys."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rich.text import Text

from lambdafix.model import Applicability, Finding
from lambdafix.review.card import Card
from lambdafix.review.glyphs import ASCII, STYLES, UNICODE, Glyphs
from lambdafix.review.layout import Painter, cut, ending, fold, joined
from lambdafix.review.visible import visible
from lambdafix.trial.outcome import Check, Outcome

SIDE_BY_SIDE_FROM = 110
"""Columns; below, the two sides stand under each other."""
BOXES_FROM = 60
_WORDS_FROM = 100
_RELATED_SHOWN = 3
_EDGES = 4
_NOTICE_ROWS = 3
_LOW_BELOW = 20
_CHECK_ROWS = 4
_FAILING_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Size:
    columns: int
    rows: int


@dataclass(frozen=True, slots=True)
class Page:
    """A text that covers the fix for a while: help, a rule's documentation, the output of tests."""

    title: str
    lines: tuple[str, ...]
    keys: tuple[tuple[str, str], ...] = (("space", "more"), ("any other key", "back to the fix"))


@dataclass(frozen=True, slots=True)
class View:
    """All that the screen depends on, but for its size."""

    position: int
    """Of the current fix, from 1."""
    total: int
    files: int
    accepted: int
    rejected: int
    skipped: int
    branch: str = ""
    unfixed: int = 0
    """Findings without a fix, which only the list shows."""
    card: Card | None = None
    heading: str = "Everything is decided"
    ending: tuple[str, ...] = ()
    """What to say where there is no card, under `heading`."""
    page: Page | None = None
    question: str = ""
    """Waits for an answer, in place of the keys."""
    notice: str = ""
    """What the last key did."""
    side_by_side: bool | None = None
    """None: by the width."""
    scroll: int = 0

    @property
    def undecided(self) -> int:
        return self.total - self.accepted - self.rejected - self.skipped


@dataclass(frozen=True, slots=True)
class Drawn:
    """Exactly `Size.rows` lines at most `Size.columns` wide; `last_scroll` is the scroll at which the end shows."""

    lines: tuple[Text, ...]
    last_scroll: int
    page_rows: int


def draw(view: View, size: Size, painter: Painter, ascii_only: bool = False) -> Drawn:
    """The screen for `view`."""
    return _Screen(view, size, painter, ASCII if ascii_only else UNICODE).drawn()


@dataclass(frozen=True, slots=True)
class _Screen:
    view: View
    size: Size
    painter: Painter
    glyphs: Glyphs

    @property
    def boxed(self) -> bool:
        return self.size.columns >= BOXES_FROM

    @property
    def low(self) -> bool:
        """Whether the screen is too low to keep anything but the fix in sight."""
        return self.size.rows < _LOW_BELOW

    @property
    def inner(self) -> int:
        return self.size.columns - _EDGES if self.boxed else self.size.columns

    def drawn(self) -> Drawn:
        head, foot = [self._header()], self._footer()
        body = [line for text in self._body() for line in fold(text, self.inner)]
        frame = self._frame_rows()
        room = max(1, self.size.rows - len(head) - len(foot) - frame)
        last = max(0, len(body) - room)
        scroll = min(self.view.scroll, last)
        shown = body[scroll : scroll + room]
        on = "space for more" if scroll < last else "the end"
        more = f"lines {scroll + 1}-{scroll + len(shown)} of {len(body)}, {on}" if last else ""
        boxed = self._framed(shown, more)
        filler = [Text()] * (self.size.rows - len(head) - len(boxed) - len(foot))
        lines = [cut(line, self.size.columns) for line in (*head, *boxed, *filler, *foot)]
        return Drawn(tuple(lines[: self.size.rows]), last, room)

    def _header(self) -> Text:
        view = self.view
        fixes = f"{view.position}/{view.total} fixes" if view.card else f"{view.total} fixes"
        files = f"{view.files} file{'s' if view.files != 1 else ''}"
        left = Text.assemble(" ", ("lambdafix review", "bold"), f"   {fixes} {self.glyphs.dot} {files}")
        if self.size.columns < BOXES_FROM:
            left = Text.assemble((fixes, "bold"), f" {self.glyphs.dot} {files}")
        right = self._tally()
        if view.branch and self.size.columns >= BOXES_FROM:
            right.append(f"   {visible(view.branch, 30)} ", "dim")
        gap = max(2, self.size.columns - left.cell_len - right.cell_len)
        return Text.assemble(left, " " * gap, right)

    def _tally(self) -> Text:
        glyphs, view = self.glyphs, self.view
        words = self.size.columns >= _WORDS_FROM
        counts = (
            (glyphs.yes, view.accepted, "accepted", "green"),
            (glyphs.no, view.rejected, "rejected", "red"),
            (glyphs.later, view.skipped, "skipped", "yellow"),
            (glyphs.open, view.undecided, "open", ""),
        )
        parts = [
            Text(f"{sign}{count}{' ' + word if words else ''}", style)
            for sign, count, word, style in counts
            if count or words or word != "skipped"
        ]
        return joined(parts, "  " if words else " ")

    def _footer(self) -> list[Text]:
        notice = fold(Text(" " + visible(self.view.notice), "bold"), self.size.columns)[:_NOTICE_ROWS]
        if self.view.question:
            asked = fold(Text(" " + visible(self.view.question), "bold reverse"), self.size.columns)
            return [*notice, *asked]
        return [*notice, self._keys()]

    def _keys(self) -> Text:
        columns = self.size.columns
        if self.view.page:
            return _key_line(*self.view.page.keys)
        if self.view.card is None:
            return _key_line(("q", "write and quit"), ("u", "undo"), ("k", "back"), ("l", "list"), ("?", "help"))
        first = [("y", "es"), ("n", "o"), ("s", "kip"), ("u", "ndo"), ("q", "uit"), ("?", "help")]
        if columns >= 80:
            first[4:4] = [("e", "dit"), ("t", "est")]
        if columns >= _WORDS_FROM:
            first[6:6] = [("j/k", " next/back"), ("a", "ll safe in file")]
            first[8:8] = [("l", "ist")]
        if columns >= 120:
            first[8:8] = [("A", "ll safe of rule"), ("i", "nfo")]
        return _initials(first)

    def _frame_rows(self) -> int:
        checks = 0 if self.low else len(self._check_rows())
        return 2 + checks + (1 if checks and self.boxed else 0)

    def _framed(self, body: Sequence[Text], more: str) -> list[Text]:
        checks, title = [] if self.low else self._check_rows(), self._title()
        if not self.boxed:
            return [title, *body, *checks, Text(more, "dim")]
        glyphs = self.glyphs
        left_top, right_top, left_bottom, right_bottom = glyphs.corners
        left_tee, right_tee = glyphs.tees
        lines = [self._rule(left_top, right_top, title), *(self._row(line) for line in body)]
        if checks:
            lines += [self._rule(left_tee, right_tee, Text()), *map(self._row, checks)]
        return [*lines, self._rule(left_bottom, right_bottom, Text(more, "bold") if more else Text())]

    def _rule(self, left: str, right: str, title: Text) -> Text:
        shown = cut(title, self.inner - 2)
        middle = Text.assemble(" ", shown, " ") if shown.plain else Text()
        dashes = self.glyphs.across * (self.size.columns - 2 - middle.cell_len)
        return Text.assemble((left, "dim"), middle, (dashes + right, "dim"))

    def _row(self, line: Text) -> Text:
        edge = (self.glyphs.down, "dim")
        return Text.assemble(edge, " ", line, " " * max(0, self.inner - line.cell_len), " ", edge)

    def _title(self) -> Text:
        card, view = self.view.card, self.view
        if view.page:
            return Text(visible(view.page.title), "bold")
        if card is None:
            return Text(view.heading, "bold")
        finding = card.finding
        separator = f" {self.glyphs.dot} "
        safety = "safe" if card.safe else "unsafe"
        verdict = Text()
        if card.verdict:
            style = f"bold {STYLES[card.verdict]}"
            verdict = Text(f"{separator}{self.glyphs.verdict(card.verdict)} {card.verdict.value}", style)
        head = Text(finding.code, "bold")
        if self.boxed:
            words = (f" {finding.name}", "bold"), separator, (safety, "green" if card.safe else "bold yellow")
            head = Text.assemble(head, *words)
        room = self.inner - 2 - head.cell_len - len(separator) - verdict.cell_len
        place = ending(f"{visible(finding.path)}:{finding.start.row}", room)
        return Text.assemble(head, separator, place, verdict)

    def _check_rows(self) -> list[Text]:
        """The checks in at most `_CHECK_ROWS` lines that fit."""
        rows = fold(checks, self.inner) if (checks := self._checks()) else []
        return rows if len(rows) <= _CHECK_ROWS else [*rows[: _CHECK_ROWS - 1], Text("…")]

    def _checks(self) -> Text:
        card = self.view.card
        if card is None or self.view.page or not card.checks:
            return Text()
        return Text.assemble("checks: ", joined([self._check(check) for check in card.checks], "   "))

    def _check(self, check: Check) -> Text:
        style = "green" if check.outcome is Outcome.PASSED else "bold red"
        sign = self.glyphs.outcome(check.outcome)
        word = "" if check.outcome is Outcome.PASSED else f" {check.outcome.value}"
        detail = f" ({visible(check.detail, 60)})" if check.detail else ""
        return Text.assemble(f"{check.name} ", (f"{sign}{word}", style), detail)

    def _body(self) -> Iterable[Text]:
        view = self.view
        if view.page:
            return [Text(visible(line)) for line in view.page.lines]
        if view.card is None:
            return [Text(visible(line)) for line in view.ending]
        wide = self.size.columns >= SIDE_BY_SIDE_FROM if view.side_by_side is None else view.side_by_side
        diff = self.painter.diff(view.card, self.inner, wide, self.glyphs)
        checks = [self._checks()] if self.low and view.card.checks else []
        return (*self._words(view.card), Text(), *diff, *checks)

    def _words(self, card: Card) -> Iterator[Text]:
        finding = card.finding
        if not self.boxed:
            yield Text(f"{finding.name}, {'safe' if card.safe else 'unsafe'}", "bold")
        yield _labelled("Why", finding.message)
        if finding.fix and finding.fix.message:
            yield _labelled("Fix", finding.fix.message + (" (edited by you)" if card.edited else ""))
        if finding.applicability is Applicability.UNSAFE and finding.doubt:
            yield _labelled("Doubt", finding.doubt, "bold yellow")
        if says_more(finding):
            yield _labelled("Called", f" {self.glyphs.arrow} ".join(finding.call_path))
        for related in finding.related[:_RELATED_SHOWN]:
            yield _labelled("See", f"{related.path}:{related.row} {related.message}")
        yield from _failing(card)
        if card.reason:
            yield _labelled("Reason", card.reason)
        if card.overlaps:
            yield _labelled("Note", overlap_note(card), "bold yellow")


def _failing(card: Card) -> Iterator[Text]:
    names = [name for check in card.checks for name in check.failing]
    for name in names[:_FAILING_SHOWN]:
        yield _labelled("Fails", name, "bold red")
    if names:
        more = f"{len(names) - _FAILING_SHOWN} more; " if len(names) > _FAILING_SHOWN else ""
        yield Text(f"{more}o shows what the tests printed", "dim")


def says_more(finding: Finding) -> bool:
    """Whether the call path is news: it has several steps, and the message does not name the last of them."""
    return len(finding.call_path) > 1 and finding.call_path[-1] not in finding.message


def overlap_note(card: Card) -> str:
    others = ", ".join(f"{other.code} at {other.path}:{other.start.row}" for other in card.overlaps)
    return (
        f"overlaps with {others}, which you accepted. It is made anew on top of that before anything is "
        "written, and shown again if it comes out differently."
    )


def _labelled(label: str, text: str, style: str = "bold") -> Text:
    return Text.assemble((f"{label}: ", style), visible(text))


def _key_line(*keys: tuple[str, str]) -> Text:
    return Text.assemble(" ", joined([Text.assemble((f"[{key}]", "bold"), f" {does}") for key, does in keys], "  "))


def _initials(keys: Iterable[tuple[str, str]]) -> Text:
    return Text.assemble(" ", joined([Text.assemble((f"[{key}]", "bold"), does) for key, does in keys], " "))
