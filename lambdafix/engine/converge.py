"""From single fixes to whole files: combined, verified, analysed again, until nothing moves."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from lambdafix.model import Applicability, Edit, Finding, Fix, Refusal
from lambdafix.settings.config import Config
from lambdafix.source import Source

Analyse = Callable[[Mapping[str, bytes], Iterable[str]], tuple[Finding, ...]]
"""(changed files, paths to examine) -> the findings in those paths once the changes are in place."""


@dataclass(frozen=True, slots=True)
class Converged:
    changed: Mapping[str, bytes]
    applied: Mapping[str, tuple[str, ...]]
    """Path -> fingerprints of the findings whose fixes are in it."""
    refused: Mapping[str, Refusal]
    """By fingerprint: fixes that did not hold together with the others, or did not remove their finding."""


def converge(
    findings: Sequence[Finding],
    read: Callable[[str], Source],
    analyse: Analyse,
    allowed: Callable[[Finding], bool],
    bordering: Callable[[Iterable[str]], set[str]],
    revealed: Mapping[str, tuple[str, ...]],
    unwritable: Callable[[Mapping[str, Source]], Mapping[str, Refusal]] = lambda _: {},
) -> Converged:
    """Apply every allowed fix that holds.

    Each round applies the fixes that do not touch each other, then analyses the changed files again, and of those that
    earlier rounds changed the `bordering` ones, whose findings may hang on them. A round that
    leaves a finding it repaired, or brings a new one that it did not reveal (`revealed`: the codes by that of the
    repaired one), is taken back and tried in parts. Every round repairs or refuses
    at least one finding and none brings one, so it ends. `unwritable` tells of files that cannot be written, by path.
    """
    state = _State(findings, read, analyse, bordering, revealed, unwritable)
    current = [finding for finding in findings if finding.fix and allowed(finding)]
    known = _count(findings)
    while current:
        if state.settle(current, known):
            known = _count(state.latest) + Counter({k: n for k, n in known.items() if k[1] not in state.examined})
            here = [f for f in state.latest if f.fix and allowed(f)]
            current = [f for f in current if f.path not in state.examined] + here
        current = [finding for finding in current if state.name(finding) not in state.refused]
    return Converged(state.changed, {path: tuple(names) for path, names in state.applied.items()}, state.refused)


class _State:
    def __init__(
        self,
        findings: Sequence[Finding],
        read: Callable[[str], Source],
        analyse: Analyse,
        bordering: Callable[[Iterable[str]], set[str]],
        revealed: Mapping[str, tuple[str, ...]],
        unwritable: Callable[[Mapping[str, Source]], Mapping[str, Refusal]],
    ) -> None:
        self._unwritable = unwritable
        self._revealed = revealed
        self._left = list(findings)
        self._names: dict[str, str] = {}
        self._bordering = bordering
        self._read = read
        self._analyse = analyse
        self.changed: dict[str, bytes] = {}
        self.applied: dict[str, list[str]] = defaultdict(list)
        self.refused: dict[str, Refusal] = {}
        self.latest: tuple[Finding, ...] = ()
        self.examined: frozenset[str] = frozenset()
        self._problems: dict[str, Refusal] = {}
        """By path, why the last attempt did not hold."""
        self._are_in_their_files = False
        """Whether each problem is due to what was done to its own file."""
        self._paths: set[str] = set()
        self._pending: Sequence[Finding] = ()

    def name(self, finding: Finding) -> str:
        """The fingerprint that a finding had before the first round: where twins were repaired those left move up."""
        return self._names.get(finding.fingerprint, finding.fingerprint)

    def _rename(self, repaired: Iterable[str]) -> None:
        gone = set(repaired)
        self._left = [finding for finding in self._left if finding.fingerprint not in gone]
        left, now = _alike(self._left), _alike(self.latest)
        for likeness, findings in now.items():
            pairs = zip(findings, left.get(likeness, ()), strict=False)
            self._names.update((finding.fingerprint, first.fingerprint) for finding, first in pairs)

    def source(self, path: str) -> Source:
        raw = self.changed.get(path)
        if raw is None:
            return self._read(path)
        source = Source.decode(path, raw)
        assert isinstance(source, Source)
        return source

    def settle(self, findings: Sequence[Finding], known: Counter[tuple[str, str]]) -> bool:
        """Apply as many of `findings` as hold together; a fix that fails alone is refused. False: none was applied."""
        self._pending = findings
        pending = [list(findings)]
        while pending:
            group = pending.pop()
            if self._try(group, known):
                return True
            left = self._without_refused(group)
            blamed = [finding for finding in left if not self._problems.keys().isdisjoint(_touched(finding))]
            others = [finding for finding in left if self._problems.keys().isdisjoint(_touched(finding))]
            if blamed and others:
                pending += [blamed, others]
            elif left:
                first = _first_halves(left)
                pending += [[finding for finding in left if id(finding) not in first]]
                pending += [[finding for finding in left if id(finding) in first]]
        return False

    def _without_refused(self, group: list[Finding]) -> list[Finding]:
        """`group` without the fixes that failed alone, which are refused: nothing else touches any of their files."""
        if len(group) == 1:
            self.refused[self.name(group[0])] = next(iter(self._problems.values()))
            return []
        if not self._are_in_their_files:
            return group
        counts = Counter(path for finding in group for path in _touched(finding))
        alone = {}
        for finding in group:
            paths = self._problems.keys() & _touched(finding)
            if paths and all(counts[path] == 1 for path in _touched(finding)):
                alone[id(finding)] = self._problems[min(paths)]
        self.refused.update((self.name(finding), alone[id(finding)]) for finding in group if id(finding) in alone)
        return [finding for finding in group if id(finding) not in alone]

    def _try(self, findings: Sequence[Finding], known: Counter[tuple[str, str]]) -> bool:
        """Apply what of `findings` can be applied together; False, and nothing kept, where the result does not hold."""
        from lambdafix.rewrite.stack import together
        from lambdafix.rewrite.verify import FORM_FEED, has_form_feed, verify

        by_fix = {id(finding.fix): finding for finding in findings}
        fixes = [finding.fix for finding in findings if finding.fix is not None]
        before = {path: self.source(path) for path in {edit.path for fix in fixes for edit in fix.edits}}
        pairs = together(before, fixes)
        chosen = [made for _, made in pairs]
        after = _apply(before, chosen)
        problems = verify(before, after, chosen)
        if problems:
            self._problems = {problem.path: problem.refusal for problem in reversed(problems)}
            self._are_in_their_files = True
            return False
        if refused := self._unwritable(after):
            self._problems = dict(refused)
            self._are_in_their_files = True
            return False
        changed = {path: source.encode() for path, source in after.items() if source != before[path]}
        repaired = [by_fix[id(fix)] for fix, _ in pairs]
        paths = set(changed) | {finding.path for finding in findings}
        paths |= {finding.path for finding in self._pending if not changed.keys().isdisjoint(_touched(finding))}
        if self._paths:
            paths |= self._paths & self._bordering(changed)
        fresh = self._analyse({**self.changed, **changed}, paths)
        covered = Counter((code, f.path) for f in repaired for code in self._revealed.get(f.code, ()))
        if problem := _worse(fresh, known + covered, repaired, paths):
            path, what = problem
            # after a form feed a statement stands in another block than the one it is put into
            self._problems = {path: FORM_FEED if has_form_feed(self.source(path).text) else what}
            self._are_in_their_files = False
            return False
        self.changed.update(changed)
        self._paths |= paths
        self.latest, self.examined = fresh, frozenset(paths)
        for finding in repaired:
            assert finding.fix is not None
            for path in sorted({edit.path for edit in finding.fix.edits}):
                self.applied[path].append(self.name(finding))
        self._rename([self.name(finding) for finding in repaired])
        return True


def _first_halves(findings: Sequence[Finding]) -> set[int]:
    """The ids of the first half of each file's findings, of the first half of the files where each has one."""
    by_path: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        by_path[finding.path].append(finding)
    if len(by_path) == len(findings):
        return {id(finding) for finding in findings[: len(findings) // 2]}
    return {id(finding) for group in by_path.values() for finding in group[: (len(group) + 1) // 2]}


def _apply(before: Mapping[str, Source], fixes: Sequence[Fix]) -> dict[str, Source]:
    edits: dict[str, list[Edit]] = {path: [] for path in before}
    for fix in fixes:
        for edit in fix.edits:
            edits[edit.path].append(edit)
    return {path: source.apply(tuple(edits[path])) for path, source in before.items()}


def _count(findings: Iterable[Finding]) -> Counter[tuple[str, str]]:
    return Counter((finding.code, finding.path) for finding in findings)


def _alike(findings: Iterable[Finding]) -> dict[tuple[str, ...], list[Finding]]:
    """The findings that only their order tells apart, in that order."""
    alike: dict[tuple[str, ...], list[Finding]] = defaultdict(list)
    for finding in sorted(findings, key=lambda finding: finding.span):
        alike[finding.code, finding.path, finding.function, " ".join(finding.snippet.split())].append(finding)
    return alike


def _worse(
    fresh: Iterable[Finding], known: Counter[tuple[str, str]], repaired: Sequence[Finding], paths: set[str]
) -> tuple[str, Refusal] | None:
    """The path and what is wrong with it after a round: a repaired finding still stands, or there is a new one."""
    from lambdafix.rewrite.verify import not_held

    expected = known - _count(repaired)
    for (code, path), number in _count(fresh).items():
        if path in paths and number > expected[code, path]:
            still = any(finding.code == code and finding.path == path for finding in repaired)
            return path, not_held(f"{code} still stands afterwards" if still else f"it brings a new {code}")
    return None


def _touched(finding: Finding) -> set[str]:
    return {finding.path, *(edit.path for edit in finding.fix.edits)} if finding.fix else {finding.path}


def applied_without_asking(finding: Finding, config: Config) -> bool:
    """Whether the configuration lets a finding's fix through: safe, or unsafe where those are asked for."""
    applicable = finding.applicability is Applicability.SAFE
    applicable |= config.unsafe_fixes and finding.applicability is Applicability.UNSAFE
    return applicable and config.may_fix(finding.code, finding.name)
