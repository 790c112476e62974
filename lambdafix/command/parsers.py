"""One parser a command, with what its help says."""

from __future__ import annotations

import argparse
from typing import Any

from lambdafix.command import options
from lambdafix.errors import UsageError

CHECK = "check"
INTERACTIVE = "--interactive"
VERBS = {
    "fix": "apply the fixes",
    "review": "decide fix by fix in the terminal",
    "pr": "open or update a pull request with the fixes",
    "handlers": "list the Lambda handlers and how each was found",
    "checklist": "tick the production checklist for each function",
    "rule": "explain a rule",
    "undo": "take back what a fix wrote",
    "baseline": "accept today's findings; --baseline reports new ones",
    "cache": "tell where answers are kept between runs, or clear them",
}
_DESCRIPTION = "Finds and repairs what goes wrong in Python AWS Lambda functions."
_MORE = "lambdafix COMMAND --help says more about a command."
_EXIT = "exit status: 0 clean or all applied, 1 findings, 2 unusable or unreadable input"
_PR_EXIT = "exit status: 0 all is as it should be, 1 nothing opened for --max-open, 2 a refusal or unusable input"
_REVIEW_EXIT = "exit status: 0 all decided and written, 1 fixes are left, 2 no review could be held, 128+n by signal n"
_COMMANDS = "commands:\n" + "".join(
    f"  {form:22}{does}\n"
    for form, does in [
        ("lambdafix [PATHS]", "show findings and their fixes as a diff; writes nothing"),
        *((f"lambdafix {verb}", does) for verb, does in VERBS.items()),
    ]
)


class _Help(argparse.RawDescriptionHelpFormatter):
    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=32)


class _Parser(argparse.ArgumentParser):
    def __init__(self, prog: str, usage: str, description: str, epilog: str = "") -> None:
        super().__init__(
            prog=prog,
            usage=f"{prog} {usage}",
            description=description,
            epilog=epilog,
            add_help=False,
            allow_abbrev=False,
            formatter_class=_Help,
        )

    def error(self, message: str) -> Any:
        raise UsageError(message)


def _check_parser() -> argparse.ArgumentParser:
    parser = _Parser("lambdafix", "[PATHS] [options]", f"{_DESCRIPTION}\n\n{_COMMANDS}".rstrip(), f"{_EXIT}\n\n{_MORE}")
    run = options.add_analysis(parser, "show the findings and the diff, write nothing (the default)")
    run.add_argument(INTERACTIVE, action="store_true", help="decide fix by fix: the same as lambdafix review")
    options.add_run(run)
    return parser


def _fix_parser() -> argparse.ArgumentParser:
    description = "Applies the safe fixes; with --unsafe-fixes the rest as well."
    parser = _Parser("lambdafix fix", "[PATHS] [options]", description, _EXIT)
    run = options.add_analysis(parser, "write nothing, show what would be written")
    options.add_allow_dirty(run)
    run.add_argument("--commit", action="store_true", help="commit the fixes, with your hooks and your signature")
    options.add_commit_per(run)
    options.add_run(run)
    return parser


def _review_parser() -> argparse.ArgumentParser:
    description = (
        "Shows one fix at a time and asks; what is accepted is written at the end.\n"
        "Every decision is kept at once, so that a review can be left and resumed."
    )
    parser = _Parser("lambdafix review", "[PATHS] [options]", description, _REVIEW_EXIT)
    options.add_paths(parser)
    options.add_scope(parser.add_argument_group("scope"))
    options.add_rules(parser)
    group = parser.add_argument_group("review")
    group.add_argument("--resume", action="store_true", help="go on with the last review")
    group.add_argument("--plain", action="store_true", help="sentences instead of a screen, for screen readers")
    group.add_argument(
        "--verify", metavar="COMMAND", help="run these tests on every fix before it is shown, and on all before writing"
    )
    group.add_argument("--rejected", action="store_true", help="ask again for what was rejected")
    options.add_share_rejections(group, "rejections")
    options.add_allow_dirty(group)
    run = parser.add_argument_group("run")
    options.add_dry_run(run, "ask nothing, show the findings and the diff")
    options.add_quiet(run)
    options.add_run(run)
    return parser


