"""What the rules say of code that stands in a template, told of the template's rows instead of the code's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from lambdafix.engine.spread import Examined
from lambdafix.engine.texts import Texts, UnreadableError
from lambdafix.model import Applicability, Edit, Finding, Fix, HandlerEntry, Position, Refusal, Related, Skipped, Span
from lambdafix.project.inline import InlineCode, Line, lines
from lambdafix.rules.suppressions import Suppression
from lambdafix.source import EditError, Source

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
            self._answered(finding),
            path=code.template,
            span=span,
            start=source.position(span.start),
            end=source.position(span.end),
            function=f"{code.name}.{finding.function}" if finding.function else code.name,
            related=tuple(self._related(one, places) for one in finding.related),
        )

    def _answered(self, finding: Finding) -> Finding:
        """With the fix as one of the template, or the reason why it is none."""
        from lambdafix.rewrite.errors import CannotRewriteError

        if finding.fix is None:
            return finding
        try:
            return replace(finding, fix=self._fix(finding.fix))
        except (CannotRewriteError, EditError) as error:
            refusal = (
                Refusal(error.reason, error.remedy) if isinstance(error, CannotRewriteError) else Refusal(str(error))
            )
            return replace(
                finding, applicability=Applicability.REPORT, fix=None, doubt="", evidence=(), refusal=refusal
            )

    def _fix(self, fix: Fix) -> Fix:
        """Raises `CannotRewriteError`, `EditError`."""
        made = [edit for edit in fix.edits if edit.path not in self.files]
        for path in sorted({edit.path for edit in fix.edits} & self.files.keys()):
            own = tuple(edit for edit in fix.edits if edit.path == path)
            made += self._edits(path, Source(path, self.files[path].text).apply(own))
        for path in {self.path(edit.path) for edit in fix.edits} - {edit.path for edit in fix.edits}:
            self.texts.source(path).apply(tuple(edit for edit in made if edit.path == path))
        bindings = tuple(change for change in fix.bindings if change.path not in self.files)
        return replace(fix, edits=tuple(sorted(made)), bindings=bindings)

    def _edits(self, path: str, after: Source, template: Source | None = None) -> tuple[Edit, ...]:
        from lambdafix.rewrite import embedded

        code = self.files[path]
        return embedded.edits(template or self.texts.source(code.template), code, after.text)

    def as_analysed(self, findings: Iterable[Finding], analysed: Iterable[Finding]) -> list[Finding]:
        """The findings as they were told of the code, those whose fix the template does not take without it."""
        by_name = {finding.fingerprint: finding for finding in analysed if finding.path in self.files}
        return [_like(finding, by_name.get(finding.fingerprint)) for finding in findings]

    def unwritable(self, after: Mapping[str, Source]) -> dict[str, Refusal]:
        """By path, why code that was changed cannot be put into its template."""
        from lambdafix.rewrite.errors import CannotRewriteError

        found = {}
        for path in after.keys() & self.files.keys():
            try:
                self._edits(path, after[path])
            except CannotRewriteError as error:
                found[path] = Refusal(error.reason, error.remedy)
        return found

    def written(self, changed: Mapping[str, bytes]) -> dict[str, bytes]:
        """The changed files, with the code that was changed in its templates."""
        made = {path: raw for path, raw in changed.items() if path not in self.files}
        for path in sorted(changed.keys() & self.files.keys()):
            template, after = self.path(path), Source(path, changed[path].decode())
            source = Source.decode(template, made.get(template) or self.texts.raw(template))
            assert isinstance(source, Source)
            made[template] = source.apply(self._edits(path, after, source)).encode()
        return made

    def applied(self, applied: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
        made: dict[str, tuple[str, ...]] = {}
        for path, names in applied.items():
            made[self.path(path)] = (*made.get(self.path(path), ()), *names)
        return made

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


def _like(finding: Finding, analysed: Finding | None) -> Finding:
    if analysed is None:
        return finding
    if finding.fix is not None or analysed.fix is None:
        return analysed
    return replace(
        analysed, applicability=finding.applicability, fix=None, doubt="", evidence=(), refusal=finding.refusal
    )


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
