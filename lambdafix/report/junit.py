"""A JUnit report: each finding is a test that failed. https://github.com/testmoapp/junitxml"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from lambdafix.report.printable import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lambdafix.engine import Analysis
    from lambdafix.model import Finding, Skipped
    from lambdafix.report.view import View


def render(analysis: Analysis, view: View) -> str:
    """XML with a suite for each file that has findings or was skipped; one that passes where there is none."""
    return "".join(f"{line}\n" for line in _lines(analysis, view))


def _lines(analysis: Analysis, view: View) -> Iterator[str]:
    failures, errors = len(analysis.findings), len(analysis.skipped)
    yield '<?xml version="1.0" encoding="utf-8"?>'
    total = max(1, failures + errors)
    yield f'<testsuites name="lambdafix" tests="{total}" failures="{failures}" errors="{errors}">'
    for path, group in groupby(analysis.findings, lambda finding: finding.path):
        findings = list(group)
        yield _suite(view.shown(path), len(findings), failures=len(findings))
        for finding in findings:
            yield from _case(finding)
        yield "  </testsuite>"
    for skipped in analysis.skipped:
        yield _suite(view.shown(skipped.path), 1, errors=1)
        yield from _unread(skipped)
        yield "  </testsuite>"
    if not failures and not errors:
        yield _suite("lambdafix", 1)
        yield '    <testcase name="no findings"/>'
        yield "  </testsuite>"
    yield "</testsuites>"


def _suite(name: str, tests: int, failures: int = 0, errors: int = 0) -> str:
    return f'  <testsuite name={_attribute(name)} tests="{tests}" failures="{failures}" errors="{errors}">'


def _case(finding: Finding) -> Iterator[str]:
    name = _attribute(f"{finding.code} {finding.name}, row {finding.start.row}")
    yield f'    <testcase name={name} classname={_attribute(finding.path)} line="{finding.start.row}">'
    more = finding.refusal or (finding.fix.message if finding.fix else "")
    text = escape(printable(f"{finding.path}:{finding.start.row}:{finding.start.column}: {more}"))
    yield f'      <failure type="{finding.code}" message={_attribute(finding.message)}>{text}</failure>'
    yield "    </testcase>"


def _unread(skipped: Skipped) -> Iterator[str]:
    yield f'    <testcase name="read" classname={_attribute(skipped.path)}>'
    yield f"      <error message={_attribute(skipped.reason)}/>"
    yield "    </testcase>"


def _attribute(text: str) -> str:
    return quoteattr(printable(text).replace("\t", " "))
