"""Workflow commands, which GitHub shows beside the changed lines of a pull request.

https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions#setting-an-error-message
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdafix.report.printable import printable

if TYPE_CHECKING:
    from lambdafix.engine import Analysis
    from lambdafix.model import Finding
    from lambdafix.report.view import View

_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def render(analysis: Analysis, _: View) -> str:
    """One command a finding. Paths count from the top of the repository, as GitHub wants them."""
    return "".join(f"{_command(finding)}\n" for finding in analysis.findings)


def _command(finding: Finding) -> str:
    properties = {
        "title": f"{finding.code} {finding.name}",
        "file": finding.path,
        "line": str(finding.start.row),
        "endLine": str(finding.end.row),
    }
    if finding.start.row == finding.end.row:  # GitHub leaves out an annotation with columns of two lines
        properties |= {"col": str(finding.start.column), "endColumn": str(finding.end.column)}
    words = ",".join(f"{key}={printable(value).translate(_PROPERTY)}" for key, value in properties.items())
    instead = f"\n{finding.refusal}" if finding.refusal else ""
    message = "\n".join(printable(line) for line in f"{finding.message}{instead}".split("\n"))
    return f"::error {words}::{message.translate(_DATA)}"
