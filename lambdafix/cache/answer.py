"""An analysis as it is kept: typed, checked when it is read, and without a byte of the project's files."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from lambdafix.cache.folding import NotKeptError, fold, names_of, unfold
from lambdafix.engine import Analysis
from lambdafix.model import Edit, Finding, HandlerEntry, Rewrite, Skipped, Span
from lambdafix.project.handlers import Unresolved
from lambdafix.redaction import HIDDEN, Redaction
from lambdafix.rewrite.reduce import by_rows
from lambdafix.source import EditError, Source

Read = Callable[[str], bytes]
"""The content of a file by its path. Raises OSError."""


@dataclass(frozen=True, slots=True)
class KeptRewrite:
    path: str
    edits: tuple[Edit, ...]
    fingerprints: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What is kept of an `Analysis` (not its stacks), and of what it hangs on beyond what every run reads."""

    more: tuple[str, ...]
    """Further files that the run read, or looked for."""
    more_digest: str
    held: bool
    """Whether somebody was asked which fixes to hold back. None was."""
    findings: tuple[Finding, ...]
    left_out: tuple[Finding, ...]
    skipped: tuple[Skipped, ...]
    notes: tuple[tuple[str, str], ...]
    """Each with the path that it begins with, as most do."""
    handlers: tuple[HandlerEntry, ...]
    unresolved: tuple[Unresolved, ...]
    files: int
    vendored: int
    omitted: tuple[Skipped, ...]
    passed_over: tuple[str, ...]
    templates: tuple[str, ...]
    rewrites: tuple[KeptRewrite, ...]
    contents: tuple[str, ...]
    """Paths of the files that a fix edits."""
    secrets: tuple[tuple[str, Span], ...]
    """Where each credential stands that no report may show."""

    def read(self) -> set[str]:
        """The files whose text what is kept refers to."""
        findings = (*self.findings, *self.left_out)
        return {
            *(one.path for one in findings),
            *(edit.path for one in findings if one.fix for edit in one.fix.edits),
            *(one.path for one in self.skipped),
            *(one.path for one in self.handlers),
            *(one.path for one in self.rewrites),
            *(template_of(one) for one in self.unresolved),
            *(about for about, _ in self.notes),
            *(path for path, _ in self.secrets),
            *self.contents,
        }


def _begins(note: str) -> str:
    """The path of "template.yaml:12: …"."""
    return note.partition(":")[0]


def template_of(unresolved: Unresolved) -> str:
    return unresolved.declared_in.rpartition(":")[0]


def encode(
    analysis: Analysis, read: Read, paths: Sequence[str], more: tuple[str, ...], digest: str, held: bool
) -> bytes:
    """What of an analysis is kept; `paths` are the files of the project.

    Raises `NotKeptError` for what must not be kept, and OSError.
    """
    import msgspec

    texts, names = Texts(read), names_of(paths)
    if held and any(HIDDEN in finding.snippet for finding in analysis.findings):
        raise NotKeptError  # whoever is asked the next time is to see what was asked about
    answer = Answer(
        more=more,
        more_digest=digest,
        held=held,
        findings=tuple(_folded(finding, texts, analysis.redaction, names) for finding in analysis.findings),
        left_out=tuple(_folded(finding, texts, Redaction(), names) for finding in analysis.left_out),
        skipped=tuple(fold(one, texts.text_or_none, one.path, names) for one in analysis.skipped),
        notes=tuple((about := _begins(note), fold(note, texts.text_or_none, about, names)) for note in analysis.notes),
        handlers=tuple(fold(one, texts.text_or_none, one.path, names) for one in analysis.handlers),
        unresolved=tuple(fold(one, texts.text_or_none, template_of(one), names) for one in analysis.unresolved),
        files=analysis.files,
        vendored=analysis.vendored,
        omitted=analysis.omitted,
        passed_over=tuple(sorted(analysis.passed_over)),
        templates=tuple(sorted(analysis.templates)),
        rewrites=tuple(_reduced(rewrite, texts, names) for rewrite in analysis.rewrites),
        contents=tuple(analysis.contents),
        secrets=tuple(_places(analysis.redaction, texts, paths)),
    )
    try:
        encoded = msgspec.msgpack.encode(answer)
    except UnicodeEncodeError as error:
        raise NotKeptError from error
    if any(value.encode("utf-8", "surrogatepass") in encoded for value in analysis.redaction.values):
        raise NotKeptError
    return encoded


