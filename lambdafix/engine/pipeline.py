"""One run over a project: what was found, what was left out, and the files as the fixes would leave them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from lambdafix import regular
from lambdafix.analysis.program.outsiders import Outsiders
from lambdafix.analysis.program.packages import Packages
from lambdafix.analysis.program.program import Program
from lambdafix.analysis.program.users import Users
from lambdafix.engine.converge import Converged, applied_without_asking, converge
from lambdafix.engine.declared import Declarations, stacks_of, template_rules
from lambdafix.engine.inlined import Inlined
from lambdafix.engine.request import Progress, Request
from lambdafix.engine.scan import Facts, Scan, rescan, scan
from lambdafix.engine.spread import Examination, Examined
from lambdafix.engine.texts import Texts
from lambdafix.families.secrets import EVIDENCE as CREDENTIALS
from lambdafix.model import Applicability, Finding, HandlerEntry, Rewrite, Skipped
from lambdafix.project import files
from lambdafix.project.files import Discovery
from lambdafix.project.handlers import HandlerIndex, Unresolved, find_handlers
from lambdafix.project.stacks import Stacks
from lambdafix.project.templates import Templates, read_templates
from lambdafix.redaction import NOTHING, Redaction
from lambdafix.rules import suppressions
from lambdafix.source import EditError, Source


@dataclass(frozen=True, slots=True)
class Reads:
    """What a run read of the disk besides the Python files and the templates of its `Discovery`."""

    included: tuple[str, ...] = ()
    """Files that templates include or that say what is required, those that are not there among them; a folder of which
    it read the names ends in "/".
    """
    beside: bool = False
    """Whether it searched the files that are not analysed."""
    is_all: bool = True
    """False where the answer hangs on more than files."""


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
    omitted: tuple[Skipped, ...] = ()
    """Vendored folders, excluded files and, where asked for, ignored ones, which are no loss; the reason says which."""
    passed_over: frozenset[str] = frozenset()
    """Of the paths named, those that are no file to analyse: folders, and ignored, excluded or vendored files."""
    rewrites: tuple[Rewrite, ...] = ()
    """The combined result of every fix the configuration applies without asking."""
    contents: Mapping[str, bytes] = field(default_factory=dict)
    """The bytes, at the time of the run, of every file that a fix edits."""
    left_out: tuple[Finding, ...] = ()
    """Findings that the caller chose not to see."""
    stacks: Stacks = field(default_factory=Stacks, compare=False)
    """What the templates say, where a rule that looks at them ran."""
    templates: frozenset[str] = frozenset()
    """The files that declare stacks."""
    redaction: Redaction = NOTHING
    """Hides the credentials of every file that was examined. Findings, reasons and notes have passed it; the files'
    own bytes and the edits, which must apply, have not.
    """
    reads: Reads = Reads()


def discover(request: Request) -> Discovery:
    """The files that a run over the project looks at."""
    return _Run(request).discovery()


def analyse(request: Request, discovery: Discovery | None = None) -> Analysis:
    """What a run over the project learns. Nothing is written. `discovery` is what `discover` gave, if anything did."""
    return _Run(request).analysis(discovery or discover(request))


def _omitted(discovery: Discovery) -> Iterator[Skipped]:
    yield from (Skipped(folder, "vendored: a copy of somebody else's package") for folder in discovery.vendored_folders)
    yield from (Skipped(path, "excluded by the configuration") for path in discovery.excluded)
    yield from (Skipped(path, "ignored by git's rules, and so not looked at") for path in discovery.ignored)


def _halves(progress: Progress, files: int) -> tuple[Progress, Progress]:
    """The two passes over the files as one count: each file is half done once it is read."""

    def half(before: int) -> Progress:
        return lambda done, total: progress(files * (before * total + done) // (2 * total) if total else files, files)

    return half(0), half(1)


def combine(analysis: Analysis, fingerprints: AbstractSet[str]) -> tuple[Rewrite, ...]:
    """The files with just the fixes of these findings; of two that collide the first counts."""
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
class _Project:
    """What of the project no fix changes."""

    discovery: Discovery
    templates: Templates
    outsiders: Outsiders
    packages: Packages


@dataclass(frozen=True)
class _Linked:
    """The program at one moment, ready to be examined, and its handlers."""

    examination: Examination
    index: HandlerIndex
    scanned: Scan


@dataclass(frozen=True)
class _Run:
    request: Request

    def analysis(self, discovery: Discovery) -> Analysis:
        request = self.request
        texts = Texts(request.root, request.overlay)
        outsiders = Outsiders(request.root, discovery.beside)
        templates = self._templates(texts, discovery)
        inlined = Inlined(templates.inline(), texts)
        texts = texts.with_overlay({path: code.text.encode() for path, code in inlined.files.items()})
        discovery = replace(discovery, python=(*discovery.python, *inlined.files))
        # of what no handler reaches, the scan keeps what may hold a credential
        everything = not all(codemod.deployed_only or codemod.evidence is CREDENTIALS for codemod in request.codemods)
        keep = frozenset(discovery.python if everything else request.paths)
        reading, examining = _halves(request.progress, len(discovery.python)) if request.progress else (None, None)
        scanned = scan(texts, discovery.python, request.executor, reading, keep=keep)
        project = _Project(discovery, templates, outsiders, Packages(request.root, discovery.beside))
        linked = self._link(texts, project, scanned)
        declarations = self._declarations(texts, templates, linked)
        worth = self._worth_asking(linked, scanned.files, inlined)
        of_code = linked.examination.spread(worth, request.executor, examining)
        analysed = Examined.all([of_code, declarations.examine()])
        examined = inlined.examined(analysed)
        comments = dict(examined.comments)
        findings, used = suppressions.apply(_in_order(examined.findings), comments)
        kept = request.keep(findings) if request.keep else findings
        converged = self._converge(texts, project, linked, inlined, analysed.findings, findings, kept)
        unread = inlined.skipped(one.skipped for one in scanned.files.values() if one.skipped)
        all_skipped = (*discovery.skipped, *templates.skipped, *unread, *examined.skipped)
        ran = [codemod.code for codemod in request.codemods]
        notes = (*linked.index.notes, *suppressions.warnings(comments, used, request.known_rules(), ran))
        edited = {edit.path for finding in kept if finding.fix for edit in finding.fix.edits}
        redaction = Redaction.of(examined.secrets)
        declared = frozenset(stack.path for stack in templates.stacks)
        return Analysis(
            root=request.root,
            findings=tuple(_redacted(_answered(finding, converged), redaction) for finding in kept),
            skipped=redaction.within(tuple(sorted(one for one in all_skipped if request.reports(one.path)))),
            notes=redaction.within(notes),
            handlers=tuple(sorted(e for e in map(inlined.entry, linked.index.entries) if request.reports(e.path))),
            unresolved=linked.index.unresolved,
            files=len(discovery.python),
            passed_over=frozenset(request.paths) - {*discovery.python, *declared},
            stacks=declarations.stacks,
            templates=declared,
            vendored=discovery.vendored,
            omitted=tuple(one for one in _omitted(discovery) if request.reports(one.path)),
            rewrites=tuple(
                Rewrite(path, texts.raw(path), after, inlined.applied(converged.applied).get(path, ()))
                for path, after in sorted(inlined.written(converged.changed).items())
            ),
            contents={path: texts.raw(path) for path in sorted(edited)},
            left_out=_without(findings, kept),
            redaction=redaction,
            reads=Reads(
                tuple(sorted({*templates.included, *examined.further, *project.packages.consulted})),
                outsiders.searched or examined.beside,
                is_all=not templates.is_dated and not inlined.files,
            ),
        )

    def discovery(self) -> Discovery:
        request = self.request
        discovery = files.discover(request.root, exclude=request.config.exclude, with_ignored=request.with_ignored)
        # a file on disk that was left out stays out, unless the user names it
        named = (path for path in request.overlay if path in request.paths)
        wanted = {*named, *(path for path in request.overlay if not regular.exists(request.root / path))}
        extra = sorted(path for path in wanted - set(discovery.python) if path.endswith(".py"))
        return replace(discovery, python=(*discovery.python, *extra)) if extra else discovery

    def _link(self, texts: Texts, project: _Project, scanned: Scan) -> _Linked:
        facts = Facts(scanned.files, scanned.packed)
        index = find_handlers(project.discovery, project.templates, facts)
        unread = [path for path, one in scanned.files.items() if one.skipped]
        program = Program(
            facts,
            index.entries,
            index.roots,
            unread,
            project.templates.deployment(),
            project.outsiders,
            project.packages,
        )
        suspicions = self._suspicions(program)
        examination = Examination(
            texts,
            program,
            Users(program),
            suspicions,
            self.request.config,
            self.request.codemods,
            self.request.rewrites,
        )
        return _Linked(examination, index, scanned)

    def _templates(self, texts: Texts, discovery: Discovery) -> Templates:
        return read_templates(self.request.root, discovery, texts.raw)

    def _declarations(self, texts: Texts, templates: Templates, linked: _Linked) -> Declarations:
        rules = template_rules(self.request.codemods)
        program = linked.examination.program
        stacks = stacks_of(templates, linked.index, program, texts) if rules else Stacks()
        ignored = self.request.config.ignores
        return Declarations(stacks, rules, texts, self.request.reports, ignored, self.request.rewrites)

    def _suspicions(self, program: Program) -> dict[str, frozenset[str]]:
        """Path -> codes of the rules that may find something in it."""
        everywhere = [codemod for codemod in self.request.codemods if not codemod.deployed_only]
        found = {}
        for path, facts in program.files.items():
            is_deployed = path in program.deployed and facts.test is None
            candidates = self.request.codemods if is_deployed else everywhere
            asked = frozenset(codemod.code for codemod in candidates if codemod.suspects(facts, program))
            if asked:
                found[path] = asked
        return found

    def _worth_asking(self, linked: _Linked, paths: Iterable[str], inlined: Inlined | None = None) -> list[str]:
        suspected = (path for path in paths if path in linked.examination.suspicions)
        return sorted(path for path in suspected if self.request.reports(inlined.path(path) if inlined else path))

    def _converge(
        self,
        texts: Texts,
        project: _Project,
        linked: _Linked,
        inlined: Inlined,
        analysed: Sequence[Finding],
        shown: Sequence[Finding],
        kept: Sequence[Finding],
    ) -> Converged:
        findings = inlined.as_analysed(shown, analysed)
        chosen = {id(finding) for finding in kept}
        pairs = zip(shown, findings, strict=True)
        wanted = self._wanted(findings, [own for finding, own in pairs if id(finding) in chosen], kept)
        silenced = {finding.fingerprint for finding in analysed} - {finding.fingerprint for finding in shown}

        def again(changed: Mapping[str, bytes], paths: Iterable[str]) -> tuple[Finding, ...]:
            current = texts.with_overlay(changed)
            python = sorted(path for path in changed if path.endswith(".py"))
            scanned = Scan({**linked.scanned.files, **rescan(current, python)})
            declared = project.templates
            if len(python) != len(changed):
                declared = self._templates(current, project.discovery)
            relinked = self._link(current, replace(project, templates=declared), scanned)
            examined = relinked.examination.run(self._worth_asking(relinked, paths), allowed)
            if not all(path.endswith(".py") for path in paths):
                examined = Examined.all([examined, self._declarations(current, declared, relinked).examine()])
            found = suppressions.apply(_in_order(examined.findings), dict(examined.comments))[0]
            return tuple(one for one in found if one.path not in inlined.files or one.fingerprint not in silenced)

        def allowed(finding: Finding) -> bool:
            return wanted(finding) and applied_without_asking(finding, self.request.config)

        revealed = {codemod.code: codemod.reveals for codemod in self.request.codemods if codemod.reveals}
        bordering = linked.examination.program.connected
        return converge(findings, texts.source, again, allowed, bordering, revealed, inlined.unwritable)

    def _wanted(
        self, findings: Sequence[Finding], kept: Sequence[Finding], shown: Sequence[Finding]
    ) -> Callable[[Finding], bool]:
        """Whether a finding is to be fixed, of the first round or of a later one.

        Findings that only their order tells apart change names once the first of them is repaired, so that in later
        rounds whatever resembles a finding that is not to be fixed is left alone.
        """
        candidates = [
            finding for finding in kept if finding.fix and applied_without_asking(finding, self.request.config)
        ]
        held = self.request.hold(shown) if self.request.hold and candidates else frozenset[str]()
        chosen = {id(finding) for finding in kept if finding.fingerprint not in held}
        first = {id(finding) for finding in findings}
        spared = {_likeness(finding) for finding in findings if id(finding) not in chosen}
        among = frozenset(finding.fingerprint for finding in kept) if self.request.keep else None

        def wanted(finding: Finding) -> bool:
            if id(finding) in first:
                return id(finding) in chosen
            return _likeness(finding) not in spared and (among is None or finding.fingerprint in among)

        return wanted


def _redacted(finding: Finding, redaction: Redaction) -> Finding:
    """The edits stay: what they would show was refused."""
    return replace(redaction.within(replace(finding, fix=None)), fix=finding.fix)


def _likeness(finding: Finding) -> tuple[str, ...]:
    return finding.code, finding.path, finding.function, " ".join(finding.snippet.split())


def _in_order(findings: Iterable[Finding]) -> list[Finding]:
    return sorted(findings, key=lambda finding: (finding.path, finding.span, finding.code))


def _without(findings: Iterable[Finding], others: Iterable[Finding]) -> tuple[Finding, ...]:
    apart = {id(finding) for finding in others}
    return tuple(finding for finding in findings if id(finding) not in apart)


def _answered(finding: Finding, converged: Converged) -> Finding:
    refusal = converged.refused.get(finding.fingerprint)
    if refusal is None:
        return finding
    return replace(finding, applicability=Applicability.REPORT, fix=None, doubt="", refusal=refusal)
