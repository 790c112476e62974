"""What the rules say of code that stands in a template, told of the template's rows instead of the code's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from lambdafix.engine.spread import Examined
from lambdafix.engine.texts import Texts, UnreadableError
from lambdafix.model import Applicability, Finding, HandlerEntry, Position, Refusal, Related, Skipped, Span
from lambdafix.project.inline import InlineCode, Line, lines
from lambdafix.rules.suppressions import Suppression
from lambdafix.source import Source

INLINE = Refusal("its code stands in a template", "make the change there, or move the code into a file of its own")


_LONGEST = 80


@dataclass(frozen=True)
class Inlined:
    """The inline code of a project by the path under which it was analysed."""

    files: Mapping[str, InlineCode]
    texts: Texts

    def path(self, path: str) -> str:
        """The file of the project that a path stands for."""
        return self.files[path].template if path in self.files else path

    def examined(self, examined: Examined) -> Examined:
        if not self.files:
            return examined
        places = {path: self._places(code) for path, code in self.files.items()}
        comments: dict[str, tuple[Suppression, ...]] = {}
        for path, spoken in examined.comments:
            moved = tuple(self._comment(one, places.get(path)) for one in spoken)
            comments[self.path(path)] = (*comments.get(self.path(path), ()), *moved)
        return replace(
            examined,
            findings=tuple(self._finding(finding, places) for finding in examined.findings),
            skipped=self.skipped(examined.skipped),
            comments=tuple(comments.items()),
        )

    def skipped(self, skipped: Iterable[Skipped]) -> tuple[Skipped, ...]:
        return tuple(self._skipped(one) for one in skipped)

    def entry(self, entry: HandlerEntry) -> HandlerEntry:
        if entry.path not in self.files:
            return entry
        return replace(entry, path=self.path(entry.path), root="")

    def _places(self, code: InlineCode) -> list[Line]:
        return lines(code, _rows(self._template(code)))

    def _template(self, code: InlineCode) -> Source | None:
        try:
            return self.texts.source(code.template)
        except UnreadableError:
            return None

    def _finding(self, finding: Finding, places: Mapping[str, list[Line]]) -> Finding:
        code = self.files.get(finding.path)
        source = self._template(code) if code else None
        if code is None or source is None:
            return finding
        at = places[finding.path]
        span = Span(_offset(source, at, finding.start), _offset(source, at, finding.end))
        span = span if span.start < span.end else Span(span.start, _end_of_key(source, span.start))
        return replace(
            finding,
            path=code.template,
            span=span,
            start=source.position(span.start),
            end=source.position(span.end),
            function=f"{code.name}.{finding.function}" if finding.function else code.name,
            applicability=Applicability.REPORT,
            fix=None,
            doubt="",
            evidence=(),
            refusal=finding.refusal or INLINE,
            related=tuple(self._related(one, places) for one in finding.related),
        )

    def _related(self, one: Related, places: Mapping[str, list[Line]]) -> Related:
        if one.path not in self.files:
            return one
        return replace(one, path=self.path(one.path), row=_row(places[one.path], one.row))

    def _comment(self, one: Suppression, at: list[Line] | None) -> Suppression:
        if at is None:
            return one
        first, last = (_row(at, one.first), _row(at, one.last)) if one.first else (at[0].row, at[-1].row)
        return replace(one, row=_row(at, one.row), first=first, last=last)

    def _skipped(self, one: Skipped) -> Skipped:
        code = self.files.get(one.path)
        if code is None:
            return one
        row = _row(self._places(code), one.row) if one.row else code.row
        return replace(one, path=code.template, reason=f"{code.name}: {one.reason}", row=row)


def _rows(source: Source | None) -> list[str]:
    return [source.line(row) for row in range(1, len(source.line_starts) + 1)] if source else []


def _row(at: list[Line], row: int) -> int:
    return at[min(max(row, 1), len(at)) - 1].row


def _offset(source: Source, at: list[Line], position: Position) -> int:
    """Where a position in the code stands in the template: exactly where its line was found, else its row."""
    line = at[min(position.row, len(at)) - 1]
    start = source.line_starts[line.row - 1]
    if not line.found:
        text = source.line(line.row)
        return start + len(text) - len(text.lstrip())
    return min(start + line.column + position.column - 1 - line.indent, _end_of_row(source, start))


def _end_of_key(source: Source, offset: int) -> int:
    """Where the key ends that a row begins with: code that is all in one row would be a place of many pages."""
    end = _end_of_row(source, offset)
    colon = source.text.find(":", offset, end)
    return colon if colon >= 0 else min(end, offset + _LONGEST)


def _end_of_row(source: Source, offset: int) -> int:
    row = source.position(offset).row
    return source.line_starts[row - 1] + len(source.line(row).rstrip())
