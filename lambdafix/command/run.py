"""From arguments to an analysis: the workspace, the configuration, the rules, the processes."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lambdafix.command.arguments import stray_verb
from lambdafix.command.progress import Progress
from lambdafix.command.scope import Scope
from lambdafix.errors import UsageError
from lambdafix.isolation import may_start_workers
from lambdafix.pool import LazyPool, cores
from lambdafix.project.declared import INLINE
from lambdafix.report.printable import printable
from lambdafix.report.view import Written
from lambdafix.rules import registry
from lambdafix.settings import config
from lambdafix.settings.config import Config
from lambdafix.settings.workspace import MissingPathError, Workspace, locate

if TYPE_CHECKING:
    from argparse import Namespace

    from lambdafix.cache.kept import Cache
    from lambdafix.codemod import Codemod
    from lambdafix.engine import Analysis, Request
    from lambdafix.model import Finding, Refusal, Skipped

STDIN = "-"


@dataclass(frozen=True, slots=True)
class Run:
    """All that the command line says about one analysis."""

    workspace: Workspace
    config: Config
    codemods: tuple[Codemod[Any], ...]
    rules: Mapping[str, str]
    """Every known rule's name by its code, those that do not run among them."""
    overlay: Mapping[str, bytes]
    """Stdin's content under its path, where there is one."""
    named: tuple[str, ...]
    """The paths as the user wrote them."""
    jobs: int
    quiet: bool
    force_exclude: bool
    """Whether a file that the user named and that is left out is passed over in silence, as in a pre-commit hook."""
    scope: Scope
    warnings: tuple[str, ...] = ()
    """What is odd about the configuration, and no error."""
    verbose: bool = False
    """Whether the report names what was left out on purpose."""
    applies_rejected: bool = True
    """Whether a fix that a person rejected in a review is applied all the same."""
    cache: Cache | None = None
    """None: nothing is read of what earlier runs kept, and nothing is kept."""

    def analyse(self, *, rewrites: bool = True, held: frozenset[str] = frozenset()) -> Analysis:
        """`held` are fingerprints of findings that are reported and not fixed."""
        from lambdafix import engine

        rejected: list[str] = []

        def hold(findings: Sequence[Finding]) -> frozenset[str]:
            if self.applies_rejected:
                return held
            from lambdafix.decisions.remembered import rejections

            rejected[:] = rejections(self.workspace.root, findings)
            return held.union(rejected)

        narrowed = self.scope.narrowed(self.workspace.root)
        progress = Progress(wanted=not self.quiet)
        pool = LazyPool(self.jobs)
        try:
            request = engine.Request(
                self.workspace.root,
                self.config,
                self.codemods,
                rules=self.rules,
                paths=self.workspace.paths,
                overlay={**self.overlay, **narrowed.overlay},
                keep=narrowed.keep if self.scope else None,
                hold=hold,
                rewrites=rewrites,
                with_ignored=self.verbose,
                executor=pool if self.jobs > 1 and may_start_workers() else None,
                progress=progress,
            )
            found = self._analysed(request, repr(narrowed) if self.scope else "")
        finally:
            progress.clear()
            pool.shutdown(wait=False, cancel_futures=True)
        codes = {codemod.code for codemod in self.codemods}
        notes = (*self.warnings, *narrowed.notes(found, codes, self.workspace.paths), *_spared(rejected))
        return replace(found, notes=(*found.notes, *notes))

    def _analysed(self, request: Request, scope: str) -> Analysis:
        from lambdafix import engine

        if self.cache is None:
            return engine.analyse(request)
        was_told = self.cache.trouble
        analysis = self.cache.analyse(request, scope)
        if self.cache.trouble and not was_told:
            print(f"lambdafix: {printable(self.cache.trouble)}", file=sys.stderr)
        return analysis

    def without(self, held: AbstractSet[str]) -> Analysis:
        """The analysis with the fixes of these fingerprints held back."""
        return self.analyse(held=frozenset(held))

    def over_all(self) -> Run:
        """The same run, about the whole project."""
        return replace(self, workspace=replace(self.workspace, paths=()))

    def recover(self) -> tuple[str, ...]:
        """Mend what a killed run left; a line for each thing that a user should know."""
        from lambdafix.vcs import write

        return tuple(write.take_over(self.workspace.root))

    def refusals(self, analysis: Analysis, allow_dirty: bool) -> Mapping[str, Refusal]:
        """Why `apply` would leave files alone, as far as that is known before."""
        from lambdafix.vcs import state, status, write

        root = self.workspace.root
        paths = [rewrite.path for rewrite in analysis.rewrites]
        refused = dict(status.guard(state.locate(root).repository, root, paths, allow_dirty))
        refused |= self.scope.narrowed(root).refused
        return refused | write.linked(analysis.rewrites, refused)

    def apply(self, analysis: Analysis, label: str, allow_dirty: bool) -> Written:
        """Write what the fixes change, to be undone under `label`. Raises `UsageError`; nothing is written then."""
        if not analysis.rewrites:
            return Written(())
        from lambdafix.vcs import working_tree

        root = self.workspace.root
        refused = self.scope.narrowed(root).refused
        try:
            applied = working_tree.fix(root, analysis.rewrites, allow_dirty=allow_dirty, left_out=refused, label=label)
        except OSError as error:
            raise UsageError(f"nothing was written: {error}") from error
        names = {rewrite.path: rewrite.fingerprints for rewrite in analysis.rewrites}
        return Written(
            files=tuple((path, names[path]) for path in applied.written),
            refused=tuple((unwritten.path, unwritten.refusal) for unwritten in applied.refused),
        )

    def after(self, before: Analysis, written: Written) -> Analysis:
        """What is left of the findings of `before`, once files are written."""
        if not written.files:
            return before
        if not self.scope.staged:
            return self.analyse()
        # the index has the old text until the user stages the files, so that looking again would find the same
        fixed = {name for _, names in written.files for name in names}
        left = tuple(finding for finding in before.findings if finding.fingerprint not in fixed)
        return replace(before, findings=left, rewrites=())

    def unusable(self, analysis: Analysis) -> Iterator[str]:
        """Why a path that the user named was not analysed, and which rules crashed, a line for each."""
        yield from self._crashes(analysis)
        # a template of which one function's code cannot be told was read all the same
        reasons = {one.path: one for one in analysis.skipped if not one.crashed and INLINE not in one.reason}
        for path in self.named:
            relative = self.workspace.relative(path)
            if skipped := reasons.get(relative):
                yield f"{path}:{skipped.row}: {skipped.reason}" if skipped.row else f"{path}: {skipped.reason}"
            elif relative not in self.overlay and not self._holds_code(relative, analysis.templates):
                yield f"{path}: no Python file"
            elif self._is_left_out(relative, analysis) and not self.force_exclude:
                yield f"{path}: left out, because it is ignored, excluded, generated or vendored"

    def _holds_code(self, named: str, templates: Iterable[str]) -> bool:
        """Whether a file is one of Python or a template with functions, or a folder holds such a file."""
        path = self.workspace.root / named
        if any(path in (template, *template.parents) for template in map(self.workspace.root.joinpath, templates)):
            return True
        return next(path.rglob("*.py"), None) is not None if path.is_dir() else path.is_file() and path.suffix == ".py"

    def _crashes(self, analysis: Analysis) -> Iterator[str]:
        """A line for each fault of a rule, however many files it strikes."""
        by_reason: dict[str, list[Skipped]] = {}
        for skipped in analysis.skipped:
            if skipped.crashed:
                by_reason.setdefault(skipped.reason, []).append(skipped)
        for reason, (first, *others) in by_reason.items():
            more = f" and in {len(others):,} more" if others else ""
            place = f"{self.workspace.shown(first.path)}{more}"
            yield f"{place}: {reason}; please report this line to those who maintain {first.crashed}"

    def _is_left_out(self, relative: str, analysis: Analysis) -> bool:
        return relative in analysis.passed_over and (self.workspace.root / relative).is_file()


