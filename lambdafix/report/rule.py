"""A rule's documentation, and the list of all rules, read from the rules' own files."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from lambdafix import rules
from lambdafix.errors import UsageError, did_you_mean
from lambdafix.rules import Rule


def write(wanted: str | None, everything: bool, folders: Iterable[str]) -> None:
    """Print the rule called `wanted` by code or name, or a list of every rule. Raises `UsageError`."""
    places = [rules.bundled_folder(), *(Path(folder) for folder in folders)]
    if everything or wanted is None:
        sys.stdout.write(_listed(rules.read(places)))
        return
    found = [rule for rule in rules.read(places, mentioning=wanted) if wanted in (rule.code, rule.name)]
    if not found:
        known = [word for rule in rules.read(places) for word in (rule.code, rule.name)]
        raise UsageError(f"no rule is called {wanted!r}{did_you_mean(wanted, known)}; lambdafix rule --all lists them")
    _explain(found[0])


def _listed(found: list[Rule]) -> str:
    width = max((len(rule.name) for rule in found), default=0)
    lines = [
        f"{rule.code}  {rule.name:<{width}}  {_first_sentence(rule)}"
        f"{'' if rule.selected_by_default else ' (off unless selected)'}"
        for rule in found
    ]
    return "".join(line.rstrip() + "\n" for line in lines)


def _first_sentence(rule: Rule) -> str:
    parts = dict(rules.sections(rule.doc))
    text = parts.get("What it does", "") or parts.get("", "")
    return " ".join(text.split()).partition(". ")[0].rstrip(".")


def _explain(rule: Rule) -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console(markup=False, highlight=False, emoji=False)
    title = Text(rule.code, "bold cyan").append(f" {rule.name}", "bold")
    if not rule.selected_by_default:
        title.append("  off unless selected", "dim not bold")
    console.print(title)
    for heading, body in rules.sections(rule.doc):
        if heading:
            console.print()
            console.print(Text(heading, "bold underline"))
        in_code = False
        for line in body.splitlines():
            if line.startswith("```"):
                in_code = not in_code
            else:
                console.print(Text(f"    {line}" if in_code else line, "green" if in_code else ""), soft_wrap=in_code)
