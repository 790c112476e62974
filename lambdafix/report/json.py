"""One JSON object, for programs. Its schema is `schema.json` beside this file."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from lambdafix.model import Applicability, Edit, Finding, Fix, Position, Refusal, Skipped
from lambdafix.report.diff import SHOWS
from lambdafix.report.places import Places
from lambdafix.report.view import View, Written

if TYPE_CHECKING:
    from lambdafix.engine import Analysis


def render(analysis: Analysis, view: View, written: Written | None = None) -> str:
    places = Places(analysis.contents)
    left_out = revealing(analysis, view)
    document = {
        "findings": [_finding(f, places, view, f.path not in left_out) for f in analysis.findings],
        "skipped": [_skipped(skipped, view) for skipped in analysis.skipped],
        "notes": list(analysis.notes),
        "summary": summary(analysis),
    }
    if written is not None:
        document["written"] = [
            {"filename": view.shown(path), "fingerprints": list(names)} for path, names in written.files
        ]
        document["unwritten"] = [
            {"filename": view.shown(path), "reason": str(refusal)} for path, refusal in written.refused
        ]
    return _dumped(document)


def render_summary(analysis: Analysis) -> str:
    return _dumped({"summary": summary(analysis)})


def _dumped(document: dict[str, Any]) -> str:
    return json.dumps(document, indent=2) + "\n"


def summary(analysis: Analysis) -> dict[str, Any]:
    counts = Counter((f.code, f.name, f.applicability) for f in analysis.findings)
    rules = sorted({(code, name) for code, name, _ in counts})
    return {
        "files": analysis.files,
        "handlers": len(analysis.handlers),
        "vendored": analysis.vendored,
        "skipped": len(analysis.skipped),
        "findings": len(analysis.findings),
        "rules": [
            {"code": code, "name": name, **{kind.value: counts[code, name, kind] for kind in Applicability}}
            for code, name in rules
        ],
    }


def revealing(analysis: Analysis, view: View) -> Mapping[str, Refusal]:
    """Why findings of a file are written without their fix, by the finding's path."""
    if view.show_secrets or not analysis.redaction:
        return {}
    shown = (f.path for f in analysis.findings if f.fix and any(map(analysis.redaction.shows, _contents(f.fix))))
    return dict.fromkeys(shown, SHOWS)


def _contents(fix: Fix) -> Iterator[str]:
    return (edit.content for edit in fix.edits)


def _finding(finding: Finding, places: Places, view: View, with_fix: bool) -> dict[str, Any]:
    return {
        "code": finding.code,
        "name": finding.name,
        "filename": view.shown(finding.path),
        "function": finding.function,
        "message": finding.message,
        "location": _place(finding.start),
        "end_location": _place(finding.end),
        "related": [{"filename": view.shown(r.path), "row": r.row, "message": r.message} for r in finding.related],
        "call_path": list(finding.call_path),
        "applicability": finding.applicability.value,
        "doubt": finding.doubt or None,
        "evidence": list(finding.evidence) if finding.fix else [],
        "refusal": str(finding.refusal) if finding.refusal else None,
        "fingerprint": finding.fingerprint,
        "fix": _fix(finding.fix, places, view) if finding.fix and with_fix else None,
    }


def _fix(fix: Fix, places: Places, view: View) -> dict[str, Any]:
    return {"message": fix.message, "edits": [_edit(edit, places, view) for edit in fix.edits]}


def _edit(edit: Edit, places: Places, view: View) -> dict[str, Any]:
    start, end = places.span(edit)
    return {
        "filename": view.shown(edit.path),
        "content": edit.content,
        "location": _place(start),
        "end_location": _place(end),
    }


def _place(position: Position) -> dict[str, int]:
    return {"row": position.row, "column": position.column}


def _skipped(skipped: Skipped, view: View) -> dict[str, Any]:
    return {
        "filename": view.shown(skipped.path),
        "row": skipped.row or None,
        "reason": skipped.reason,
        "crashed": skipped.crashed or None,
    }
