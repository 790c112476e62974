"""Analyses made by hand, for the writers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from lambdafix.engine import Analysis
from lambdafix.model import (
    Applicability,
    Confidence,
    Edit,
    Finding,
    Fix,
    HandlerEntry,
    Position,
    Refusal,
    Related,
    Rewrite,
    Skipped,
    Span,
)
from lambdafix.report.view import View
from lambdafix.settings.workspace import Workspace
from lambdafix.source import Source

BEFORE = """\
import os

import boto3


def lambda_handler(event, context):
    client = boto3.client("s3")
    return client.get_object(Bucket=os.environ["BUCKET"], Key=event["key"])
"""
AFTER = """\
import os

import boto3

client = boto3.client("s3")


def lambda_handler(event, context):
    return client.get_object(Bucket=os.environ["BUCKET"], Key=event["key"])
"""
PATH = "src/orders/app.py"


def view(root: Path = Path("/project"), here: str = "", **values: Any) -> View:
    return View(Workspace(root, root / here, (), root), **values)


def replacing(path: str, text: str, old: str, new: str) -> Edit:
    start = text.index(old)
    return Edit(path, Span(start, start + len(old)), new)


def finding(text: str = BEFORE, at: str = 'boto3.client("s3")', path: str = PATH, **values: Any) -> Finding:
    """A safe finding over the first `at` in `text`; other fields by keyword."""
    start = text.index(at)
    source = Source(path, text)
    made = Finding(
        code="LMB201",
        name="client-in-handler",
        path=path,
        span=Span(start, start + len(at)),
        start=source.position(start),
        end=source.position(start + len(at)),
        function="lambda_handler",
        message="a boto3 client is built on every request",
        applicability=Applicability.SAFE,
        fingerprint=f"print-{path}-{start}",
        snippet=at,
        call_path=("app.lambda_handler", "orders.load", "db.connect"),
        fix=Fix(
            "Build the client once, at module scope",
            (
                replacing(path, text, "import boto3\n", 'import boto3\n\nclient = boto3.client("s3")\n'),
                replacing(path, text, '    client = boto3.client("s3")\n', ""),
            ),
        )
        if text == BEFORE
        else None,
    )
    return replace(made, **values)


def unsafe(**values: Any) -> Finding:
    return replace(
        finding(),
        code="LMB102",
        name="request-value-in-global",
        applicability=Applicability.UNSAFE,
        fingerprint="unsafe",
        start=Position(8, 5),
        end=Position(8, 9),
        doubt="tests/test_app.py reads it after the call",
        **values,
    )


def refused(**values: Any) -> Finding:
    defaults: dict[str, Any] = {
        "code": "LMB103",
        "name": "in-memory-counter",
        "path": "src/counter.py",
        "applicability": Applicability.REPORT,
        "fingerprint": "refused",
        "message": "`count` counts the requests of one environment only",
        "fix": None,
        "refusal": Refusal("no environment knows the total", "count in DynamoDB"),
        "related": (Related("src/counter.py", 3, "the counter"),),
        "call_path": (),
    }
    return replace(finding(), **{**defaults, **values})


def rewrite(*findings: Finding) -> Rewrite:
    return Rewrite(PATH, BEFORE.encode(), AFTER.encode(), tuple(one.fingerprint for one in findings))


def analysis(*findings: Finding, **values: Any) -> Analysis:
    """What a run would return that found `findings`; other fields by keyword."""
    made = Analysis(
        root=Path("/project"),
        findings=findings,
        skipped=(),
        notes=(),
        handlers=(HandlerEntry(PATH, "lambda_handler", "sam", Confidence.TEMPLATE, "api"),),
        unresolved=(),
        files=214,
        vendored=0,
        contents={PATH: BEFORE.encode()},
    )
    return replace(made, **values)


def everything() -> Analysis:
    """One finding of each answer, a skipped file and a note."""
    safe = finding()
    return analysis(
        safe,
        unsafe(),
        refused(),
        skipped=(Skipped("legacy/old.py", "written for Python 2", 3), Skipped("secret.py", "cannot be read")),
        notes=("app.py:3: # noqa: LMB201: silences nothing here and can go",),
        vendored=1203,
        rewrites=(rewrite(safe),),
    )
