"""One writer per output format. Each is imported only when its format is asked for."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

from lambdafix.model import Refusal
from lambdafix.report.printable import printable

if TYPE_CHECKING:
    from lambdafix.engine import Analysis
    from lambdafix.report.view import View, Written


FORGE_FORMATS: Mapping[str, str] = {
    "concise": "concise",
    "github": "workflow_commands",
    "gitlab": "code_quality",
    "junit": "junit",
    "sarif": "sarif",
}
"""Formats that forges and editors read, each with the module of this package that writes it."""
FILE_FORMATS = ("json", *FORGE_FORMATS)
"""What `--output-file` writes."""


def write(analysis: Analysis, view: View, output_format: str, written: Written | None = None) -> None:
    """Print the findings, or with `written` what was repaired and what remains."""
    if output_format == "json":
        from lambdafix.report import json

        sys.stdout.write(json.render(analysis, view, written))
        tell_left_out(view, json.revealing(analysis, view))
    elif output_format == "diff":
        from lambdafix.report import diff

        left_out = {} if view.show_secrets else diff.revealing(analysis.rewrites, analysis.redaction)
        write_content(diff.render(r for r in analysis.rewrites if r.path not in left_out))
        tell_left_out(view, left_out)
        warn(analysis, view)
    elif output_format in FORGE_FORMATS:
        sys.stdout.write(rendered(analysis, view, output_format))
        warn(analysis, view)
    elif analysis.findings or written is not None:
        from lambdafix.report import text

        text.write(analysis, view, written)
    else:
        from lambdafix.report import words

        sys.stdout.write(words.clean(analysis, view))


def rendered(analysis: Analysis, view: View, output_format: str) -> str:
    """The findings in one of `FILE_FORMATS`."""
    if output_format == "json":
        from lambdafix.report import json

        return json.render(analysis, view)
    module = importlib.import_module(f"lambdafix.report.{FORGE_FORMATS[output_format]}")
    text: str = module.render(analysis, view)
    return text


def write_statistics(analysis: Analysis, output_format: str) -> None:
    if output_format == "json":
        from lambdafix.report import json

        sys.stdout.write(json.render_summary(analysis))
    else:
        from lambdafix.report import statistics

        sys.stdout.write(statistics.render(analysis))


def write_content(content: bytes) -> None:
    """Bytes of the project's files: as they are to a program, made harmless to a terminal."""
    if not sys.stdout.isatty():
        sys.stdout.buffer.write(content)
        return
    for line in content.split(b"\n")[: None if content[-1:] != b"\n" else -1]:
        print(printable(line.removesuffix(b"\r").decode("utf-8", "backslashreplace")))


def tell_left_out(view: View, left_out: Mapping[str, Refusal]) -> None:
    for path, refusal in left_out.items():
        print(f"lambdafix: {printable(view.shown(path))} is left out: {printable(str(refusal))}", file=sys.stderr)


def warn(analysis: Analysis, view: View) -> None:
    """Say on stderr what a diff cannot: files left out, and notes."""
    for skipped in analysis.skipped:
        row = f"{skipped.row}:" if skipped.row else ""
        print(f"skipped {printable(view.shown(skipped.path))}:{row} {printable(skipped.reason)}", file=sys.stderr)
    for note in analysis.notes:
        print(f"note: {printable(note)}", file=sys.stderr)
