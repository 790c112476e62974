"""The command line's grammar: what may be typed, and what it means as settings."""

from __future__ import annotations

import argparse
import re
from collections.abc import Mapping, Sequence
from typing import Any

from lambdafix import __version__
from lambdafix.errors import UsageError, did_you_mean
from lambdafix.forge.kinds import KINDS

_VERBS = {
    "fix": "apply the fixes",
    "review": "decide fix by fix in the terminal",
    "pr": "open or update a pull request with the fixes",
    "handlers": "list the Lambda handlers and how each was found",
    "rule": "explain a rule",
    "undo": "take back what a fix wrote",
    "baseline": "accept today's findings; --baseline reports new ones",
}
_CHECK = "check"
_INTERACTIVE = "--interactive"
COMMIT_PER = ("rule", "file", "fix", "one")
_ABSENT: Mapping[str, Any] = {
    "paths": [],
    "dry_run": False,
    "output_format": None,
    "output_file": None,
    "stdin_filename": None,
    "since": None,
    "staged": False,
    "baseline": False,
    "force_exclude": False,
    "rejected": False,
    "verify": None,
    "statistics": False,
    "exit_zero": False,
    "verbose": False,
}
"""What a verb without these options has in their place."""
_ELSEWHERE: Mapping[str, str] = {
    "check": "lambdafix alone checks and writes nothing",
    "lint": "lambdafix alone checks and writes nothing",
    "diff": "lambdafix --diff shows the fixes as a patch",
    "help": "lambdafix --help lists the commands",
    "commit": "lambdafix fix --commit fixes and commits",
    "pull-request": "lambdafix pr opens one",
    "rules": "lambdafix rule --all lists the rules",
    "explain": "lambdafix rule CODE explains a rule",
    "version": "lambdafix --version shows the version",
    "--check": "lambdafix alone checks, writes nothing, and exits 1 where there are findings",
    "--fix": "lambdafix fix applies the fixes",
    "--apply": "lambdafix fix applies the fixes",
    "--write": "lambdafix fix applies the fixes",
    "-w": "lambdafix fix applies the fixes",
    "-i": "lambdafix fix applies the fixes, lambdafix review asks about each",
    "--in-place": "lambdafix fix applies the fixes",
    "--format": "the option is --output-format",
    "--color": "colours go to a terminal only; NO_COLOR=1 turns them off, FORCE_COLOR=1 on",
    "--colour": "colours go to a terminal only; NO_COLOR=1 turns them off, FORCE_COLOR=1 on",
    "--no-color": "colours go to a terminal only; NO_COLOR=1 turns them off, FORCE_COLOR=1 on",
}
"""What other tools call it, and what it is here."""
_NEAR_OPTION = 0.7
_FLAGS_THAT_ARE_SETTINGS = (
    "select",
    "extend-select",
    "ignore",
    "fixable",
    "unfixable",
    "per-file-ignores",
    "exclude",
    "extend-exclude",
    "unsafe-fixes",
    "output-format",
    "codemods",
    "bowler",
)
_DESCRIPTION = "Finds and repairs what goes wrong in Python AWS Lambda functions."
_COMMANDS = "commands:\n" + "".join(
    f"  {form:22}{does}\n"
    for form, does in [
        ("lambdafix [PATHS]", "show findings and their fixes as a diff; writes nothing"),
        *((f"lambdafix {verb}", does) for verb, does in _VERBS.items()),
    ]
)
_SELECTORS = 'by code, prefix ("LMB2"), name or ALL; several with commas'
_MORE = "lambdafix COMMAND --help says more about a command."
_EXIT = "exit status: 0 clean or all applied, 1 findings, 2 unusable or unreadable input"
_PR_EXIT = "exit status: 0 all is as it should be, 1 nothing opened for --max-open, 2 a refusal or unusable input"
_LONGEST_TIMEOUT = 600
_REVIEW_EXIT = "exit status: 0 all decided and written, 1 fixes are left, 2 no review could be held, 128+n by signal n"


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """The arguments, with `verb` and `flags` (settings by their names in the file). Raises `UsageError`.

    The first argument may be a verb; without one, the run is a dry run.
    """
    verb = argv[0] if argv and argv[0] in _VERBS else _CHECK
    if verb == _CHECK and _INTERACTIVE in argv:
        verb, argv = "review", ["review", *(argument for argument in argv if argument != _INTERACTIVE)]
    parser = _PARSERS[verb]()
    arguments = argv if verb == _CHECK else argv[1:]
    parsed, unknown = parser.parse_known_args(arguments, argparse.Namespace(**_ABSENT))
    if unknown:
        raise UsageError(_unknown(unknown[0], verb, parser))
    parsed.verb = verb
    parsed.whole_project = verb == "baseline"
    parsed.arguments = tuple(arguments)
    parsed.flags = _settings(vars(parsed))
    return parsed


