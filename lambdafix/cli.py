"""The verbs. Each reads its arguments, calls the rooms that know, and prints; nothing is decided here."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from lambdafix import __version__
from lambdafix.isolation import forget_project

if TYPE_CHECKING:
    from argparse import Namespace

    from lambdafix.command.run import Run
    from lambdafix.engine import Analysis
    from lambdafix.model import Refusal
    from lambdafix.report.view import View
    from lambdafix.trial.proof import Refusals

CLEAN, FINDINGS, UNUSABLE = 0, 1, 2
INTERRUPTED, BROKEN_PIPE = 130, 141


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    forget_project()
    # syntax trees are many objects that live as long as their file is looked at: collecting often finds nothing
    gc.set_threshold(50_000, 20, 50)
    given = sys.argv[1:] if argv is None else list(argv)
    from lambdafix import streams
    from lambdafix.errors import UsageError

    try:
        streams.prepare()
        if given in (["--version"], ["-V"]):
            print(f"lambdafix {__version__}")
            return CLEAN
        status = _dispatch(given)
        sys.stdout.flush()
    except UsageError as error:
        _complain(str(error))
        return UNUSABLE
    except KeyboardInterrupt:
        _say("interrupted")
        return INTERRUPTED
    except BrokenPipeError:  # the reader went away
        streams.give_up_stdout()
        return BROKEN_PIPE
    except OSError as error:
        streams.give_up_stdout()
        _complain(_told(error))
        return UNUSABLE
    return status


def _told(error: OSError) -> str:
    """What the system refused: a file that changed under the run, or the report itself."""
    reason = error.strerror or str(error)
    if error.filename is not None:
        return f"{os.fsdecode(error.filename)}: {reason}"
    return f"the report could not be written: {reason}; what it wrote to files stays: lambdafix undo"


def _dispatch(given: list[str]) -> int:
    from lambdafix.command.arguments import parse

    args = parse(given)
    if args.verb in ("fix", "review") and args.dry_run:
        return _check(args)
    verbs = {
        "fix": _fix,
        "rule": _rule,
        "handlers": _handlers,
        "checklist": _checklist,
        "undo": _undo,
        "baseline": _baseline,
        "review": _review,
        "pr": _pr,
        "cache": _cache,
    }
    return verbs.get(args.verb, _check)(args)


def _check(args: Namespace) -> int:
    from lambdafix import report
    from lambdafix.command import output_files
    from lambdafix.command.run import prepare

    files = output_files.parse(args.output_file or ())
    run = prepare(args)
    analysis = _proven(args, run, run.analyse(rewrites=not args.statistics), lambda _: {})
    output_files.write(files, analysis, _view(args, run))
    if not analysis.findings and _unusable(run, analysis):
        return UNUSABLE
    if args.statistics:
        report.write_statistics(analysis, run.config.output_format)
    else:
        # for an editor that pipes a buffer through, the diff is the answer
        by_default = "diff" if run.overlay and not args.output_format else run.config.output_format
        report.write(analysis, _view(args, run), by_default)
    return _status(args, run, analysis)


def _fix(args: Namespace) -> int:
    from lambdafix import report
    from lambdafix.command import output_files
    from lambdafix.command.run import prepare
    from lambdafix.errors import UsageError

    files = output_files.parse(args.output_file or ())
    if files and (args.commit or args.commit_per):
        raise UsageError("--output-file does not go with --commit; run lambdafix --output-file … afterwards")
    run = prepare(args)
    if run.overlay:
        return _fix_stdin(args, run, _proven(args, run, run.analyse(), lambda _: {}))
    for recovered in run.recover():
        _say(recovered)
    before = run.analyse()
    if args.commit or args.commit_per:
        return _commit(args, run, before)
    before = _proven(args, run, before, lambda analysis: run.refusals(analysis, args.allow_dirty))
    written = run.apply(before, " ".join(["lambdafix fix", *args.arguments]), args.allow_dirty)
    after = run.after(before, written)
    output_files.write(files, after, _view(args, run))
    if args.statistics:
        report.write_statistics(after, run.config.output_format)
    elif run.config.output_format == "diff":
        report.write(before, _view(args, run), "diff")
    else:
        report.write(after, _view(args, run), run.config.output_format, written)
    _complain_of(run, "written", written.refused)
    if written.refused:
        return UNUSABLE
    if args.staged and written.files:
        _say("the fixes are in the files and not staged yet: git add them")
        return max(FINDINGS, _status(args, run, after))
    return _status(args, run, after)


def _commit(args: Namespace, run: Run, analysis: Analysis) -> int:
    from lambdafix.errors import UsageError
    from lambdafix.report import commits
    from lambdafix.vcs import commit, plan

    if args.allow_dirty:
        raise UsageError("--commit leaves your own changes out, so it does not go with --allow-dirty")
    root = run.workspace.root
    analysis = _proven(args, run, analysis, lambda found: commit.refusals(root, found.rewrites))
    refused = commit.refusals(root, analysis.rewrites)
    committed = commit.commit_fixes(root, plan.commit_steps(analysis, args.commit_per or "rule", refused))
    refused |= {unwritten.path: unwritten.refusal for unwritten in committed.refused}
    sys.stdout.write(commits.render(committed, run.workspace.shown))
    if committed.failure:
        _complain("git refused a commit, so its fixes are taken back:")
        print(analysis.redaction.hide(committed.failure), file=sys.stderr)
    _complain_of(run, "committed", refused.items())
    if committed.failure or refused:
        return UNUSABLE
    return _status(args, run, run.analyse() if committed.commits else analysis)


def _proven(args: Namespace, run: Run, analysis: Analysis, refusals: Refusals) -> Analysis:
    """`analysis` without the fixes with which the tests of --verify fail."""
    if args.verify is None:
        return analysis
    from lambdafix.errors import UsageError
    from lambdafix.report.words import counted
    from lambdafix.trial import proof

    if run.overlay:
        raise UsageError("--verify runs the tests on files, and does not go with stdin")
    tests = proof.command(args.verify, run.config.verify)
    proven = proof.prove(run.workspace.root, analysis, tests, run.without, refusals, run.quiet)
    for finding, said in proven.guilty:
        place = f"{run.workspace.shown(finding.path)}:{finding.start.row}"
        _say(f"{finding.code} at {place} is not fixed: the tests fail with it ({said})")
    if proven.runs and not run.quiet:
        _say(f"the tests pass with what is left ({counted(proven.runs, 'run')})")
    return proven.analysis


def _complain_of(run: Run, what: str, refused: Iterable[tuple[str, Refusal]]) -> None:
    for path, refusal in refused:
        _complain(f"{run.workspace.shown(path)} was not {what}: {refusal}")


def _fix_stdin(args: Namespace, run: Run, analysis: Analysis) -> int:
    """Print the text as the fixes leave it: all of it or, where it cannot be analysed, nothing."""
    status = _status(args, run, analysis)
    if status == UNUSABLE:
        return status
    from lambdafix import report

    ((path, text),) = run.overlay.items()
    fixed = {rewrite.path: rewrite for rewrite in analysis.rewrites}
    report.write_content(fixed[path].after if path in fixed else text)
    applied = {name for rewrite in analysis.rewrites for name in rewrite.fingerprints}
    remaining = [finding for finding in analysis.findings if finding.fingerprint not in applied]
    return FINDINGS if remaining and not args.exit_zero else CLEAN


def _review(args: Namespace) -> int:
    from lambdafix.command.review import start
    from lambdafix.command.run import prepare

    run = prepare(args)
    status, analysis = start(run, args)
    return UNUSABLE if _unusable(run, analysis) and status in (CLEAN, FINDINGS) else status


def _pr(args: Namespace) -> int:
    from lambdafix.command.pr import start

    return start(args)


def _handlers(args: Namespace) -> int:
    from lambdafix.command.run import prepare
    from lambdafix.report import handlers

    run = prepare(args)
    analysis = run.analyse()
    handlers.write(analysis, _view(args, run), args.output_format or "text")
    return UNUSABLE if _unusable(run, analysis) else CLEAN


def _checklist(args: Namespace) -> int:
    from dataclasses import replace

    from lambdafix.command.run import prepare
    from lambdafix.families.readiness.checklist import RULES
    from lambdafix.report import checklist

    args.flags = {**args.flags, "select": list(RULES)}
    run = replace(prepare(args), cache=None)  # the stacks are not kept
    analysis = run.over_all().analyse(rewrites=False)
    checklist.write(analysis, _view(args, run), args.output_format or "text", run.workspace.paths)
    return UNUSABLE if _unusable(run, analysis) else CLEAN


def _rule(args: Namespace) -> int:
    from lambdafix.report import rule

    rule.write(args.rule, args.all, args.codemods or (), args.bowler or ())
    return CLEAN


def _baseline(args: Namespace) -> int:
    from lambdafix.command.run import prepare
    from lambdafix.report.words import counted
    from lambdafix.vcs import baseline

    run = prepare(args)
    findings = run.analyse().findings
    accepted, place = counted(len(findings), "finding"), run.workspace.shown(baseline.NAME)
    if args.dry_run:
        print(f"{accepted} would be accepted in {place}; nothing was written")
        return CLEAN
    baseline.save(run.workspace.root, findings)
    print(f"{accepted} accepted in {place}; commit it, and pass --baseline from now on")
    return CLEAN


def _cache(args: Namespace) -> int:
    from lambdafix.cache import folder
    from lambdafix.report.words import megabytes

    cache = folder.Folder(folder.locate(os.environ))
    if args.path:
        print(cache.path)
    elif not args.clear:
        print(f"{cache.path}: {megabytes(cache.size())} of at most {megabytes(cache.limit)}")
    elif args.dry_run:
        print(f"{megabytes(cache.size())} would be removed from {cache.path}; nothing was")
    else:
        print(f"{megabytes(cache.clear())} removed from {cache.path}")
    return CLEAN


def _undo(args: Namespace) -> int:
    from lambdafix.report import undo as report
    from lambdafix.settings.workspace import locate
    from lambdafix.vcs import undo, write

    workspace = locate(())
    if args.list:
        sys.stdout.write(report.render_list(undo.listed(workspace.root)))
        return CLEAN
    for recovered in () if args.dry_run else write.take_over(workspace.root):
        _say(recovered)
    undone = (undo.preview if args.dry_run else undo.undo)(workspace.root, args.run)
    sys.stdout.write(report.render(undone, workspace.shown, dry_run=args.dry_run))
    for unwritten in undone.refused:
        kept = "would be" if args.dry_run else "was"
        _complain(f"{workspace.shown(unwritten.path)} {kept} left as it is: {unwritten.refusal}")
    return UNUSABLE if undone.refused else CLEAN


def _status(args: Namespace, run: Run, analysis: Analysis) -> int:
    if _unusable(run, analysis):
        return UNUSABLE
    return FINDINGS if analysis.findings and not args.exit_zero else CLEAN


def _unusable(run: Run, analysis: Analysis) -> bool:
    reasons = list(run.unusable(analysis))
    for reason in reasons:
        _complain(reason)
    return bool(reasons)


def _view(args: Namespace, run: Run) -> View:
    from lambdafix.report.view import View

    return View(
        workspace=run.workspace,
        unsafe_fixes=run.config.unsafe_fixes,
        quiet=args.quiet,
        verbose=args.verbose,
        piped=not sys.stdout.isatty(),
        show_secrets=getattr(args, "show_secrets", False),
        arguments=args.arguments,
        offered_codemods=run.config.offered_codemods,
        offered_bowler=run.config.offered_bowler,
    )


def _complain(message: str) -> None:
    _say(f"error: {message}")


def _say(message: str) -> None:
    from lambdafix.report.printable import printable

    print(f"lambdafix: {printable(message)}", file=sys.stderr)