def prepare(args: Namespace) -> Run:
    """Raises `UsageError` for paths, configuration and codemods that cannot be used."""
    if args.jobs is not None and args.jobs < 1:
        raise UsageError("--jobs: wants at least 1")
    from_stdin = _reads_stdin(args)
    named = (args.stdin_filename,) if from_stdin else tuple(args.paths)
    try:
        workspace = locate(named, must_exist=not from_stdin)
    except MissingPathError as error:
        raise UsageError(f"{error}{stray_verb(error.path)}") from error
    if args.whole_project:
        workspace = replace(workspace, paths=())
    explicit = Path(args.config) if args.config else None
    settings = config.load(workspace.start, workspace.root, args.flags, explicit, args.isolated)
    rules = registry.load(settings.codemods, settings.bowler)
    return Run(
        workspace=workspace,
        config=settings,
        codemods=rules.select(settings),
        rules={code: codemod.name for code, codemod in rules.items()},
        overlay={workspace.paths[0]: sys.stdin.buffer.read()} if from_stdin else {},
        named=named,
        jobs=args.jobs or cores(),
        quiet=args.quiet,
        force_exclude=args.force_exclude,
        scope=Scope.of(args),
        warnings=tuple(dict.fromkeys(rules.absent(settings))),
        verbose=args.verbose,
        applies_rejected=args.rejected,
        cache=None if args.no_cache else _cache(),
    )


def _cache() -> Cache:
    from lambdafix.cache import folder
    from lambdafix.cache.kept import Cache

    return Cache(folder.Folder(folder.locate(os.environ)))


def _spared(rejected: Sequence[str]) -> Iterator[str]:
    if rejected:
        from lambdafix.report.words import counted

        fixes = counted(len(rejected), "fix")
        yield f"{fixes} rejected in a review and held back; --rejected applies what was rejected"


def _reads_stdin(args: Namespace) -> bool:
    if STDIN not in args.paths:
        return False
    if args.paths != [STDIN] or args.since or args.staged or args.baseline:
        raise UsageError("- reads stdin and goes with no other path, nor with --since, --staged or --baseline")
    if not args.stdin_filename:
        raise UsageError("- wants --stdin-filename PATH: what a file means depends on where it lies")
    return True
