"""A rule's documentation, and the list of all rules, read from the rules' own files."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from textwrap import indent

from lambdafix.errors import UsageError, did_you_mean
from lambdafix.rules import table
from lambdafix.rules.table import Rule

_MEASURE = 100
_INDENT = "    "
_FENCE = re.compile(r"```\w*\n(.*?)```", re.DOTALL)
_BLANK = re.compile(r"\n\s*\n")
_WRAPPED = re.compile(r"\n\s*(?![-*|] )")


def write(wanted: str | None, everything: bool, folders: Iterable[str], queries: Iterable[str] = ()) -> None:
    """Print the rule called `wanted` by code or name, or a list of every rule. Raises `UsageError`."""
    places = [table.bundled_folder(), *(Path(folder) for folder in folders)]
    of_queries = table.of_queries(queries)
    if everything or wanted is None:
        sys.stdout.write(_listed([*table.read(places), *of_queries]))
        return
    mentioning = [*table.read(places, mentioning=wanted), *of_queries]
    found = [rule for rule in mentioning if wanted in (rule.code, rule.name)]
    if not found:
        known = [word for rule in (*table.read(places), *of_queries) for word in (rule.code, rule.name)]
        raise UsageError(f"no rule is called {wanted!r}{did_you_mean(wanted, known)}; lambdafix rule --all lists them")
    _explain(found[0])


def _listed(found: list[Rule]) -> str:
    width = max((len(rule.name) for rule in found), default=0)
    lines = [
        f"{rule.code}  {rule.name:<{width}}  {_in_short(rule)}"
        f"{'' if rule.selected_by_default else ' (off unless selected)'}"
        for rule in found
    ]
    return "".join(line.rstrip() + "\n" for line in lines)


def _in_short(rule: Rule) -> str:
    (_, text), *_ = table.sections(rule.doc)
    return " ".join(text.split()).rstrip(".")


def _explain(rule: Rule) -> None:
    from rich.text import Text

    from lambdafix.report.console import made

    console = made()
    piped = not sys.stdout.isatty()
    title = Text(rule.code, "bold cyan").append(f" {rule.name}", "bold")
    if not rule.selected_by_default:
        title.append("  off unless selected", "dim not bold")
    console.print(title)
    for heading, body in table.sections(rule.doc):
        if heading:
            console.print()
            console.print(Text(heading, "bold underline"))
        for number, (code, block) in enumerate(_blocks(body)):
            if number:
                console.print()
            width = min(console.width, _MEASURE)
            console.print(Text(block, "green" if code else ""), soft_wrap=code or piped, width=width)


def _blocks(body: str) -> Iterator[tuple[bool, str]]:
    """(whether it is code, text): paragraphs with their lines joined, list items apart, code indented by four."""
    lines = _FENCE.sub(lambda fenced: indent(fenced[1], _INDENT), body).splitlines()
    code = False
    marked = [(code := line.startswith(_INDENT) if line.strip() else code, line) for line in lines]
    for is_code, group in groupby(marked, key=itemgetter(0)):
        text = "\n".join(line for _, line in group).strip("\n")
        if is_code:
            yield True, text
        else:
            yield from ((False, _WRAPPED.sub(" ", paragraph)) for paragraph in _BLANK.split(text) if paragraph)
