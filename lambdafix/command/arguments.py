"""The command line's grammar: what may be typed, and what it means as settings."""

from __future__ import annotations

import argparse
import re
from collections.abc import Mapping, Sequence
from typing import Any

from lambdafix.command.parsers import CHECK, INTERACTIVE, PARSERS, VERBS
from lambdafix.errors import UsageError, did_you_mean

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


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """The arguments, with `verb` and `flags` (settings by their names in the file). Raises `UsageError`.

    The first argument may be a verb; without one, the run is a dry run.
    """
    verb = argv[0] if argv and argv[0] in VERBS else CHECK
    if verb == CHECK and INTERACTIVE in argv:
        verb, argv = "review", ["review", *(argument for argument in argv if argument != INTERACTIVE)]
    parser = PARSERS[verb]()
    arguments = argv if verb == CHECK else argv[1:]
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
    if path in VERBS:
        return f"; the command goes first: lambdafix {path} …"
    if elsewhere := _ELSEWHERE.get(path):
        return f", and no command; {elsewhere}"
    if near := did_you_mean(path, VERBS):
        return f", and no command{near}"
    return f", and no command; the commands are {', '.join(VERBS)}" if path.isidentifier() else ""


def _unknown(word: str, verb: str, parser: argparse.ArgumentParser) -> str:
    name = word.partition("=")[0]
    command = "lambdafix" if verb == CHECK else f"lambdafix {verb}"
    if not word.startswith("-"):
        return f"{command} takes no argument {word!r}; {command} --help lists what it takes"
    if elsewhere := _ELSEWHERE.get(name):
        return f"unknown option {name}; {elsewhere}"
    options = re.findall(r"(?<![\w-])--?[a-z][\w-]*", parser.format_help())
    near = did_you_mean(name, set(options), cutoff=_NEAR_OPTION)
    others = [other for other, make in PARSERS.items() if other != verb and name in make().format_help().split()]
    if others and not near:
        where = "lambdafix" if others[0] == CHECK else f"lambdafix {others[0]}"
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
