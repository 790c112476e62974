"""The list of handlers, for people and for programs."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lambdafix.engine import Analysis
from lambdafix.model import Confidence, HandlerEntry
from lambdafix.project.handlers import Unresolved
from lambdafix.report import handlers
from support.reports import analysis, view

FOUND = analysis(
    handlers=(
        HandlerEntry("src/app.py", "handler", "sam", Confidence.TEMPLATE, "api+sqs", "src", "src/template.yaml:12"),
        HandlerEntry("tool.py", "Job.run", "signature", Confidence.SHAPE),
    ),
    unresolved=(Unresolved("gone.handler", "src/template.yaml:20", "no gone.py", "Gone"),),
)


def shown(found: Analysis, capsys: pytest.CaptureFixture[str], output_format: str, here: str = "") -> str:
    handlers.write(found, view(here=here), output_format)
    return capsys.readouterr().out


def test_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        shown(FOUND, capsys, "text")
        == """\
src/app.py
  handler  api+sqs  sam src/template.yaml:12, root src
tool.py
  Job.run  unknown  signature, root .

214 files read, 2 handlers found

Declared, and not found
  src/template.yaml:20: Gone gone.handler: no gone.py
"""
    )


def test_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    document: dict[str, Any] = json.loads(shown(FOUND, capsys, "json", here="src"))
    assert document["handlers"][0] == {
        "filename": "app.py",
        "function": "handler",
        "how": "sam",
        "confidence": "template",
        "trigger": "api+sqs",
        "root": ".",
        "declared_in": "template.yaml:12",
    }
    assert document["handlers"][1]["declared_in"] is None
    assert document["unresolved"] == [
        {"handler": "gone.handler", "name": "Gone", "declared_in": "template.yaml:20", "reason": "no gone.py"}
    ]


def test_none(capsys: pytest.CaptureFixture[str]) -> None:
    assert shown(analysis(handlers=()), capsys, "text").startswith("No Lambda handler in 214 files")


def test_hostile_names_move_no_cursor(capsys: pytest.CaptureFixture[str]) -> None:
    hostile = "a\x1b[2J"
    entry = HandlerEntry(f"{hostile}.py", hostile, hostile, Confidence.CODE, hostile, hostile, f"{hostile}:1")
    found = analysis(handlers=(entry,), unresolved=(Unresolved(hostile, f"{hostile}:1", hostile),))
    assert "\x1b" not in shown(found, capsys, "text")
