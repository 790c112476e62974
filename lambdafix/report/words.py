"""Sentences that more than one screen says."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING

from lambdafix.model import Applicability, Finding, Skipped
from lambdafix.report.printable import printable

if TYPE_CHECKING:
    from lambdafix.engine import Analysis
    from lambdafix.report.view import View

LISTED = 10
"""How many skipped files or notes are listed unless the user asks for all."""

UNDO = ("lambdafix undo", "takes it all back")
_NOT_FOR_THE_NEXT = {
    "-q",
    "--quiet",
    "-v",
    "--verbose",
    "--allow-dirty",
    "--diff",
    "--dry-run",
    "--exit-zero",
    "--force-exclude",
    "--rejected",
    "--statistics",
}
_OF_THAT_RUN = {"--verify", "--output-file"}
_WITH_A_VALUE = {"--verify", "--output-file", "--commit-per"}
_FOR_WRITING = frozenset({"--commit", "--commit-per"})
"""Options of `lambdafix fix` that a dry run does not know."""
_LOADING = frozenset({"--codemods", "--bowler"})
_HANDLERS_COME_FROM = (
    "Handlers are looked for in SAM, CloudFormation, serverless.yml, CDK, Terraform, Dockerfiles, Zappa and Chalice,\n"
    "and in decorators, wrappers and signatures. If yours is declared elsewhere: lambdafix handlers --help"
)


def counted(number: int, noun: str) -> str:
    """ "1 file", "2 fixes", "1,203 entries"."""
    if number == 1:
        return f"1 {noun}"
    if noun.endswith("y"):
        return f"{number:,} {noun[:-1]}ies"
    return f"{number:,} {noun}{'es' if noun.endswith(('x', 's')) else 's'}"


def scope(analysis: Analysis) -> str:
    """How much was read and what was left out."""
    left_out = [
        f"{analysis.vendored:,} vendored" if analysis.vendored else "",
        f"{len(analysis.skipped):,} skipped" if analysis.skipped else "",
    ]
    read = f"{counted(analysis.files, 'file')} read, {counted(len(analysis.handlers), 'handler')} found"
    return f"{read}; left out: {', '.join(filter(None, left_out))}" if any(left_out) else read


def clean(analysis: Analysis, view: View) -> str:
    """The whole screen where there is nothing to report."""
    lines = [nothing(analysis, view)]
    if not view.quiet:
        lines = [*filter(None, [incomplete(analysis.skipped)]), *lines]
        for heading, entries in remarks(analysis, view):
            lines += ["", heading, *(f"  {entry}" for entry in entries)]
    return "".join(f"{line}\n" for line in lines)


def nothing(analysis: Analysis, view: View) -> str:
    """Why there is nothing to report."""
    if not analysis.files:
        return (
            "No Python file here.\n"
            "Run lambdafix in a project with Python Lambda functions, or name one: lambdafix path/to/project"
        )
    if view.workspace.paths:
        where = ", ".join(printable(view.shown(path)) for path in view.workspace.paths)
        return f"No findings in {where}: {scope(analysis)}."
    if not analysis.handlers:
        files = counted(analysis.files, "file")
        return f"No Lambda handler in {files}, so nothing runs per request.\n{_HANDLERS_COME_FROM}"
    return f"No findings: {scope(analysis)}."


def incomplete(skipped: Sequence[Skipped]) -> str:
    """That not all was analysed, "" where all was: with this in sight nobody takes silence for health."""
    files = len({one.path for one in skipped})
    whole = "wholly " if any(one.crashed for one in skipped) else ""
    was = "was" if files == 1 else "were"
    return f"{counted(files, 'file')} {was} not {whole}analysed, for the reasons under Skipped." if files else ""


def remarks(analysis: Analysis, view: View) -> Iterator[tuple[str, list[str]]]:
    """(heading, lines) of what was left out and what else a user should know."""
    skipped = [f"{_place(view.shown(s.path), s.row)}: {s.reason}" for s in analysis.skipped]
    notes = [*analysis.notes, *(_offered(view.shown(folder)) for folder in view.offered_codemods)]
    notes += [f"the query {q} runs code of this project; to run it: --bowler {q}" for q in view.offered_bowler]
    left_out = [f"{view.shown(one.path)}: {one.reason}" for one in analysis.omitted] if view.verbose else []
    for heading, lines in (("Skipped", skipped), ("Left out", left_out), ("Notes", notes)):
        if lines:
            yield heading, _shortened([printable(line) for line in lines], view.verbose)


def _offered(folder: str) -> str:
    return f"codemods in {folder} run code of this project; to load them: --codemods {shlex.quote(folder)}"


def _place(path: str, row: int) -> str:
    return f"{path}:{row}" if row else path


def _shortened(lines: Sequence[str], verbose: bool) -> list[str]:
    if verbose or len(lines) <= LISTED:
        return list(lines)
    return [*lines[:LISTED], f"… and {len(lines) - LISTED} more: --verbose lists them"]


def next_steps(analysis: Analysis, view: View) -> Iterator[tuple[str, str]]:
    """(command, what it does) for what a user may want to type now."""
    offered = {name for rewrite in analysis.rewrites for name in rewrite.fingerprints}
    if offered:
        places = f"in {counted(len(analysis.rewrites), 'file')}"
        kind = "fix" if view.unsafe_fixes else "safe fix"
        yield _command("lambdafix fix", view), f"applies {counted(len(offered), kind)} {places}"
    if hidden := hidden_unsafe(analysis, view):
        also = "as well" if offered else ""
        yield (
            _command("lambdafix", view, "--unsafe-fixes", without=_FOR_WRITING),
            f"shows {counted(hidden, 'unsafe fix')} {also}".rstrip(),
        )
    refused = [finding for finding in analysis.findings if finding.applicability is Applicability.REPORT]
    if example := next(iter(refused or analysis.findings), None):
        yield _spelt(f"lambdafix rule {example.code}", _loading(view.arguments)), "explains a rule, with an example"


def hidden_unsafe(analysis: Analysis, view: View) -> int:
    if view.unsafe_fixes:
        return 0
    return sum(finding.applicability is Applicability.UNSAFE for finding in analysis.findings)


def again(verb: str, arguments: Sequence[str], option: str) -> str:
    """The same command once more, with `option`."""
    return _spelt(verb, [*(word for word in arguments if word != option), option])


def _command(verb: str, view: View, *extra: str, without: AbstractSet[str] = frozenset()) -> str:
    return _spelt(verb, [*_for_the_next(view.arguments, without), *extra])


def _for_the_next(arguments: Sequence[str], without: AbstractSet[str]) -> Iterator[str]:
    """What was typed, without what concerns that run alone or is no option of the next one."""
    words = iter(arguments)
    for word in words:
        name, equals, _ = word.partition("=")
        if name in _OF_THAT_RUN or name in without:
            if not equals and name in _WITH_A_VALUE:
                next(words, None)
        elif word not in _NOT_FOR_THE_NEXT:
            yield word


def _loading(arguments: Sequence[str]) -> Iterator[str]:
    """The options that load further rules, each followed by its value."""
    for index, word in enumerate(arguments):
        option, equals, _ = word.partition("=")
        if option in _LOADING:
            yield from arguments[index : index + (1 if equals else 2)]


def _spelt(verb: str, words: Iterable[str]) -> str:
    return " ".join([verb, *(printable(shlex.quote(word)) for word in words)])


def answer(finding: Finding, offered: frozenset[str], unsafe_fixes: bool) -> str:
    """What becomes of a finding, in words: "safe fix", "unsafe fix, not shown", "no fix"."""
    if finding.fix is None:
        return "no fix"
    kind = f"{finding.applicability.value} fix"
    if finding.fingerprint in offered:
        return kind
    if finding.applicability is Applicability.UNSAFE and not unsafe_fixes:
        return f"{kind}, needs your yes"
    return f"{kind}, held back"


def megabytes(size: int) -> str:
    """Bytes for people: "1.3 MB"."""
    return f"{size / 1e6:.1f} MB"
