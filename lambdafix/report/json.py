"""One JSON object, for programs. Its schema is `schema.json` beside this file."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from lambdafix.model import Applicability, Edit, Finding, Fix, HandlerEntry, Position, Skipped
from lambdafix.report.texts import Texts

if TYPE_CHECKING:
    from lambdafix.engine import Analysis

Shown = Callable[[str], str]
"""A path from the project's root, as it reads from the current folder."""


def render(analysis: Analysis, texts: Texts, shown: Shown) -> str:
    document = {
        "findings": [_finding(finding, texts, shown) for finding in analysis.findings],
        "skipped": [_skipped(skipped, shown) for skipped in analysis.skipped],
        "notes": list(analysis.notes),
        "summary": summary(analysis),
    }
    return json.dumps(document, indent=2) + "\n"


def render_handlers(handlers: tuple[HandlerEntry, ...], shown: Shown) -> str:
    entries = [
        {
            "filename": shown(entry.path),
            "function": entry.function,
            "how": entry.how,
            "confidence": entry.confidence.name.lower(),
            "trigger": entry.trigger,
            "root": shown(entry.root) if entry.root else ".",
            "declared_in": entry.declared_in,
        }
        for entry in handlers
    ]
    return json.dumps({"handlers": entries}, indent=2) + "\n"


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


def _finding(finding: Finding, texts: Texts, shown: Shown) -> dict[str, Any]:
    return {
        "code": finding.code,
        "name": finding.name,
        "filename": shown(finding.path),
        "function": finding.function,
        "message": finding.message,
        "location": _place(finding.start),
        "end_location": _place(finding.end),
        "related": [{"filename": shown(r.path), "row": r.row, "message": r.message} for r in finding.related],
        "call_path": list(finding.call_path),
        "applicability": finding.applicability.value,
        "doubt": finding.doubt or None,
        "refusal": str(finding.refusal) if finding.refusal else None,
        "fingerprint": finding.fingerprint,
        "fix": _fix(finding.fix, texts, shown) if finding.fix else None,
    }


def _fix(fix: Fix, texts: Texts, shown: Shown) -> dict[str, Any]:
    return {"message": fix.message, "edits": [_edit(edit, texts, shown) for edit in fix.edits]}


def _edit(edit: Edit, texts: Texts, shown: Shown) -> dict[str, Any]:
    start, end = texts.span(edit)
    return {
        "filename": shown(edit.path),
        "content": edit.content,
        "location": _place(start),
        "end_location": _place(end),
    }


def _place(position: Position) -> dict[str, int]:
    return {"row": position.row, "column": position.column}


def _skipped(skipped: Skipped, shown: Shown) -> dict[str, Any]:
    return {"filename": shown(skipped.path), "row": skipped.row or None, "reason": skipped.reason}
