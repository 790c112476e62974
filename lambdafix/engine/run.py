"""One run over a project: what was found, what was left out, and the files as the fixes would leave them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from lambdafix import suppress
from lambdafix.analysis.module import Module
from lambdafix.analysis.program import Program
from lambdafix.analysis.users import Users
from lambdafix.codemod import Codemod
from lambdafix.config import Config
from lambdafix.engine.converge import Converged, converge, offered
from lambdafix.engine.examine import Examiner, secret_values
from lambdafix.engine.scan import Evidence, Scanned, parse, rescan, scan
from lambdafix.engine.texts import Texts
from lambdafix.model import Applicability, Finding, HandlerEntry, Rewrite, Skipped
from lambdafix.project.files import Discovery, discover
from lambdafix.project.handlers import HandlerIndex, Unresolved, find_handlers
from lambdafix.project.templates import Templates, read_templates
from lambdafix.source import EditError, Source


@dataclass(frozen=True, slots=True)
class Analysis:
    """Everything a run learnt. Paths are relative to `root`."""

    root: Path
    findings: tuple[Finding, ...]
    """Sorted by path and place; suppressed ones left out."""
    skipped: tuple[Skipped, ...]
    notes: tuple[str, ...]
    """What a user should know that is no finding: templates that disagree, comments that silence nothing."""
    handlers: tuple[HandlerEntry, ...]
    unresolved: tuple[Unresolved, ...]
    files: int
    """Python files considered, vendored and skipped ones not among them."""
    vendored: int
    rewrites: tuple[Rewrite, ...] = ()
    """The combined result of every fix the configuration applies without asking."""
    contents: Mapping[str, bytes] = field(default_factory=dict)
    """The bytes, at the time of the run, of every file that a fix edits."""
    left_out: tuple[Finding, ...] = ()
    """Findings that the caller chose not to see."""
    secrets: tuple[str, ...] = ()
    """Values that no screen may show: the credentials in files with findings."""


Narrow = Callable[[Sequence[Finding]], Sequence[Finding]]
"""Chooses the findings that a run is about: those of changed rows, those that a baseline does not know."""


def analyse(
    root: Path,
    config: Config,
    *,
    codemods: Sequence[Codemod[Any]],
    rules: Mapping[str, str] | None = None,
    paths: Sequence[str] = (),
    executor: Executor | None = None,
    progress: Callable[[int, int], None] | None = None,
    overlay: Mapping[str, bytes] | None = None,
    keep: Narrow | None = None,
) -> Analysis:
    """Analyse the project at `root` and report what lies in `paths` (() for everything).

    `rules` is every known rule's name by code, for comments that name a rule which does not run; `overlay` holds contents
    that stand before the disk's; `progress` is told (files done, files in all); `keep` chooses the findings that are
    reported and fixed.
    """
    run = _Run(root, config, tuple(codemods), tuple(paths), executor, keep)
    return run.analysis(Texts(root, dict(overlay or {})), rules or {c.code: c.name for c in codemods}, progress)


def combine(analysis: Analysis, fingerprints: AbstractSet[str]) -> tuple[Rewrite, ...]:
    """The files with just the fixes of these findings, as far as they go together: of two that collide the first counts."""
    chosen: dict[str, Source] = {}
    edits: dict[str, tuple[Any, ...]] = {}
    applied: dict[str, list[str]] = {}
    for finding in analysis.findings:
        if finding.fix is None or finding.fingerprint not in fingerprints:
            continue
        trial = dict(edits)
        for edit in finding.fix.edits:
            trial[edit.path] = (*trial.get(edit.path, ()), edit)
        touched = {edit.path for edit in finding.fix.edits}
        try:
            for path in touched:
                chosen.setdefault(path, _decoded(path, analysis.contents[path])).apply(trial[path])
        except EditError:
            continue
        edits = trial
        for path in touched:
            applied.setdefault(path, []).append(finding.fingerprint)
    return tuple(
        Rewrite(path, analysis.contents[path], chosen[path].apply(edits[path]).encode(), tuple(applied[path]))
        for path in sorted(applied)
    )


def _decoded(path: str, raw: bytes) -> Source:
    source = Source.decode(path, raw)
    assert isinstance(source, Source)
    return source


@dataclass(frozen=True)
class _Linked:
    """The program at one moment: its files' facts and how they hang together."""

    program: Program
    users: Users
    scanned: Mapping[str, Scanned]
    index: HandlerIndex


@dataclass(frozen=True)
class _Examined:
    """What the rules say of some files."""

    findings: tuple[Finding, ...]
    """Those that no comment silences."""
    skipped: tuple[Skipped, ...]
    comments: Mapping[str, tuple[suppress.Suppression, ...]]
    used: set[tuple[str, suppress.Suppression]]
    secrets: tuple[str, ...]


