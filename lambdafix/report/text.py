"""The screen a person reads: findings by file, each file's diff, a summary, and what to type next."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.console import Console
from rich.rule import Rule
from rich.segment import Segment, Segments
from rich.style import Style
from rich.table import Table
from rich.text import Text

from lambdafix.model import Applicability, Finding, Rewrite
from lambdafix.report import words
from lambdafix.report.console import made
from lambdafix.report.json import summary
from lambdafix.report.printable import printable
from lambdafix.report.view import View, Written
from lambdafix.rewrite.diff import unified
from lambdafix.source import Source

if TYPE_CHECKING:
    from lambdafix.engine import Analysis

_MEASURE = 100
"""Prose is not set wider than this: a line the eye can follow back."""

_LONGEST = 2000
"""Characters of one line of a diff that are shown: a line of minified data would bury the rest."""

_DETAIL = 4
"""Columns before the details of a finding in a pipe."""

_UNBOUNDED = 1_000_000
"""Columns of a pipe."""
_CALL = re.compile(r"\S+(?: →)?")
"""A word, or a call of a path with the arrow to the next: where prose may break."""

_COLOURS = {Applicability.SAFE: "green", Applicability.UNSAFE: "yellow", Applicability.REPORT: "magenta"}


def write(analysis: Analysis, view: View, written: Written | None = None, console: Console | None = None) -> None:
    """Print to stdout, or to `console`."""
    console = console or made()
    if view.piped:
        console.width = _UNBOUNDED
    screen = _Screen(analysis, view, console)
    if written is not None:
        screen.written(written)
    screen.findings(with_diffs=written is None and not view.quiet)
    if not view.quiet:
        screen.summary(bool(written and written.files))


class _Screen:
    def __init__(self, analysis: Analysis, view: View, console: Console) -> None:
        self._analysis = analysis
        self._view = view
        self._console = console
        self._measure = console.width if view.piped else min(console.width, _MEASURE)
        self._offered = frozenset(name for rewrite in analysis.rewrites for name in rewrite.fingerprints)

    def written(self, written: Written) -> None:
        fixed = {name for _, names in written.files for name in names}
        if not fixed:
            self._line("Nothing was fixed.", "bold")
            return
        places = words.counted(len(written.files), "file")
        self._line(f"Fixed {words.counted(len(fixed), 'finding')} in {places}", "bold green")
        for path, names in written.files:
            self._line(f"  {printable(self._view.shown(path))}  {words.counted(len(names), 'fix')}")
        self._console.print()

    def findings(self, with_diffs: bool) -> None:
        rewrites = {rewrite.path: rewrite for rewrite in self._analysis.rewrites} if with_diffs else {}
        by_path = {path: list(group) for path, group in groupby(self._analysis.findings, lambda f: f.path)}
        for path in sorted({*by_path, *rewrites}):
            if not self._view.piped:
                self._heading(path)
            self._findings_of(by_path.get(path, []))
            if path in rewrites:
                self._diff(rewrites[path], alone=path not in by_path)

    def summary(self, undoable: bool) -> None:
        if self._analysis.findings:
            self._rule("Summary")
        if incomplete := words.incomplete(self._analysis.skipped):
            self._prose(incomplete, 0, style="bold yellow")
        if self._analysis.findings:
            self._table()
        self._prose(words.scope(self._analysis), 0)
        for heading, lines in words.remarks(self._analysis, self._view):
            self._console.print()
            self._line(heading, "bold")
            for line in lines:
                self._prose(line, indent=2)
        steps = words.next_steps(self._analysis, self._view)
        self._next_steps([*steps, *([words.UNDO] if undoable else [])])

    def _heading(self, path: str) -> None:
        self._rule(Text(printable(self._view.shown(path)), "bold", overflow="ellipsis"))

    def _rule(self, title: str | Text) -> None:
        if self._view.piped:
            self._console.print(title)
        else:
            self._console.print(Rule(title, align="left", style="dim"), width=self._measure)

    def _findings_of(self, findings: list[Finding]) -> None:
        if self._view.piped:
            self._lines_of(findings)
            return
        places = [f"{finding.start.row}:{finding.start.column}" for finding in findings]
        gutter = max(map(len, places), default=0) + 4
        for finding, place in zip(findings, places, strict=True):
            answer = words.answer(finding, self._offered, self._view.unsafe_fixes)
            head = Text(f"  {place:<{gutter - 2}}", "dim")
            head.append(finding.code, "bold cyan").append(f" {finding.name}", "bold")
            style = f"bold {_COLOURS[finding.applicability]}"
            if head.cell_len + len(f" · {answer}") <= self._console.width:
                head.append(" · ", "dim").append(answer, style)
                self._console.print(head, soft_wrap=True)
            else:
                self._console.print(head, soft_wrap=True)
                self._console.print(Text(" " * gutter).append(answer, style), soft_wrap=True)
            self._prose(finding.message, gutter)
            for label, text in self._details(finding):
                self._prose(text, gutter, f"{label}: ")
            self._console.print()

    def _lines_of(self, findings: list[Finding]) -> None:
        for finding in findings:
            place = printable(f"{self._view.shown(finding.path)}:{finding.start.row}:{finding.start.column}")
            answer = words.answer(finding, self._offered, self._view.unsafe_fixes)
            self._line(f"{place}: {finding.code} {self._harmless(finding.message)} [{answer}]")
            for label, text in self._details(finding):
                self._prose(text, _DETAIL, f"{label}: ")
        self._console.print()

    def _details(self, finding: Finding) -> Iterator[tuple[str, str]]:
        if finding.call_path and "per request:" not in finding.message:
            yield "per request", " → ".join(finding.call_path)
        if finding.fix:
            yield "fix", finding.fix.message
        if finding.evidence and finding.fix and self._view.verbose:
            yield ("safe because" if not finding.doubt else "known"), "; ".join(finding.evidence)
        if finding.doubt:
            yield "doubt", finding.doubt
        if finding.refusal:
            yield "why no fix", finding.refusal.reason
            if finding.refusal.remedy:
                yield "instead", finding.refusal.remedy
        if self._view.verbose:
            for related in finding.related:
                yield "see", f"{self._view.shown(related.path)}:{related.row} {related.message}".rstrip()

    def _diff(self, rewrite: Rewrite, alone: bool) -> None:
        if alone:
            self._prose("Changes along with a fix in another file.", indent=2)
            self._console.print()
        segments: list[Segment] = []
        for line in self._diff_lines(rewrite):
            segments += [Segment(line, _diff_style(line)), Segment.line()]
        # as it stands, so that it can be copied into git apply: no wrapping, no expanded tabs
        self._console.print(Segments(segments), soft_wrap=True, end="")
        self._console.print()

    def _table(self) -> None:
        table = Table(
            box=None, padding=(0, 2, 0, 0), pad_edge=False, show_footer=True, footer_style="bold", header_style="dim"
        )
        rules = summary(self._analysis)["rules"]
        table.add_column("", footer=words.counted(len(self._analysis.findings), "finding"), no_wrap=True)
        for kind, title in zip(Applicability, ("safe", "unsafe", "no fix"), strict=True):
            total = sum(rule[kind.value] for rule in rules)
            table.add_column(title, footer=f"{total:,}", justify="right")
        for rule in rules:
            label = Text(rule["code"], "cyan").append(f" {rule['name']}", "default")
            table.add_row(label, *(_count(rule[kind.value], kind) for kind in Applicability))
        self._console.print(table)
        self._console.print()

    def _next_steps(self, steps: Sequence[tuple[str, str]]) -> None:
        if not steps:
            return
        self._console.print()
        width = max(len(command) for command, _ in steps)
        beside = all(width + len(does) + len("     ") <= self._console.width for _, does in steps)
        for command, does in steps:
            line = Text(f"  {command:<{width if beside else 0}}", "bold")
            line.append(f"   {does}" if beside else f"\n      {does}", "default not bold")
            self._console.print(line, soft_wrap=True)

    def _line(self, text: str, style: str = "") -> None:
        self._console.print(Text(text, style), soft_wrap=True)

    def _prose(self, text: str, indent: int, label: str = "", style: str = "default not dim") -> None:
        """`text` wrapped behind `label`, its further lines under its first."""
        hanging = indent + len(label)
        whole = self._harmless(text)
        lines = [whole.strip()] if self._view.piped else _wrapped(whole, max(self._measure - hanging, 12))
        for number, line in enumerate(lines):
            lead = Text(" " * indent).append(label, "dim") if number == 0 else Text(" " * hanging)
            self._console.print(lead.append(line, style), soft_wrap=True)

    def _harmless(self, text: str) -> str:
        return printable(self._analysis.redaction.hide(text))

    def _diff_lines(self, rewrite: Rewrite) -> Iterator[str]:
        """The lines of a file's diff, long ones cut."""
        source = Source.decode(rewrite.path, rewrite.before)
        encoding = source.encoding if isinstance(source, Source) else "utf-8"
        for raw in unified(rewrite).removesuffix(b"\n").split(b"\n"):
            line = self._analysis.redaction.hide(raw.removesuffix(b"\r").decode(encoding, "backslashreplace"))
            rest = 0 if self._view.piped else len(line) - _LONGEST
            cut = f"{line[:_LONGEST]}… ({rest:,} more characters)" if rest > 0 else line
            yield printable(cut)


def _wrapped(text: str, width: int) -> list[str]:
    """`text` in lines of `width` columns, broken between words and after an arrow; a longer word stays whole."""
    lines = [""]
    for word in _CALL.findall(text):
        longer = f"{lines[-1]} {word}".lstrip()
        if lines[-1] and cell_len(longer) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _count(number: int, kind: Applicability) -> Text:
    return Text(f"{number:,}", _COLOURS[kind]) if number else Text("·", "dim")


def _diff_style(line: str) -> Style:
    if line.startswith(("diff ", "index ", "--- ", "+++ ")):
        return Style(dim=True)
    colours = {"@": "cyan", "+": "green", "-": "red"}
    return Style(color=colours.get(line[:1]))
