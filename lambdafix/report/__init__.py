"""One writer per output format. Each is imported only when its format is asked for."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from lambdafix.report.printable import printable

if TYPE_CHECKING:
    from lambdafix.engine import Analysis
    from lambdafix.report.view import View, Written


def write(analysis: Analysis, view: View, output_format: str, written: Written | None = None) -> None:
    """Print the findings, or with `written` what was repaired and what remains."""
    if output_format == "json":
        from lambdafix.report import json

        sys.stdout.write(json.render(analysis, view, written))
    elif output_format == "diff":
        from lambdafix.report import diff

        sys.stdout.buffer.write(diff.render(analysis.rewrites))
        warn(analysis, view)
    elif analysis.findings or written is not None:
        from lambdafix.report import text

        text.write(analysis, view, written)
    else:
        from lambdafix.report import words

        sys.stdout.write(words.clean(analysis, view))


def write_statistics(analysis: Analysis, output_format: str) -> None:
    if output_format == "json":
        from lambdafix.report import json

        sys.stdout.write(json.render_summary(analysis))
    else:
        from lambdafix.report import statistics

        sys.stdout.write(statistics.render(analysis))


def warn(analysis: Analysis, view: View) -> None:
    """Say on stderr what a diff cannot: files left out, and notes."""
    for skipped in analysis.skipped:
        row = f"{skipped.row}:" if skipped.row else ""
        print(f"skipped {printable(view.shown(skipped.path))}:{row} {printable(skipped.reason)}", file=sys.stderr)
    for note in analysis.notes:
        print(f"note: {printable(note)}", file=sys.stderr)
