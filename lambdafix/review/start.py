"""Hold a review of what the command line names."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from lambdafix import rules
from lambdafix.errors import UsageError
from lambdafix.model import Finding, Fix, Refusal
from lambdafix.review.command import review
from lambdafix.review.desk import Desk, Options
from lambdafix.rewrite.verify import verify
from lambdafix.source import Source

if TYPE_CHECKING:
    from argparse import Namespace

    from lambdafix.engine import Analysis
    from lambdafix.run import Run


def start(run: Run, args: Namespace) -> int:
    """The review's exit status. Raises `UsageError` where none can be held."""
    if run.overlay:
        raise UsageError("a review writes files, so it cannot read stdin; name the file")
    options = Options(
        resume=args.resume,
        plain=args.plain,
        verify=args.verify is not None,
        command=_command(args.verify) if args.verify else run.config.verify,
        allow_dirty=args.allow_dirty,
        rejected=args.rejected,
        share=args.share_rejections,
    )
    quiet = replace(run, quiet=True)

    def analyse(overlay: Mapping[str, bytes]) -> Analysis:
        return replace(quiet, overlay=overlay).analyse() if overlay else run.analyse()

    def document(code: str) -> str:
        folders = [rules.bundled_folder(), *map(Path, run.config.codemods)]
        known = [*rules.read(folders, mentioning=code), *rules.of_queries(run.config.bowler)]
        return next((rule.doc for rule in known if rule.code == code), "")

    def may_fix(finding: Finding) -> bool:
        return run.config.may_fix(finding.code, finding.name)

    return review(Desk(run.workspace.root, analyse, _problems, document, may_fix), options)


def _command(text: str) -> tuple[str, ...]:
    try:
        return tuple(shlex.split(text))
    except ValueError as error:
        raise UsageError(f"--verify: {text!r} cannot be read as a command: {error}") from error


def _problems(before: Mapping[str, Source], after: Mapping[str, Source], fixes: Sequence[Fix]) -> tuple[Refusal, ...]:
    return tuple(Refusal(f"{problem.reason} ({problem.path})") for problem in verify(before, after, fixes))