def decode(raw: bytes) -> Answer | None:
    """None for what is no answer."""
    import msgspec

    try:
        return msgspec.msgpack.decode(raw, type=Answer)
    except (msgspec.DecodeError, RecursionError):
        return None


def restored(answer: Answer, root: Path, read: Read) -> Analysis | None:
    """The analysis that was kept; None where it does not fit the files, which `read` gives. Raises OSError."""
    texts = Texts(read)
    try:
        redaction = Redaction.of(texts.text(path)[span.start : span.end] for path, span in answer.secrets)
        return Analysis(
            root=root,
            findings=tuple(_unfolded(finding, texts, redaction) for finding in answer.findings),
            skipped=tuple(unfold(one, texts.text_or_none, one.path) for one in answer.skipped),
            notes=tuple(unfold(note, texts.text_or_none, about) for about, note in answer.notes),
            handlers=tuple(unfold(one, texts.text_or_none, one.path) for one in answer.handlers),
            unresolved=tuple(unfold(one, texts.text_or_none, template_of(one)) for one in answer.unresolved),
            files=answer.files,
            vendored=answer.vendored,
            omitted=answer.omitted,
            passed_over=frozenset(answer.passed_over),
            templates=frozenset(answer.templates),
            rewrites=tuple(_applied(rewrite, texts) for rewrite in answer.rewrites),
            contents={path: texts.raw(path) for path in answer.contents},
            left_out=tuple(_unfolded(finding, texts, Redaction()) for finding in answer.left_out),
            redaction=redaction,
        )
    except (ValueError, EditError):
        return None


class Texts:
    """Reads each file once."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self._raw: dict[str, bytes] = {}
        self._sources: dict[str, Source] = {}

    def raw(self, path: str) -> bytes:
        if path not in self._raw:
            self._raw[path] = self._read(path)
        return self._raw[path]

    def source(self, path: str) -> Source:
        """Raises ValueError for a file that Python could not read."""
        if path not in self._sources:
            source = Source.decode(path, self.raw(path))
            if isinstance(source, Skipped):
                raise ValueError(source.reason)
            self._sources[path] = source
        return self._sources[path]

    def text(self, path: str) -> str:
        return self.source(path).text

    def text_or_none(self, path: str) -> str:
        """ "" for a path that leads to no text: what is skipped need be none."""
        try:
            return self.text(path)
        except (OSError, ValueError):
            return ""


def _folded(finding: Finding, texts: Texts, redaction: Redaction, names: Container[str]) -> Finding:
    if finding.snippet != redaction.hide(texts.source(finding.path).slice(finding.span)):
        raise NotKeptError
    return fold(replace(finding, snippet=""), texts.text, finding.path, names)


def _unfolded(finding: Finding, texts: Texts, redaction: Redaction) -> Finding:
    snippet = redaction.hide(texts.source(finding.path).slice(finding.span))
    return replace(unfold(finding, texts.text, finding.path), snippet=snippet)


def _reduced(rewrite: Rewrite, texts: Texts, names: Container[str]) -> KeptRewrite:
    before, after = texts.source(rewrite.path), Source.decode(rewrite.path, rewrite.after)
    if isinstance(after, Skipped):
        raise NotKeptError
    edits = tuple(by_rows(rewrite.path, before.text, after.text))
    if texts.raw(rewrite.path) != rewrite.before or before.apply(edits).encode() != rewrite.after:
        raise NotKeptError
    return KeptRewrite(rewrite.path, fold(edits, texts.text, rewrite.path, names), rewrite.fingerprints)


def _applied(kept: KeptRewrite, texts: Texts) -> Rewrite:
    edits = unfold(kept.edits, texts.text, kept.path)
    before = texts.source(kept.path)
    return Rewrite(kept.path, texts.raw(kept.path), before.apply(edits).encode(), kept.fingerprints)


def _places(redaction: Redaction, texts: Texts, paths: Iterable[str]) -> Iterator[tuple[str, Span]]:
    """Where each value stands. Raises `NotKeptError` where they cannot all be found again."""
    left = dict.fromkeys(redaction.values)
    found: dict[str, tuple[str, Span]] = {}
    for path in paths if left else ():
        text = texts.text_or_none(path)
        for value in [value for value in left if value in text]:
            start = text.index(value)
            found[value] = (path, Span(start, start + len(value)))
            del left[value]
    if Redaction.of(found) != redaction:
        raise NotKeptError
    yield from found.values()