def _pr_parser() -> argparse.ArgumentParser:
    description = (
        "Opens a pull request with the fixes of what is committed on the base branch, or brings the one that is\n"
        "open up to date. Your files, your index and HEAD are not touched. The token is read from GH_TOKEN."
    )
    parser = _Parser("lambdafix pr", "[PATHS] [options]", description, _PR_EXIT)
    parser.add_argument_group("arguments").add_argument("paths", nargs="*", metavar="PATHS", help="what to fix")
    options.add_rules(parser)
    options.add_pull_request(parser.add_argument_group("pull request"))
    options.add_host(parser.add_argument_group("host"))
    run = parser.add_argument_group("run")
    options.add_dry_run(run, "show title, branch, commits, text and calls; touches no network")
    options.add_verify(run)
    run.add_argument("--rejected", action="store_true", help="propose what was rejected in a review, too")
    options.add_quiet(run)
    options.add_run(run)
    return parser


def _handlers_parser() -> argparse.ArgumentParser:
    description = "Lists every Lambda handler: where it is, how it was found, what triggers it."
    parser = _Parser("lambdafix handlers", "[PATHS] [options]", description)
    options.add_paths(parser)
    output = parser.add_argument_group("output")
    output.add_argument("--output-format", metavar="FORMAT", help="text or json")
    options.add_volume(output)
    run = parser.add_argument_group("run")
    options.add_dry_run(run, argparse.SUPPRESS)
    options.add_run(run)
    return parser


def _checklist_parser() -> argparse.ArgumentParser:
    description = (
        "Ticks the production checklist for every function: what is done, what is open,\n"
        "and what the templates and the code of the project do not tell."
    )
    parser = _Parser("lambdafix checklist", "[PATHS] [options]", description)
    options.add_paths(parser)
    output = parser.add_argument_group("output")
    output.add_argument("--output-format", metavar="FORMAT", help="text or json")
    options.add_volume(output)
    run = parser.add_argument_group("run")
    options.add_dry_run(run, argparse.SUPPRESS)
    options.add_run(run)
    return parser


def _rule_parser() -> argparse.ArgumentParser:
    description = "Explains a rule: what it does, why, when its fix is safe and when it is refused."
    parser = _Parser("lambdafix rule", "CODE | --all", description)
    group = parser.add_argument_group("arguments")
    group.add_argument("rule", nargs="?", metavar="CODE", help='a code or a name: "LMB201", "client-in-handler"')
    group.add_argument("--all", action="store_true", help="list every rule")
    group.add_argument("--codemods", action="append", metavar="DIR", help="a folder of further codemods")
    group.add_argument("--bowler", action="append", metavar="MODULE:FUNCTION", help="a Bowler query that is a codemod")
    options.add_dry_run(group, argparse.SUPPRESS)
    options.add_help(group)
    return parser


def _undo_parser() -> argparse.ArgumentParser:
    description = "Takes back what a run of fixes wrote; changes you made since are kept."
    parser = _Parser("lambdafix undo", "[RUN] [--list]", description)
    group = parser.add_argument_group("arguments")
    group.add_argument("run", nargs="?", type=int, metavar="RUN", help="the run's number (default: the latest)")
    group.add_argument("--list", action="store_true", help="list the runs that can be undone")
    options.add_dry_run(group, "write nothing, show what would be taken back")
    options.add_help(group)
    return parser


def _baseline_parser() -> argparse.ArgumentParser:
    description = (
        "Writes all findings of the project to .lambdafix/baseline.json, to be committed.\n"
        "lambdafix --baseline then reports new ones only."
    )
    parser = _Parser("lambdafix baseline", "[options]", description)
    options.add_rules(parser)
    run = parser.add_argument_group("run")
    options.add_dry_run(run, "write nothing, count what would be accepted")
    options.add_quiet(run)
    options.add_run(run)
    return parser


def _cache_parser() -> argparse.ArgumentParser:
    description = (
        "Says where the answers of earlier runs are kept and how much room they take. They hold findings and fixes,\n"
        "and nothing that a project's files hold: what stands in a file is kept as its place there."
    )
    parser = _Parser("lambdafix cache", "[--path | --clear]", description)
    group = parser.add_argument_group("arguments")
    chosen = group.add_mutually_exclusive_group()
    chosen.add_argument("--path", action="store_true", help="print the folder and nothing else")
    chosen.add_argument("--clear", action="store_true", help="remove all that is kept")
    options.add_dry_run(group, "remove nothing, say what would be removed")
    options.add_help(group)
    return parser


PARSERS = {
    CHECK: _check_parser,
    "fix": _fix_parser,
    "review": _review_parser,
    "pr": _pr_parser,
    "handlers": _handlers_parser,
    "checklist": _checklist_parser,
    "rule": _rule_parser,
    "undo": _undo_parser,
    "baseline": _baseline_parser,
    "cache": _cache_parser,
}