@dataclass(frozen=True)
class _Run:
    root: Path
    config: Config
    codemods: tuple[Codemod[Any], ...]
    paths: tuple[str, ...]
    executor: Executor | None
    keep: Narrow | None = None

    @property
    def evidence(self) -> Evidence:
        return tuple((codemod.code, codemod.evidence) for codemod in self.codemods)

    def analysis(self, texts: Texts, rules: Mapping[str, str], progress: Callable[[int, int], None] | None) -> Analysis:
        discovery = self._discover(texts)
        templates = read_templates(self.root, discovery)
        scanned = scan(texts, discovery.python, self.evidence, self.executor, progress)
        linked = self._link(discovery, templates, scanned)
        examined = self._examine(texts, linked, sorted(scanned))
        findings = examined.findings
        kept = self.keep(findings) if self.keep else findings
        among = frozenset(finding.fingerprint for finding in kept) if self.keep else None
        converged = self._converge(texts, discovery, templates, linked, findings, among)
        unread = tuple(one.skipped for one in scanned.values() if one.skipped)
        all_skipped = (*discovery.skipped, *templates.skipped, *unread, *examined.skipped)
        ran = [codemod.code for codemod in self.codemods]
        notes = (*linked.index.notes, *suppress.warnings(examined.comments, examined.used, rules, ran))
        edited = {edit.path for finding in kept if finding.fix for edit in finding.fix.edits}
        return Analysis(
            root=self.root,
            findings=tuple(_answered(finding, converged) for finding in kept),
            skipped=tuple(sorted(one for one in all_skipped if self._reported(one.path))),
            notes=notes,
            handlers=tuple(sorted(e for e in linked.index.entries if self._reported(e.path))),
            unresolved=linked.index.unresolved,
            files=len(discovery.python),
            vendored=discovery.vendored,
            rewrites=tuple(
                Rewrite(path, texts.raw(path), after, converged.applied.get(path, ()))
                for path, after in sorted(converged.changed.items())
            ),
            contents={path: texts.raw(path) for path in sorted(edited)},
            left_out=_without(findings, kept),
            secrets=examined.secrets,
        )

    def _discover(self, texts: Texts) -> Discovery:
        discovery = discover(self.root, exclude=self.config.exclude)
        # a file on disk that was left out stays out, unless the user names it
        wanted = {path for path in texts.overlay if path in self.paths or not (self.root / path).exists()}
        extra = sorted(path for path in wanted - set(discovery.python) if path.endswith(".py"))
        return replace(discovery, python=(*discovery.python, *extra)) if extra else discovery

    def _link(self, discovery: Discovery, templates: Templates, scanned: Mapping[str, Scanned]) -> _Linked:
        facts = {path: one.facts for path, one in scanned.items() if one.facts is not None}
        index = find_handlers(discovery, templates, facts)
        unread = [path for path, one in scanned.items() if one.skipped]
        program = Program(facts, index.entries, index.roots, unread, templates.deployment())
        return _Linked(program, Users(program), scanned, index)

    def _examine(self, texts: Texts, linked: _Linked, paths: Iterable[str]) -> _Examined:
        examiner = Examiner(texts, self.codemods)

        @lru_cache(maxsize=32)  # neighbours are asked for again and again; all trees at once would not fit
        def parsed(path: str) -> Module | Skipped:
            source = texts.source(path)
            tree = parse(source)
            if isinstance(tree, Skipped):
                return tree
            return Module(source, tree, linked.program, linked.users, self.config, opened)

        def opened(path: str) -> Module | None:
            module = parsed(path) if path in linked.program.files else None
            return module if isinstance(module, Module) else None

        findings: list[Finding] = []
        skipped: list[Skipped] = []
        comments: dict[str, tuple[suppress.Suppression, ...]] = {}
        secrets: set[str] = set()
        for path in paths:
            one = linked.scanned.get(path)
            if one is None or not one.evidence or not self._reported(path):
                continue
            module = parsed(path)
            if isinstance(module, Skipped):
                skipped.append(module)
                continue
            found, failed = examiner.examine(module, one.evidence)
            findings += [f for f in found if not self.config.ignores(path, f.code, f.name)]
            skipped += failed
            comments[path] = suppress.read(module.source)
            if found:
                secrets.update(secret_values(module))
        kept, used = suppress.apply(findings, comments)
        return _Examined(kept, tuple(skipped), comments, used, tuple(sorted(secrets)))

    def _converge(
        self,
        texts: Texts,
        discovery: Discovery,
        templates: Templates,
        linked: _Linked,
        findings: Sequence[Finding],
        among: AbstractSet[str] | None,
    ) -> Converged:
        def again(changed: Mapping[str, bytes], paths: Iterable[str]) -> tuple[Finding, ...]:
            current = texts.with_overlay(changed)
            scanned = {**linked.scanned, **rescan(current, sorted(changed), self.evidence)}
            return self._examine(current, self._link(discovery, templates, scanned), sorted(paths)).findings

        def allowed(finding: Finding) -> bool:
            wanted = among is None or finding.fingerprint in among
            return wanted and self._applies(finding)

        return converge(findings, texts.source, again, allowed)

    def _applies(self, finding: Finding) -> bool:
        """Whether the configuration applies the finding's fix without asking."""
        return offered(finding, self.config.unsafe_fixes) and self.config.may_fix(finding.code, finding.name)

    def _reported(self, path: str) -> bool:
        return not self.paths or any(path == p or path.startswith(p.rstrip("/") + "/") for p in self.paths)


def _without(findings: Iterable[Finding], others: Iterable[Finding]) -> tuple[Finding, ...]:
    apart = {id(finding) for finding in others}
    return tuple(finding for finding in findings if id(finding) not in apart)


def _answered(finding: Finding, converged: Converged) -> Finding:
    refusal = converged.refused.get(finding.fingerprint)
    if refusal is None:
        return finding
    return replace(finding, applicability=Applicability.REPORT, fix=None, doubt="", refusal=refusal)
