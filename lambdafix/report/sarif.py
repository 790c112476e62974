"""SARIF 2.1.0, for GitHub's code scanning and for editors. https://docs.oasis-open.org/sarif/sarif/v2.1.0/

GitHub wants `primaryLocationLineHash` and leaves `fixes` alone, which others apply.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from lambdafix import __version__
from lambdafix.model import Applicability, Edit, Position
from lambdafix.report.json import revealing
from lambdafix.report.places import Places
from lambdafix.report.printable import printable
from lambdafix.rules import table

if TYPE_CHECKING:
    from lambdafix.engine import Analysis
    from lambdafix.model import Finding, Fix, Related, Skipped
    from lambdafix.report.view import View
    from lambdafix.rules.table import Rule

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_ROOT = "SRCROOT"
_LEVELS = {Applicability.SAFE: "warning", Applicability.UNSAFE: "warning", Applicability.REPORT: "note"}


def render(analysis: Analysis, view: View) -> str:
    """One run, with every rule that found something and every file that was skipped."""
    run = {
        "tool": {"driver": _driver(analysis)},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The top of the repository."}}},
        "invocations": [_invocation(analysis.skipped)],
        "results": _results(analysis, view),
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _driver(analysis: Analysis) -> dict[str, Any]:
    names = dict(sorted({(finding.code, finding.name) for finding in analysis.findings}))
    documented = {rule.code: rule for rule in table.read([table.bundled_folder()])}
    rules = [_rule(code, name, documented.get(code)) for code, name in names.items()]
    return {"name": "lambdafix", "version": __version__, "semanticVersion": __version__, "rules": rules}


def _rule(code: str, name: str, rule: Rule | None) -> dict[str, Any]:
    described: dict[str, Any] = {"id": code, "name": name}
    if rule is None:
        return described
    (_, summary), *parts = table.sections(rule.doc)
    text = "\n\n".join(f"{heading}\n{body}" for heading, body in parts)
    markdown = "\n\n".join(f"## {heading}\n\n{body}" for heading, body in parts)
    short = {"shortDescription": {"text": " ".join(summary.split())}}
    return described | short | {"help": {"text": text, "markdown": markdown}}


def _invocation(skipped: Iterable[Skipped]) -> dict[str, Any]:
    notifications = [
        {
            "level": "error" if one.crashed else "warning",
            "message": {"text": printable(one.reason)},
            "locations": [{"physicalLocation": {"artifactLocation": _artifact(one.path)}}],
        }
        for one in skipped
    ]
    crashed = any(one["level"] == "error" for one in notifications)
    return {"executionSuccessful": not crashed, "toolExecutionNotifications": notifications}


def _results(analysis: Analysis, view: View) -> list[dict[str, Any]]:
    places, left_out = Places(analysis.contents), revealing(analysis, view)
    codes = sorted({finding.code for finding in analysis.findings})
    index = {code: number for number, code in enumerate(codes)}
    return [_result(f, index, places, with_fix=f.path not in left_out) for f in analysis.findings]


def _result(finding: Finding, index: Mapping[str, int], places: Places, with_fix: bool) -> dict[str, Any]:
    physical = {"artifactLocation": _artifact(finding.path), "region": _region(finding.start, finding.end)}
    location: dict[str, Any] = {"physicalLocation": physical}
    if finding.function:
        location["logicalLocations"] = [{"fullyQualifiedName": finding.function, "kind": "function"}]
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": index[finding.code],
        "level": _LEVELS[finding.applicability],
        "message": {"text": printable(finding.message)},
        "locations": [location],
        "partialFingerprints": {
            "primaryLocationLineHash": f"{finding.fingerprint}:1",
            "lambdafix/v1": finding.fingerprint,
        },
        "properties": _properties(finding),
    }
    related = [_related(one, number) for number, one in enumerate(finding.related, 1)]
    if finding.call_path:
        result["codeFlows"] = [_flow(finding, related, location)]
    if related:
        result["relatedLocations"] = related
    if finding.fix and with_fix:
        result["fixes"] = [_fix(finding.fix, places)]
    return result


def _related(related: Related, number: int) -> dict[str, Any]:
    place = {"artifactLocation": _artifact(related.path), "region": {"startLine": related.row}}
    return {"id": number, "message": {"text": printable(related.message)}, "physicalLocation": place}


def _properties(finding: Finding) -> dict[str, Any]:
    refusal = str(finding.refusal) if finding.refusal else ""
    texts = {"applicability": finding.applicability.value, "doubt": finding.doubt, "refusal": refusal}
    lists = {"callPath": finding.call_path, "evidence": finding.evidence if finding.fix else ()}
    found = {key: printable(value) for key, value in texts.items() if value}
    return found | {key: [printable(value) for value in values] for key, values in lists.items() if values}


def _flow(finding: Finding, related: Iterable[Mapping[str, Any]], place: Mapping[str, Any]) -> dict[str, Any]:
    """The places on the way to the finding; of calls whose place is not known the names are told: GitHub refuses a
    location that lies in no file.
    """
    calls = printable(" → ".join(finding.call_path))
    last = {**place, "message": {"text": f"per request: {calls}"}}
    return {"threadFlows": [{"locations": [{"location": location} for location in (*related, last)]}]}


def _fix(fix: Fix, places: Places) -> dict[str, Any]:
    by_path: dict[str, list[Edit]] = {}
    for edit in fix.edits:
        by_path.setdefault(edit.path, []).append(edit)
    changes = [
        {
            "artifactLocation": _artifact(path),
            "replacements": [
                {"deletedRegion": _region(*places.span(edit)), "insertedContent": {"text": edit.content}}
                for edit in edits
            ],
        }
        for path, edits in by_path.items()
    ]
    return {"description": {"text": printable(fix.message)}, "artifactChanges": changes}


def _artifact(path: str) -> dict[str, Any]:
    return {"uri": quote(path.encode("utf-8", "surrogateescape")), "uriBaseId": _ROOT}


def _region(start: Position, end: Position) -> dict[str, int]:
    return {"startLine": start.row, "startColumn": start.column, "endLine": end.row, "endColumn": end.column}
