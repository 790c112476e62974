"""Which findings a run is about: all, those in changed or staged rows, those a baseline does not know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from lambdafix.errors import UsageError
from lambdafix.model import Finding, Refusal

if TYPE_CHECKING:
    from argparse import Namespace

    from lambdafix.engine import Analysis
    from lambdafix.vcs.baseline import Accepted
    from lambdafix.vcs.changed import Changed

_HALF_STAGED = Refusal("it has changes that are not staged", "stage them, or put them aside, and run lambdafix again")


@dataclass(frozen=True, slots=True)
class Scope:
    """What `--since`, `--staged` and `--baseline` ask for. Looked up anew for each analysis, since a fix moves rows."""

    since: str | None = None
    staged: bool = False
    baseline: bool = False

    def __bool__(self) -> bool:
        """Whether anything is left out."""
        return self != Scope()

    @classmethod
    def of(cls, args: Namespace) -> Scope:
        """Raises `UsageError` for flags that contradict each other."""
        if args.since is not None and args.staged:
            raise UsageError("--since and --staged are two answers to one question; choose one")
        return cls(args.since, args.staged, args.baseline)

    def narrowed(self, root: Path) -> Narrowed:
        """Raises `GitError`, and `UsageError` for a baseline that cannot be read."""
        return Narrowed(self._changed(root), self._accepted(root))

    def _changed(self, root: Path) -> Changed | None:
        if self.since is None and not self.staged:
            return None
        from lambdafix.vcs import changed

        return changed.staged(root) if self.since is None else changed.since(root, self.since)

    def _accepted(self, root: Path) -> tuple[Accepted, ...]:
        if not self.baseline:
            return ()
        from lambdafix.vcs import baseline

        return baseline.load(root)


@dataclass(frozen=True, slots=True)
class Narrowed:
    """A scope as it stands at one moment."""

    changed: Changed | None = None
    accepted: tuple[Accepted, ...] = ()

    @property
    def overlay(self) -> Mapping[str, bytes]:
        """Contents to analyse in place of the disk's."""
        return self.changed.staged if self.changed else {}

    @property
    def refused(self) -> Mapping[str, Refusal]:
        """Files whose content on disk is not what was analysed, so that a fix cannot be written."""
        return dict.fromkeys(self.overlay, _HALF_STAGED)

    def notes(self, analysis: Analysis, codes: AbstractSet[str], paths: Sequence[str]) -> tuple[str, ...]:
        """What the baseline hid, and which entries a run of rules `codes` on `paths` (() for all) no longer finds."""
        if not self.accepted:
            return ()
        from lambdafix.report.words import counted
        from lambdafix.vcs import baseline

        def looked_at(entry: Accepted) -> bool:
            below = any(entry.path == path or entry.path.startswith(f"{path}/") for path in paths)
            return entry.code in codes and (below or not paths)

        compared = baseline.compare(self.accepted, (*analysis.findings, *analysis.left_out), looked_at)
        hidden = f"{counted(len(compared.known), 'finding')} in {baseline.NAME} not shown"
        places = (f"{entry.code} in {entry.path} {entry.function}".rstrip() for entry in compared.stale)
        stale = (f"{place} is in {baseline.NAME} and no longer found" for place in places)
        return (*((hidden,) if compared.known else ()), *stale)

    def keep(self, findings: Sequence[Finding]) -> Sequence[Finding]:
        """Those of `findings` that the run is about."""
        if self.accepted:
            from lambdafix.vcs import baseline

            findings = baseline.compare(self.accepted, findings).new
        return [finding for finding in findings if self.changed is None or self.changed.holds(finding)]