def stray_verb(path: str) -> str:
    """A hint for a "missing path" that is, or was meant to be, a command."""
    if path in _VERBS:
        return f"; the command goes first: lambdafix {path} …"
    if elsewhere := _ELSEWHERE.get(path):
        return f", and no command; {elsewhere}"
    if near := did_you_mean(path, _VERBS):
        return f", and no command{near}"
    return f", and no command; the commands are {', '.join(_VERBS)}" if path.isidentifier() else ""


def _unknown(word: str, verb: str, parser: argparse.ArgumentParser) -> str:
    name = word.partition("=")[0]
    command = "lambdafix" if verb == _CHECK else f"lambdafix {verb}"
    if not word.startswith("-"):
        return f"{command} takes no argument {word!r}; {command} --help lists what it takes"
    if elsewhere := _ELSEWHERE.get(name):
        return f"unknown option {name}; {elsewhere}"
    options = re.findall(r"(?<![\w-])--?[a-z][\w-]*", parser.format_help())
    near = did_you_mean(name, set(options), cutoff=_NEAR_OPTION)
    others = [other for other, make in _PARSERS.items() if other != verb and name in make().format_help().split()]
    if others and not near:
        where = "lambdafix" if others[0] == _CHECK else f"lambdafix {others[0]}"
        return f"unknown option {name}; {where} has it, {command} does not"
    return f"unknown option {name}{near or f'; {command} --help lists them all'}"


def _settings(values: Mapping[str, Any]) -> dict[str, object]:
    given = {name: values.get(name.replace("-", "_")) for name in _FLAGS_THAT_ARE_SETTINGS}
    settings: dict[str, object] = {name: value for name, value in given.items() if value is not None}
    if "per-file-ignores" in settings:
        settings["per-file-ignores"] = _by_pattern(values["per_file_ignores"])
    return settings


def _by_pattern(pairs: Sequence[str]) -> dict[str, list[str]]:
    table: dict[str, list[str]] = {}
    for pair in pairs:
        pattern, colon, code = pair.rpartition(":")
        if not colon or not pattern or not code:
            raise UsageError(f"--per-file-ignores: {pair!r} is not PATTERN:CODE")
        table.setdefault(pattern, []).append(code)
    return table


class _Commas(argparse.Action):
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


class _Diff(argparse.Action):
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
    run = _add_analysis(parser, "show the findings and the diff, write nothing (the default)")
    run.add_argument(_INTERACTIVE, action="store_true", help="decide fix by fix: the same as lambdafix review")
    _add_run(run)
    return parser


def _fix_parser() -> argparse.ArgumentParser:
    description = "Applies the safe fixes; with --unsafe-fixes the rest as well."
    parser = _Parser("lambdafix fix", "[PATHS] [options]", description, _EXIT)
    run = _add_analysis(parser, "write nothing, show what would be written")
    run.add_argument("--allow-dirty", action="store_true", help="write files with uncommitted changes, too")
    run.add_argument("--commit", action="store_true", help="commit the fixes, with your hooks and your signature")
    run.add_argument(
        "--commit-per", metavar="WHAT", choices=COMMIT_PER, help=f"{', '.join(COMMIT_PER)} (default: rule)"
    )
    _add_run(run)
    return parser


def _review_parser() -> argparse.ArgumentParser:
    description = (
        "Shows one fix at a time and asks; what is accepted is written at the end.\n"
        "Every decision is kept at once, so that a review can be left and resumed."
    )
    parser = _Parser("lambdafix review", "[PATHS] [options]", description, _REVIEW_EXIT)
    _add_paths(parser)
    _add_scope(parser.add_argument_group("scope"))
    _add_rules(parser.add_argument_group("rules", _SELECTORS))
    group = parser.add_argument_group("review")
    group.add_argument("--resume", action="store_true", help="go on with the last review")
    group.add_argument("--plain", action="store_true", help="sentences instead of a screen, for screen readers")
    group.add_argument(
        "--verify", metavar="COMMAND", help="run these tests on every fix before it is shown, and on all before writing"
    )
    group.add_argument("--rejected", action="store_true", help="ask again for what was rejected")
    group.add_argument(
        "--share-rejections", action="store_true", help="write rejections to .lambdafix/rejected.toml, to be committed"
    )
    group.add_argument("--allow-dirty", action="store_true", help="write files with uncommitted changes, too")
    run = parser.add_argument_group("run")
    _add_dry_run(run, "ask nothing, show the findings and the diff")
    run.add_argument("-q", "--quiet", action="store_true", help="no progress")
    _add_run(run)
    return parser


