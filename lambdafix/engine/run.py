"""One run over a project: what was found, what was left out, and the files as the fixes would leave them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from lambdafix import suppress
from lambdafix.analysis.module import Module
from lambdafix.analysis.program import Program
from lambdafix.analysis.users import Users
from lambdafix.codemod import Codemod
from lambdafix.config import Config
from lambdafix.engine.converge import Converged, converge, offered
from lambdafix.engine.examine import Examiner
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
) -> Analysis:
    """Analyse the project at `root` and report what lies in `paths` (() for everything).

    `rules` is every known rule's name by code, for comments that name a rule which does not run; `overlay` holds contents
    that stand before the disk's; `progress` is told (files done, files in all).
    """
    run = _Run(root, config, tuple(codemods), tuple(paths), executor)
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
class _Run:
    root: Path
    config: Config
    codemods: tuple[Codemod[Any], ...]
    paths: tuple[str, ...]
    executor: Executor | None

    @property
    def evidence(self) -> Evidence:
        return tuple((codemod.code, codemod.evidence) for codemod in self.codemods)

    def analysis(self, texts: Texts, rules: Mapping[str, str], progress: Callable[[int, int], None] | None) -> Analysis:
        discovery = self._discover(texts)
        templates = read_templates(self.root, discovery)
        scanned = scan(texts, discovery.python, self.evidence, self.executor, progress)
        linked = self._link(discovery, templates, scanned)
        findings, skipped, comments, used = self._examine(texts, linked, sorted(scanned))
        converged = self._converge(texts, discovery, templates, linked, findings)
        unread = tuple(one.skipped for one in scanned.values() if one.skipped)
        all_skipped = (*discovery.skipped, *templates.skipped, *unread, *skipped)
        notes = (*linked.index.notes, *suppress.warnings(comments, used, rules, (c.code for c in self.codemods)))
        edited = {edit.path for finding in findings if finding.fix for edit in finding.fix.edits}
        return Analysis(
            root=self.root,
            findings=tuple(_answered(finding, converged) for finding in findings),
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
        )

    def _discover(self, texts: Texts) -> Discovery:
        discovery = discover(self.root, exclude=self.config.exclude)
        extra = sorted(path for path in texts.overlay if path.endswith(".py") and path not in set(discovery.python))
        return replace(discovery, python=(*discovery.python, *extra)) if extra else discovery

    def _link(self, discovery: Discovery, templates: Templates, scanned: Mapping[str, Scanned]) -> _Linked:
        facts = {path: one.facts for path, one in scanned.items() if one.facts is not None}
        index = find_handlers(discovery, templates, facts)
        unread = [path for path, one in scanned.items() if one.skipped]
        program = Program(facts, index.entries, index.roots, unread)
        return _Linked(program, Users(program), scanned, index)

    def _examine(
        self, texts: Texts, linked: _Linked, paths: Iterable[str]
    ) -> tuple[
        tuple[Finding, ...],
        list[Skipped],
        dict[str, tuple[suppress.Suppression, ...]],
        set[tuple[str, suppress.Suppression]],
    ]:
        """The findings in `paths` that nothing silences, what was skipped, all comments, and those that silenced one."""
        examiner = Examiner(texts, self.codemods)
        findings: list[Finding] = []
        skipped: list[Skipped] = []
        comments: dict[str, tuple[suppress.Suppression, ...]] = {}
        for path in paths:
            one = linked.scanned.get(path)
            if one is None or not one.evidence or not self._reported(path):
                continue
            source = texts.source(path)
            tree = parse(source)
            if isinstance(tree, Skipped):
                skipped.append(tree)
                continue
            module = Module(source, tree, linked.program, linked.users, self.config)
            found, failed = examiner.examine(module, one.evidence)
            findings += [f for f in found if not self.config.ignores(path, f.code, f.name)]
            skipped += failed
            comments[path] = suppress.read(source)
        kept, used = suppress.apply(findings, comments)
        return kept, skipped, comments, used

    def _converge(
        self,
        texts: Texts,
        discovery: Discovery,
        templates: Templates,
        linked: _Linked,
        findings: Sequence[Finding],
    ) -> Converged:
        def again(changed: Mapping[str, bytes], paths: Iterable[str]) -> tuple[Finding, ...]:
            current = texts.with_overlay(changed)
            scanned = {**linked.scanned, **rescan(current, sorted(changed), self.evidence)}
            return self._examine(current, self._link(discovery, templates, scanned), sorted(paths))[0]

        def allowed(finding: Finding) -> bool:
            return offered(finding, self.config.unsafe_fixes) and self.config.may_fix(finding.code, finding.name)

        return converge(findings, texts.source, again, allowed)

    def _reported(self, path: str) -> bool:
        return not self.paths or any(path == p or path.startswith(p.rstrip("/") + "/") for p in self.paths)


def _answered(finding: Finding, converged: Converged) -> Finding:
    refusal = converged.refused.get(finding.fingerprint)
    if refusal is None:
        return finding
    return replace(finding, applicability=Applicability.REPORT, fix=None, doubt="", refusal=refusal)
