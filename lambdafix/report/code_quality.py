"""GitLab's code quality report. https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from lambdafix.model import Applicability
from lambdafix.report.printable import printable

if TYPE_CHECKING:
    from lambdafix.engine import Analysis
    from lambdafix.model import Finding
    from lambdafix.report.view import View

_SEVERITY = {Applicability.SAFE: "major", Applicability.UNSAFE: "major", Applicability.REPORT: "minor"}
"""What has a fix is worth more of a reader's time than what wants thought first."""


def render(analysis: Analysis, _: View) -> str:
    """A JSON list with an entry for each finding. Paths count from the top of the repository."""
    return json.dumps([_entry(finding) for finding in analysis.findings], indent=2) + "\n"


def _entry(finding: Finding) -> dict[str, Any]:
    return {
        "description": printable(finding.message),
        "check_name": f"{finding.code} {finding.name}",
        "fingerprint": finding.fingerprint,
        "severity": _SEVERITY[finding.applicability],
        "location": {
            "path": printable(finding.path),
            "lines": {"begin": finding.start.row, "end": finding.end.row},
        },
    }