def _pr_parser() -> argparse.ArgumentParser:
    description = (
        "Opens a pull request with the fixes of what is committed on the base branch, or brings the one that is\n"
        "open up to date. Your files, your index and HEAD are not touched. The token is read from GH_TOKEN."
    )
    parser = _Parser("lambdafix pr", "[PATHS] [options]", description, _PR_EXIT)
    parser.add_argument_group("arguments").add_argument("paths", nargs="*", metavar="PATHS", help="what to fix")
    _add_rules(parser.add_argument_group("rules", _SELECTORS))
    _add_pull_request(parser.add_argument_group("pull request"))
    _add_host(parser.add_argument_group("host"))
    run = parser.add_argument_group("run")
    _add_dry_run(run, "show title, branch, commits, text and calls; touches no network")
    run.add_argument("--verify", metavar="COMMAND", help="run these tests, and hold back the fixes they fail with")
    run.add_argument("--rejected", action="store_true", help="propose what was rejected in a review, too")
    run.add_argument("-q", "--quiet", action="store_true", help="no progress")
    _add_run(run)
    return parser


def _add_pull_request(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--base", metavar="BRANCH", help="the branch to merge into (default: the project's)")
    group.add_argument(
        "--commit-per", metavar="WHAT", choices=COMMIT_PER, help=f"{', '.join(COMMIT_PER)} (default: rule)"
    )
    group.add_argument("--draft", action="store_true", help="open it as a draft, as is done where a fix is unsafe")
    for name, does in (
        ("labels", "put these on it when it is opened"),
        ("assignees", "assign these to it"),
        ("reviewers", "ask these for a review"),
        ("team-reviewers", "ask these teams"),
    ):
        group.add_argument(f"--{name}", action=_Commas, metavar="NAMES", help=does)
    group.add_argument(
        "--recreate", action="store_true", help="propose again what was rejected by closing a pull request"
    )
    group.add_argument(
        "--share-rejections", action="store_true", help="write those to .lambdafix/rejected.toml, to be committed"
    )
    group.add_argument(
        "--max-open", type=_count, default=10, metavar="N", help="open no more than this at a time (default: 10)"
    )


def _add_host(group: argparse._ArgumentGroup) -> None:
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


def _handlers_parser() -> argparse.ArgumentParser:
    description = "Lists every Lambda handler: where it is, how it was found, what triggers it."
    parser = _Parser("lambdafix handlers", "[PATHS] [options]", description)
    _add_paths(parser)
    output = parser.add_argument_group("output")
    output.add_argument("--output-format", metavar="FORMAT", help="text or json")
    _add_volume(output)
    run = parser.add_argument_group("run")
    _add_dry_run(run, argparse.SUPPRESS)
    _add_run(run)
    return parser


def _rule_parser() -> argparse.ArgumentParser:
    description = "Explains a rule: what it does, why, when its fix is safe and when it is refused."
    parser = _Parser("lambdafix rule", "CODE | --all", description)
    group = parser.add_argument_group("arguments")
    group.add_argument("rule", nargs="?", metavar="CODE", help='a code or a name: "LMB201", "client-in-handler"')
    group.add_argument("--all", action="store_true", help="list every rule")
    group.add_argument("--codemods", action="append", metavar="DIR", help="a folder of further codemods")
    group.add_argument("--bowler", action="append", metavar="MODULE:FUNCTION", help="a Bowler query that is a codemod")
    _add_dry_run(group, argparse.SUPPRESS)
    _add_help(group)
    return parser


def _undo_parser() -> argparse.ArgumentParser:
    description = "Takes back what a run of fixes wrote; changes you made since are kept."
    parser = _Parser("lambdafix undo", "[RUN] [--list]", description)
    group = parser.add_argument_group("arguments")
    group.add_argument("run", nargs="?", type=int, metavar="RUN", help="the run's number (default: the latest)")
    group.add_argument("--list", action="store_true", help="list the runs that can be undone")
    _add_dry_run(group, "write nothing, show what would be taken back")
    _add_help(group)
    return parser


def _baseline_parser() -> argparse.ArgumentParser:
    description = (
        "Writes all findings of the project to .lambdafix/baseline.json, to be committed.\n"
        "lambdafix --baseline then reports new ones only."
    )
    parser = _Parser("lambdafix baseline", "[options]", description)
    _add_rules(parser.add_argument_group("rules", _SELECTORS))
    run = parser.add_argument_group("run")
    _add_dry_run(run, "write nothing, count what would be accepted")
    run.add_argument("-q", "--quiet", action="store_true", help="no progress")
    _add_run(run)
    return parser


_PARSERS = {
    _CHECK: _check_parser,
    "fix": _fix_parser,
    "review": _review_parser,
    "pr": _pr_parser,
    "handlers": _handlers_parser,
    "rule": _rule_parser,
    "undo": _undo_parser,
    "baseline": _baseline_parser,
}


def _add_analysis(parser: argparse.ArgumentParser, dry_run: str) -> argparse._ArgumentGroup:
    _add_paths(parser)
    _add_scope(parser.add_argument_group("scope"))
    _add_rules(parser.add_argument_group("rules", _SELECTORS))
    _add_output(parser.add_argument_group("output"))
    run = parser.add_argument_group("run")
    _add_dry_run(run, dry_run)
    run.add_argument("--verify", metavar="COMMAND", help="run these tests, and hold back the fixes they fail with")
    run.add_argument("--rejected", action="store_true", help="apply what was rejected in a review, too")
    run.add_argument("--force-exclude", action="store_true", help="leave out what is excluded though it is named")
    return run


def _add_dry_run(group: argparse._ArgumentGroup, does: str) -> None:
    group.add_argument("--dry-run", action="store_true", help=does)


def _add_paths(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("arguments")
    group.add_argument(
        "paths", nargs="*", metavar="PATHS", help="what to report on, - for stdin; all is read all the same"
    )
    group.add_argument("--stdin-filename", metavar="PATH", help="the path that stdin's text has in the project")


def _add_scope(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--since", metavar="REV", help="only rows changed since the work parted from REV")
    group.add_argument("--staged", action="store_true", help="only rows that are staged, as they are staged")
    group.add_argument("--baseline", action="store_true", help="only findings that the baseline does not hold")


def _add_rules(group: argparse._ArgumentGroup) -> None:
    for name, does in (
        ("select", "run these rules only"),
        ("extend-select", "run these as well"),
        ("ignore", "leave these out"),
        ("fixable", "fix these only"),
        ("unfixable", "report these, never fix them"),
    ):
        group.add_argument(f"--{name}", action=_Commas, metavar="CODES", help=does)
    group.add_argument(
        "--per-file-ignores", action=_Commas, metavar="PATTERN:CODE", help='"tests/**:LMB2" silences LMB2 in tests'
    )
    consent = argparse.BooleanOptionalAction
    group.add_argument("--unsafe-fixes", action=consent, help="include fixes that want a person's yes")


def _add_output(group: argparse._ArgumentGroup) -> None:
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
    group.add_argument("--diff", action=_Diff, help="--dry-run --output-format diff")
    group.add_argument("--show-secrets", action="store_true", help="write fixes whose diff shows a credential, too")
    group.add_argument("--statistics", action="store_true", help="counts by rule instead of findings")
    group.add_argument("--exit-zero", action="store_true", help="exit 0 whatever is found")
    _add_volume(group)


def _add_volume(group: argparse._ArgumentGroup) -> None:
    loudness = group.add_mutually_exclusive_group()
    loudness.add_argument("-q", "--quiet", action="store_true", help="only findings: no diff, no summary, no progress")
    loudness.add_argument("-v", "--verbose", action="store_true", help="all that is skipped and noted, places to see")


def _add_run(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--config", metavar="FILE", help="read this, not the nearest pyproject.toml or lambdafix.toml")
    group.add_argument("--isolated", action="store_true", help="read no configuration file")
    group.add_argument("--exclude", action=_Commas, metavar="PATTERNS", help="leave out what matches, as in .gitignore")
    group.add_argument("--extend-exclude", action=_Commas, metavar="PATTERNS", help="the same, on top of the file's")
    group.add_argument("--codemods", action="append", metavar="DIR", help="load further codemods from this folder")
    group.add_argument(
        "--bowler", action="append", metavar="MODULE:FUNCTION", help="run this Bowler query as a codemod"
    )
    group.add_argument("--jobs", type=int, metavar="N", help="processes to use (default: one a core)")
    group.add_argument("--no-cache", action="store_true", help=argparse.SUPPRESS)
    _add_help(group)


def _add_help(group: argparse._ArgumentGroup) -> None:
    group.add_argument("-h", "--help", action="help", help="show this and exit")
    version = f"lambdafix {__version__}"
    group.add_argument("-V", "--version", action="version", version=version, help="show the version and exit")
