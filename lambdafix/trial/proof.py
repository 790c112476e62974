"""Run the user's tests on the fixes, and hold back those with which they fail."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from lambdafix.errors import UsageError
from lambdafix.model import Finding, Refusal, Rewrite

if TYPE_CHECKING:
    from lambdafix.engine import Analysis
    from lambdafix.trial.process import Watch

Again = Callable[[AbstractSet[str]], "Analysis"]
"""The analysis with the fixes of these fingerprints held back."""
Refusals = Callable[["Analysis"], Mapping[str, Refusal]]
"""Files that will not be written, so that their fixes are not to be tried either."""


@dataclass(frozen=True, slots=True)
class Proven:
    """An analysis whose rewrites pass the tests, and the fixes that were held back with what the tests said."""

    analysis: Analysis
    guilty: tuple[tuple[Finding, str], ...]
    runs: int


def command(text: str, configured: Sequence[str]) -> tuple[str, ...]:
    """The tests' command: `text` as a shell would split it, or what is configured. Raises `UsageError`."""
    try:
        return tuple(shlex.split(text)) or tuple(configured)
    except ValueError as error:
        raise UsageError(f"--verify: {text!r} cannot be read as a command: {error}") from error


def prove(
    root: Path, analysis: Analysis, tests: Sequence[str], again: Again, refusals: Refusals, quiet: bool
) -> Proven:
    """`analysis` without the fixes with which `tests` fail.

    Raises `UsageError` where the tests cannot be run, or fail without any fix.
    """
    from lambdafix.trial import trial

    fixes = _fixes(analysis, refusals)
    if not fixes:
        return Proven(analysis, (), 0)

    def combined(marks: Collection[str]) -> tuple[Rewrite, ...]:
        """Just as it would be written: fixes that touch each other are made anew on top of each other."""
        return _writable(again(fixes.keys() - set(marks)), refusals)

    progress = _Progress(len(fixes), quiet)
    with trial.prepared(root, tests, redaction=analysis.redaction) as copy:
        sifted = trial.find_guilty(copy, list(fixes), combined, progress.watch)
    progress.clear()
    guilty = tuple((fixes[mark], ended.summary) for mark, ended in sifted.guilty.items())
    return Proven(again(frozenset(sifted.guilty)) if guilty else analysis, guilty, sifted.runs)


def _writable(analysis: Analysis, refusals: Refusals) -> tuple[Rewrite, ...]:
    refused = refusals(analysis)
    return tuple(rewrite for rewrite in analysis.rewrites if rewrite.path not in refused)


def _fixes(analysis: Analysis, refusals: Refusals) -> dict[str, Finding]:
    """The findings whose fixes would be written, by fingerprint."""
    marks = {mark for rewrite in _writable(analysis, refusals) for mark in rewrite.fingerprints}
    return {finding.fingerprint: finding for finding in analysis.findings if finding.fingerprint in marks}


@dataclass(slots=True)
class _Progress:
    """On stderr: one line that changes where that is a terminal, else a line for each run of the tests."""

    total: int
    quiet: bool
    _drawn: bool = False

    def watch(self, run: int, count: int) -> Watch:
        what = f"with {count} of {self.total} fixes" if run else "without any fix"
        live = sys.stderr.isatty()
        if not live and not self.quiet:
            print(f"lambdafix: running the tests {what}", file=sys.stderr)

        def look(line: str, seconds: float) -> bool:
            if live and not self.quiet:
                sys.stderr.write(f"\r\x1b[Krunning the tests {what}, {seconds:.0f}s")
                sys.stderr.flush()
                self._drawn = True
            return True

        return look

    def clear(self) -> None:
        if self._drawn:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
