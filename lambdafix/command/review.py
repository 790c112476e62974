"""Hold a review of what the command line names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from lambdafix.command.scope import Scope
from lambdafix.errors import UsageError
from lambdafix.model import Finding, Fix, Refusal
from lambdafix.report.words import again
from lambdafix.review.command import review
from lambdafix.review.desk import Desk, Options
from lambdafix.rewrite.verify import verify
from lambdafix.rules import table
from lambdafix.source import Source
from lambdafix.trial.proof import command

if TYPE_CHECKING:
    from argparse import Namespace

    from lambdafix.command.run import Run
    from lambdafix.engine import Analysis


def start(run: Run, args: Namespace) -> tuple[int, Analysis]:
    """The review's exit status, and what was analysed for it. Raises `UsageError` where none can be held."""
    if run.overlay:
        raise UsageError("a review writes files, so it cannot read stdin; name the file")
    options = Options(
        resume=args.resume,
        plain=args.plain,
        verify=args.verify is not None,
        command=command(args.verify or "", run.config.verify),
        allow_dirty=args.allow_dirty,
        rejected=args.rejected,
        share=args.share_rejections,
        resume_command=again("lambdafix review", args.arguments, "--resume"),
    )
    if run.scope.staged:
        raise UsageError("--staged reads the index, and a review writes the files: lambdafix review --since HEAD")
    narrowed = run.scope.narrowed(run.workspace.root)
    # what is asked is narrowed, what is known is not: a fix moves rows, and one may bring a finding elsewhere
    whole = replace(run, scope=Scope(), applies_rejected=True)
    asked: set[str] = set()
    analyses: list[Analysis] = []

    def analyse(overlay: Mapping[str, bytes]) -> Analysis:
        if overlay:
            return replace(whole, quiet=True, overlay=overlay).analyse()
        found = whole.analyse()
        analyses.append(found)
        asked.update(finding.fingerprint for finding in narrowed.keep(found.findings))
        return found

    def document(code: str) -> str:
        folders = [table.bundled_folder(), *map(Path, run.config.codemods)]
        known = [*table.read(folders, mentioning=code), *table.of_queries(run.config.bowler)]
        return next((rule.doc for rule in known if rule.code == code), "")

    def may_fix(finding: Finding) -> bool:
        return finding.fingerprint in asked and run.config.may_fix(finding.code, finding.name)

    def concerns(finding: Finding) -> bool:
        return finding.fingerprint in asked

    status = review(Desk(run.workspace.root, analyse, _problems, document, may_fix, concerns), options)
    return status, analyses[0]


def _problems(before: Mapping[str, Source], after: Mapping[str, Source], fixes: Sequence[Fix]) -> tuple[Refusal, ...]:
    return tuple(Refusal(f"{problem.reason} ({problem.path})") for problem in verify(before, after, fixes))
