"""The text of a pull request: what it is worth first, then what it does, what was checked, what it leaves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from lambdafix import __version__
from lambdafix.engine import Analysis
from lambdafix.model import Applicability, Finding, Rewrite
from lambdafix.pull_request import markdown, marker
from lambdafix.pull_request.marker import BEGIN, END, Marker
from lambdafix.report.words import counted
from lambdafix.rewrite.diff import unified
from lambdafix.rules import table
from lambdafix.source import Source
from lambdafix.vcs.commit import CommitStep

_PLACES = 10
"""Places of one rule that are named."""
_FILES = 3
"""Files of a rule that are named in the table."""
_REFUSED = 25
"""Findings without a fix that are told."""
_SHORTEST_DIFF = 400
"""Characters below which a diff is not begun."""
_WHY = "Why it is bad"
_CHECKED = (
    "The rewritten files parse, bind the names they bound before, and keep their comments and line ends.",
    "Analysed again with the fixes in place, the project has none of the findings repaired here, and no new one.",
)


@dataclass(frozen=True, slots=True)
class Content:
    """What a pull request is about."""

    analysis: Analysis
    steps: Sequence[CommitStep]
    """The fixes, rule by rule."""
    again: str
    """The command that makes this pull request anew."""
    tests: str = ""
    """The command with which the tests passed, "" where none ran."""
    held: int = 0
    """Fixes left out because they were rejected."""
    noun: str = "pull request"
    """What the host calls it."""

    @property
    def fixed(self) -> tuple[Finding, ...]:
        marks = {mark for step in self.steps for rewrite in step.rewrites for mark in rewrite.fingerprints}
        return tuple(finding for finding in self.analysis.findings if finding.fingerprint in marks)

    @property
    def unsafe(self) -> bool:
        return any(finding.applicability is Applicability.UNSAFE for finding in self.fixed)


def render(content: Content, mark: Marker, limit: int) -> str:
    """The Markdown, of at most `limit` characters: diffs are left out first. Raises `UsageError` where too many
    fixes are in it.
    """
    head = [BEGIN, marker.dumps(mark), _impact(content), _table(content.fixed)]
    tail = [*_checks(content), *_not_fixed(content), *_guide(content), END]
    room = limit - sum(len(part) + 2 for part in (*head, *tail))
    return "\n\n".join([*head, *_sections(content, room), *tail])


def _impact(content: Content) -> str:
    fixed = content.fixed
    files = {rewrite.path for step in content.steps for rewrite in step.rewrites}
    what = f"**Repairs {counted(len(fixed), 'fault')} of Lambda functions in {counted(len(files), 'file')}.**"
    if not content.unsafe:
        return f"{what} Every fix is safe: a cold start behaves as before, and only the fault is gone."
    unsafe = sum(finding.applicability is Applicability.UNSAFE for finding in fixed)
    return f"{what} {counted(unsafe, 'fix')} {'wants' if unsafe == 1 else 'want'} your judgement: see the doubts below."


def _table(fixed: Iterable[Finding]) -> str:
    rows = ["| Rule | Safety | Fixes | Files |", "|---|---|--:|---|"]
    by_rule = sorted(fixed, key=_rule)
    for (code, name, kind), group in groupby(by_rule, _rule):
        findings = list(group)
        paths = list(dict.fromkeys(finding.path for finding in findings))
        shown = ", ".join(markdown.code(path) for path in paths[:_FILES])
        more = f" and {len(paths) - _FILES:,} more" if len(paths) > _FILES else ""
        rows.append(f"| {code} {markdown.text(name)} | {kind} | {len(findings):,} | {shown}{more} |")
    return "\n".join(rows)


def _rule(finding: Finding) -> tuple[str, str, str]:
    return finding.code, finding.name, finding.applicability.value


def _sections(content: Content, room: int) -> Iterator[str]:
    """One for each step, all of them with their reasons before any gets a diff."""
    reasons = {rule.code: dict(table.sections(rule.doc)).get(_WHY, "") for rule in table.read([table.bundled_folder()])}
    texts = [_section(content, step, reasons) for step in content.steps]
    while texts and sum(len(text) + 2 for text in texts) > room:
        texts.pop()
    room -= sum(len(text) + 2 for text in texts)
    for number, (text, step) in enumerate(zip(texts, content.steps, strict=False)):
        diff = _diff(content, step, room // (len(texts) - number))
        room -= len(diff) + 2 if diff else 0
        yield text
        if diff:
            yield diff
    if len(texts) < len(content.steps):
        yield f"…and {counted(len(content.steps) - len(texts), 'commit')} more, each with its reason in its message."


def _section(content: Content, step: CommitStep, reasons: dict[str, str]) -> str:
    marks = {mark for rewrite in step.rewrites for mark in rewrite.fingerprints}
    findings = [finding for finding in content.fixed if finding.fingerprint in marks]
    rules = dict.fromkeys((finding.code, finding.name) for finding in findings)
    title = ", ".join(f"{name} ({code})" for code, name in rules)
    why = [_first_paragraph(reasons.get(code, "")) for code, _ in rules]
    remedies = dict.fromkeys(f.fix.message for f in findings if f.fix and f.fix.message)
    does = [f"What the fix does: {markdown.text(remedy)}." for remedy in remedies]
    places = [_place(content, finding) for finding in findings[:_PLACES]]
    if len(findings) > _PLACES:
        places.append(f"- …and {len(findings) - _PLACES:,} more")
    return "\n\n".join(part for part in (f"### {markdown.text(title)}", *why, *does, "\n".join(places)) if part)


def _place(content: Content, finding: Finding) -> str:
    where = markdown.code(f"{finding.path}:{finding.start.row}")
    doubt = [f"**doubt:** {_hidden(content, finding.doubt)}"] if finding.doubt else []
    label = "known" if finding.doubt else "safe because"
    known = [f"{label}: {_hidden(content, '; '.join(finding.evidence))}"] if finding.evidence else []
    return "\n  - ".join([f"- {where} {_hidden(content, finding.message)}", *doubt, *known])


def _first_paragraph(text: str) -> str:
    return markdown.text(" ".join(text.partition("\n\n")[0].split()))


def _diff(content: Content, step: CommitStep, room: int) -> str:
    """The files of a step before and after, as many as have room, folded; "" where not even one has."""
    told: list[str] = []
    summary = f"Before and after, in {counted(len(step.rewrites), 'file')}"
    left = room - len(markdown.folded(summary, "")) - len(_more(len(step.rewrites))) - 2
    for rewrite in step.rewrites:
        text = markdown.block(_shown(content, rewrite), "diff")
        if len(text) + 2 > left or left < _SHORTEST_DIFF:
            break
        told.append(text)
        left -= len(text) + 2
    if not told:
        return ""
    more = len(step.rewrites) - len(told)
    return markdown.folded(summary, "\n\n".join([*told, *([_more(more)] if more else [])]))


def _more(files: int) -> str:
    return f"…and {counted(files, 'file')} more: the commit shows all."


def _shown(content: Content, rewrite: Rewrite) -> str:
    source = Source.decode(rewrite.path, rewrite.before)
    encoding = source.encoding if isinstance(source, Source) else "utf-8"
    lines = unified(rewrite).decode(encoding, "backslashreplace").split("\n")[1:]
    return content.analysis.redaction.hide("\n".join(line.removesuffix("\r") for line in lines))


def _checks(content: Content) -> Iterator[str]:
    tests = (
        f"Your tests pass with these fixes: {markdown.code(content.tests)}"
        if content.tests
        else "Your own tests were not run by lambdafix."
    )
    yield "### Checked"
    yield "\n".join(f"- {line}" for line in (*_CHECKED, tests))


def _not_fixed(content: Content) -> Iterator[str]:
    marks = {finding.fingerprint for finding in content.fixed}
    left = [finding for finding in content.analysis.findings if finding.fingerprint not in marks]
    if content.held:
        yield f"{counted(content.held, 'fix')} left out, because you rejected {'it' if content.held == 1 else 'them'}."
    if left:
        told = [_left(content, finding) for finding in left[:_REFUSED]]
        if len(left) > _REFUSED:
            told.append(f"- …and {len(left) - _REFUSED:,} more: `lambdafix` lists them")
        yield markdown.folded(f"Found and not fixed here: {len(left):,}", "\n".join(told))


def _left(content: Content, finding: Finding) -> str:
    where = f"- {markdown.code(f'{finding.path}:{finding.start.row}')} {finding.code}"
    what = f"{where} {_hidden(content, finding.message)}"
    if finding.refusal is None:
        return f"{what}. It has a fix that is not part of this {content.noun}."
    instead = f"; **instead:** {_hidden(content, finding.refusal.remedy)}" if finding.refusal.remedy else ""
    return f"{what}. **Why no fix:** {_hidden(content, finding.refusal.reason)}{instead}"


def _hidden(content: Content, given: str) -> str:
    return markdown.text(content.analysis.redaction.hide(given))


def _guide(content: Content) -> Iterator[str]:
    yield "### If you disagree"
    yield (
        f"Close this {content.noun} without merging it, and none of its fixes is proposed again. To keep one place as "
        "it is, put `# lambdafix: ignore[CODE] reason` there. Change what you like on another branch: a commit "
        "of yours on this one is never overwritten, and ends the updates."
    )
    yield f"To make it anew: {markdown.code(content.again)}"
    yield f"<sub>lambdafix {__version__}</sub>"
