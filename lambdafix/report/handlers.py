"""The list of handlers: where each is, how it was found, what calls it; and those a template names in vain."""

from __future__ import annotations

import json
import sys
from itertools import groupby
from typing import TYPE_CHECKING

from lambdafix.report import words
from lambdafix.report.printable import printable

if TYPE_CHECKING:
    from lambdafix.engine import Analysis
    from lambdafix.report.view import View


def write(analysis: Analysis, view: View, output_format: str) -> None:
    """Print to stdout, as "text" or "json"."""
    if output_format == "json":
        sys.stdout.write(_json(analysis, view))
    elif analysis.handlers:
        _print_list(analysis, view)
    else:
        print(words.nothing(analysis, view))
    if output_format != "json" and analysis.unresolved:
        sys.stdout.write(_unresolved(analysis, view))


def _json(analysis: Analysis, view: View) -> str:
    entries = [
        {
            "filename": view.shown(entry.path),
            "function": entry.function,
            "how": entry.how,
            "confidence": entry.confidence.name.lower(),
            "trigger": entry.trigger,
            "root": view.shown(entry.root or "."),
            "declared_in": view.shown_place(entry.declared_in) if entry.declared_in else None,
        }
        for entry in analysis.handlers
    ]
    unresolved = [
        {
            "handler": entry.handler,
            "name": entry.name or None,
            "declared_in": view.shown_place(entry.declared_in),
            "reason": entry.reason,
        }
        for entry in analysis.unresolved
    ]
    return json.dumps({"handlers": entries, "unresolved": unresolved}, indent=2) + "\n"


def _print_list(analysis: Analysis, view: View) -> None:
    from rich.text import Text

    from lambdafix.report.console import made

    console = made()
    names = max(len(printable(entry.function)) for entry in analysis.handlers)
    triggers = max(len(printable(entry.trigger)) for entry in analysis.handlers)
    for path, entries in groupby(analysis.handlers, lambda entry: entry.path):
        console.print(Text(printable(view.shown(path)), "bold"), soft_wrap=True)
        for entry in entries:
            place = f" {view.shown_place(entry.declared_in)}" if entry.declared_in else ""
            line = Text(f"  {printable(entry.function):<{names}}", "cyan")
            line.append(f"  {printable(entry.trigger):<{triggers}}", "default")
            line.append(printable(f"  {entry.how}{place}, root {view.shown(entry.root or '.')}"), "dim")
            console.print(line, soft_wrap=True)
    console.print()
    console.print(Text(words.scope(analysis)), soft_wrap=True)


def _unresolved(analysis: Analysis, view: View) -> str:
    lines = [
        f"  {view.shown_place(entry.declared_in)}: {f'{entry.name} {entry.handler}'.strip()}: {entry.reason}"
        for entry in analysis.unresolved
    ]
    return "".join(f"{line}\n" for line in ("", "Declared, and not found", *map(printable, lines)))
