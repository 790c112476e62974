"""The list of handlers: where each is, how it was found, what calls it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lambdafix.engine import Analysis
    from lambdafix.report.view import View


def write(analysis: Analysis, view: View, output_format: str) -> None:
    """Print to stdout, as "text" or "json"."""
    if output_format == "json":
        from lambdafix.report import json

        sys.stdout.write(json.render_handlers(analysis.handlers, view))
    else:
        _write_text(analysis, view)


def _write_text(analysis: Analysis, view: View) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from lambdafix.report import words
    from lambdafix.report.printable import printable

    console = Console(markup=False, highlight=False, emoji=False)
    if not analysis.handlers:
        print(words.nothing(analysis, view))
    else:
        table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
        for title in ("File", "Function", "Found by", "Trigger", "Root"):
            table.add_column(title, overflow="fold")
        for entry in analysis.handlers:
            root = printable(view.shown(entry.root or "."))
            file = Text(printable(view.shown(entry.path)), "bold")
            how = f"{entry.how} ({printable(entry.declared_in)})" if entry.declared_in else entry.how
            table.add_row(file, Text(entry.function), Text(how), Text(entry.trigger), Text(root))
        console.print(table)
        console.print()
        console.print(Text(words.scope(analysis)))
