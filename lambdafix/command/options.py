"""The options of the commands, in the groups in which help shows them."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any

from lambdafix import __version__
from lambdafix.forge.kinds import KINDS

COMMIT_PER = ("rule", "file", "fix", "one")
_LONGEST_TIMEOUT = 600
_SELECTORS = 'by code, prefix ("LMB2"), name or ALL; several with commas'


class Commas(argparse.Action):
    """A list in one argument, or in several: `--select LMB1,LMB2 --select LMB3`."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: Any,
        option: str | None = None,
    ) -> None:
        held = getattr(namespace, self.dest) or []
        setattr(namespace, self.dest, [*held, *(item.strip() for item in values.split(",") if item.strip())])


class Diff(argparse.Action):
    """A diff that is asked for is a question, as in ruff and black: nothing is written."""

    def __init__(self, option_strings: Sequence[str], dest: str, help: str) -> None:
        super().__init__(option_strings, dest, nargs=0, help=help)

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: Any,
        option: str | None = None,
    ) -> None:
        namespace.dry_run, namespace.output_format = True, "diff"


# --- groups


def add_analysis(parser: argparse.ArgumentParser, dry_run: str) -> argparse._ArgumentGroup:
    add_paths(parser)
    add_scope(parser.add_argument_group("scope"))
    add_rules(parser)
    add_output(parser.add_argument_group("output"))
    run = parser.add_argument_group("run")
    add_dry_run(run, dry_run)
    add_verify(run)
    run.add_argument("--rejected", action="store_true", help="apply what was rejected in a review, too")
    run.add_argument("--force-exclude", action="store_true", help="leave out what is excluded though it is named")
    return run


def add_verify(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--verify", metavar="COMMAND", help="run these tests, and hold back the fixes they fail with")


def add_commit_per(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--commit-per", metavar="WHAT", choices=COMMIT_PER, help=f"{', '.join(COMMIT_PER)} (default: rule)"
    )


def add_share_rejections(group: argparse._ArgumentGroup, what: str) -> None:
    group.add_argument(
        "--share-rejections", action="store_true", help=f"write {what} to .lambdafix/rejected.toml, to be committed"
    )


def add_allow_dirty(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--allow-dirty", action="store_true", help="write files with uncommitted changes, too")


def add_quiet(group: argparse._ArgumentGroup) -> None:
    group.add_argument("-q", "--quiet", action="store_true", help="no progress")


def add_dry_run(group: argparse._ArgumentGroup, does: str) -> None:
    group.add_argument("--dry-run", action="store_true", help=does)


def add_paths(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("arguments")
    group.add_argument(
        "paths", nargs="*", metavar="PATHS", help="what to report on, - for stdin; all is read all the same"
    )
    group.add_argument("--stdin-filename", metavar="PATH", help="the path that stdin's text has in the project")


def add_scope(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--since", metavar="REV", help="only rows changed since the work parted from REV")
    group.add_argument("--staged", action="store_true", help="only rows that are staged, as they are staged")
    group.add_argument("--baseline", action="store_true", help="only findings that the baseline does not hold")


def add_rules(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("rules", _SELECTORS)
    for name, does in (
        ("select", "run these rules only"),
        ("extend-select", "run these as well"),
        ("ignore", "leave these out"),
        ("fixable", "fix these only"),
        ("unfixable", "report these, never fix them"),
    ):
        group.add_argument(f"--{name}", action=Commas, metavar="CODES", help=does)
    group.add_argument(
        "--per-file-ignores", action=Commas, metavar="PATTERN:CODE", help='"tests/**:LMB2" silences LMB2 in tests'
    )
    consent = argparse.BooleanOptionalAction
    group.add_argument("--unsafe-fixes", action=consent, help="include fixes that want a person's yes")


def add_output(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--output-format",
        metavar="FORMAT",
        help="text, diff (for git apply), json, concise, github (annotations), gitlab (code quality), junit or sarif",
    )
    group.add_argument(
        "--output-file",
        action="append",
        metavar="FORMAT=PATH",
        help="write a report to a file as well; may be given several times",
    )
    group.add_argument("--diff", action=Diff, help="--dry-run --output-format diff")
    group.add_argument("--show-secrets", action="store_true", help="write fixes whose diff shows a credential, too")
    group.add_argument("--statistics", action="store_true", help="counts by rule instead of findings")
    group.add_argument("--exit-zero", action="store_true", help="exit 0 whatever is found")
    add_volume(group)


def add_volume(group: argparse._ArgumentGroup) -> None:
    loudness = group.add_mutually_exclusive_group()
    loudness.add_argument("-q", "--quiet", action="store_true", help="only findings: no diff, no summary, no progress")
    loudness.add_argument("-v", "--verbose", action="store_true", help="all that is skipped and noted, places to see")


def add_run(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--config", metavar="FILE", help="read this, not the nearest pyproject.toml or lambdafix.toml")
    group.add_argument("--isolated", action="store_true", help="read no configuration file")
    group.add_argument("--exclude", action=Commas, metavar="PATTERNS", help="leave out what matches, as in .gitignore")
    group.add_argument("--extend-exclude", action=Commas, metavar="PATTERNS", help="the same, on top of the file's")
    group.add_argument("--codemods", action="append", metavar="DIR", help="load further codemods from this folder")
    group.add_argument(
        "--bowler", action="append", metavar="MODULE:FUNCTION", help="run this Bowler query as a codemod"
    )
    group.add_argument("--jobs", type=int, metavar="N", help="processes to use (default: one a core)")
    group.add_argument("--no-cache", action="store_true", help="neither use nor keep answers of earlier runs")
    add_help(group)


def add_help(group: argparse._ArgumentGroup) -> None:
    group.add_argument("-h", "--help", action="help", help="show this and exit")
    version = f"lambdafix {__version__}"
    group.add_argument("-V", "--version", action="version", version=version, help="show the version and exit")


# --- groups of `pr`


def add_pull_request(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--base", metavar="BRANCH", help="the branch to merge into (default: the project's)")
    add_commit_per(group)
    group.add_argument("--draft", action="store_true", help="open it as a draft, as is done where a fix is unsafe")
    for name, does in (
        ("labels", "put these on it when it is opened"),
        ("assignees", "assign these to it"),
        ("reviewers", "ask these for a review"),
        ("team-reviewers", "ask these teams"),
    ):
        group.add_argument(f"--{name}", action=Commas, metavar="NAMES", help=does)
    group.add_argument(
        "--recreate", action="store_true", help="propose again what was rejected by closing a pull request"
    )
    add_share_rejections(group, "those")
    group.add_argument(
        "--max-open", type=_count, default=10, metavar="N", help="open no more than this at a time (default: 10)"
    )


def add_host(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--remote", metavar="NAME", help="the remote to propose to (default: origin)")
    group.add_argument("--forge", choices=tuple(KINDS), help="what the host is, where its name does not tell")
    group.add_argument("--base-url", metavar="URL", help="of its API: https://HOST/api/v3 for GitHub Enterprise")
    group.add_argument(
        "--timeout", type=_seconds, default=30.0, metavar="SECONDS", help="for each answer (default: 30)"
    )
    group.add_argument("--retries", type=_count, default=3, metavar="N", help="attempts after the first (default: 3)")


def _count(text: str) -> int:
    if not (text.isascii() and text.isdecimal()):
        raise argparse.ArgumentTypeError(f"{text!r} is no number")
    return int(text)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= _LONGEST_TIMEOUT:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds from 0 to {_LONGEST_TIMEOUT}")
    return seconds
