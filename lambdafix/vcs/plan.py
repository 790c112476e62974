"""From fixes to commits: which go together, and what each commit says."""

from __future__ import annotations

import ast
import textwrap
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING

from lambdafix.model import Finding, Rewrite
from lambdafix.vcs.commit import CommitStep
from lambdafix.vcs.write import groups as joined

if TYPE_CHECKING:
    from lambdafix.engine import Analysis


_KEYS: dict[str, Callable[[Finding], str]] = {
    "rule": lambda finding: finding.code,
    "fix": lambda finding: finding.fingerprint,
    "one": lambda _: "",
}
_SUBJECT = 72
_TOLD = 20
"""How many findings a message tells in full."""


def commit_steps(analysis: Analysis, per: str, refused: Collection[str] = ()) -> tuple[CommitStep, ...]:
    """The commits that together make `analysis.rewrites`, one per "rule", "file" or "fix", or "one" for all.

    The paths `refused`, which hold whatever shares a fix with one of them, are left out.

    A commit that would not parse on its own, or would change nothing, goes together with the next. The last holds what
    is left, so that the end is always what was verified.
    """
    from lambdafix.engine import combine

    whole = [rewrite for rewrite in analysis.rewrites if rewrite.path not in refused]
    applied = {name for rewrite in whole for name in rewrite.fingerprints}
    fixed = [finding for finding in analysis.findings if finding.fingerprint in applied]
    groups = _grouped(fixed, _KEYS[per]) if per != "file" else _by_files(fixed, whole)
    current = {rewrite.path: rewrite.before for rewrite in whole}

    def combined(told: Sequence[Finding], done: AbstractSet[str]) -> Sequence[Rewrite]:
        return _of_files(told, whole) if per == "file" else combine(analysis, done)

    steps: list[CommitStep] = []
    told: list[Finding] = []
    for number, group in enumerate(groups, 1):
        told += group
        last = number == len(groups)
        done = {finding.fingerprint for group in groups[:number] for finding in group}
        rewrites = _between(current, whole if last else combined(told, done), told, whole)
        if rewrites and (last or all(_parses(rewrite) for rewrite in rewrites)):
            steps.append(CommitStep(message(told), rewrites))
            current |= {rewrite.path: rewrite.after for rewrite in rewrites}
            told = []
    return tuple(steps)


def message(findings: Sequence[Finding]) -> str:
    """A commit message for fixes of `findings` (at least one): what, why, and trailers for programs."""
    told = [_told(finding) for finding in findings[:_TOLD]]
    if len(findings) > _TOLD:
        told.append(f"- and {len(findings) - _TOLD} more")
    remedies = dict.fromkeys(_line(finding.fix.message) for finding in findings if finding.fix and finding.fix.message)
    what = [textwrap.fill(f"{remedy}.", _SUBJECT) for remedy in remedies]
    trailers = [f"Lambdafix-Rule: {code}" for code in sorted({finding.code for finding in findings})]
    trailers += [f"Lambdafix-Fingerprint: {finding.fingerprint}" for finding in findings]
    return "\n\n".join([_subject(findings), *what, "\n".join(told), "\n".join(trailers)]) + "\n"


def _grouped(findings: Iterable[Finding], key: Callable[[Finding], str]) -> list[list[Finding]]:
    groups: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        groups[key(finding)].append(finding)
    return [groups[name] for name in sorted(groups)] if key is _KEYS["rule"] else list(groups.values())


def _by_files(findings: Iterable[Finding], whole: Sequence[Rewrite]) -> list[list[Finding]]:
    """The findings of each file, together with those of the files that a fix of theirs spans as well."""
    number = dict(zip((rewrite.path for rewrite in whole), joined(whole), strict=True))
    found: dict[int, list[Finding]] = defaultdict(list)
    of_mark = {mark: number[rewrite.path] for rewrite in whole for mark in rewrite.fingerprints}
    for finding in findings:
        found[of_mark[finding.fingerprint]].append(finding)
    return list(found.values())


def _of_files(group: Iterable[Finding], whole: Iterable[Rewrite]) -> list[Rewrite]:
    """The files of a group, as they are at the end."""
    marks = {finding.fingerprint for finding in group}
    return [rewrite for rewrite in whole if not marks.isdisjoint(rewrite.fingerprints)]


def _between(
    current: Mapping[str, bytes], wanted: Iterable[Rewrite], findings: Sequence[Finding], whole: Iterable[Rewrite]
) -> tuple[Rewrite, ...]:
    """From `current` to `wanted`, each file marked with those of `findings` whose fixes end up in it."""
    marks = {finding.fingerprint for finding in findings}
    touched = {rewrite.path: tuple(name for name in rewrite.fingerprints if name in marks) for rewrite in whole}
    return tuple(
        Rewrite(rewrite.path, current[rewrite.path], rewrite.after, touched[rewrite.path])
        for rewrite in wanted
        if rewrite.after != current[rewrite.path]
    )


def _parses(rewrite: Rewrite) -> bool:
    """Whether the file can be read: one value of a template more or less cannot change that."""
    if not rewrite.path.endswith(".py"):
        return True
    try:
        ast.parse(rewrite.after)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def _subject(findings: Sequence[Finding]) -> str:
    """The most exact line that fits."""
    return next((line for line in _subjects(findings) if len(line) <= _SUBJECT), f"Fix {len(findings)} Lambda findings")


def _subjects(findings: Sequence[Finding]) -> Iterator[str]:
    rules = sorted({f"{finding.name} ({finding.code})" for finding in findings})
    files = sorted({_line(path) for finding in findings for path in _touched(finding)})
    places = files[0] if len(files) == 1 else f"{len(files)} files"
    if len(rules) == 1:
        yield f"Fix {rules[0]} in {places}"
        yield f"Fix {rules[0]}"
    count = f"{len(findings)} Lambda {'finding' if len(findings) == 1 else 'findings'}"
    yield f"Fix {count} in {places}"


def _touched(finding: Finding) -> set[str]:
    return {finding.path, *(edit.path for edit in finding.fix.edits)} if finding.fix else {finding.path}


def _told(finding: Finding) -> str:
    place = f"{finding.path}, {finding.function}" if finding.function else finding.path
    text = f"{place}: {finding.message}"
    return textwrap.fill(
        _line(text),
        _SUBJECT,
        initial_indent="- ",
        subsequent_indent="  ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def _line(text: str) -> str:
    """One line that stands in UTF-8: a path may hold line feeds and bytes that are no text."""
    return " ".join(text.encode("utf-8", "backslashreplace").decode("utf-8").split())
