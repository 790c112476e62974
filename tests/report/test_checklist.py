"""The checklist: each box ticked, open, or unknown with its reason."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from lambdafix.families.readiness.checklist import BOXES
from support.command import lambdafix
from support.files import write_files
from support.terminal import Terminal

APP = b"""\
import boto3


def handler(event, context):
    print(event["id"])
    return boto3.client("s3").list_buckets()["Buckets"]
"""
TEMPLATE = b"""\
Transform: AWS::Serverless-2016-10-31
Parameters:
  Limit: {Type: Number}
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Handler: app.handler
      Runtime: python3.13
      MemorySize: 512
      Timeout: !Ref Limit
      Tracing: Active
      Policies: [AmazonS3FullAccess]
      Events:
        Nightly: {Type: Schedule, Properties: {Schedule: rate(1 day)}}
  Elsewhere:
    Type: AWS::Serverless::Function
    Properties:
      Handler: gone.handler
      Runtime: python3.13
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    write_files(tmp_path, {"app.py": APP, "template.yaml": TEMPLATE, "bare.py": b"def handler(event, context): ...\n"})
    return tmp_path


def boxes(project: Path, name: str) -> dict[str, tuple[str, str]]:
    document: dict[str, Any] = lambdafix(project, "checklist", "--output-format", "json").json
    (found,) = (one for one in document["functions"] if one["name"] == name)
    return {box["box"]: (box["state"], box["reason"] or "") for box in found["boxes"]}


@pytest.mark.parametrize(
    ("box", "state", "reason"),
    [
        ("Memory set by measured usage", "ticked", ""),
        ("Timeout set to a realistic maximum", "unknown", "Timeout: parameter Limit has no default"),
        ("Failed asynchronous events are kept", "open", "a schedule invokes it"),
        ("X-Ray tracing", "ticked", ""),
        ("The role grants the least privilege", "open", "AmazonS3FullAccess"),
        ("VPC only where it is needed", "ticked", ""),
        ("Structured logs", "open", "plain text"),
        ("Connections and configuration reused on purpose", "open", "client"),
        ("No state of one request kept in globals", "ticked", ""),
        ("Granularity follows resource similarity and functional cohesion", "unknown", "people to judge"),
    ],
)
def test_a_function_of_a_template(project: Path, box: str, state: str, reason: str) -> None:
    found = boxes(project, "Orders")[box]
    assert found[0] == state
    assert reason in found[1]


def test_what_the_project_does_not_hold_is_unknown(project: Path) -> None:
    assert boxes(project, "Elsewhere")["Structured logs"] == ("unknown", "its code is not in the project")
    told = boxes(project, "handler")
    assert told["X-Ray tracing"] == ("unknown", "no template that is read here declares it")
    assert told["No state of one request kept in globals"] == ("ticked", "")


def test_in_a_pipe_each_box_is_one_row(project: Path) -> None:
    done = lambdafix(project, "checklist", "template.yaml", columns=40)
    assert done.status == 0
    *rows, counted = done.stdout.splitlines()
    assert len(rows) == 2 * len(BOXES)
    assert all(re.match(r"template\.yaml:\d+: \w+: \[[x ?]\] \w", row) for row in rows)
    assert "template.yaml:5: Orders: [x] Observability: X-Ray tracing" in rows
    assert any(row.startswith("template.yaml:5: Orders: [ ] Reliability: Failed asynchronous events") for row in rows)
    assert counted.startswith("2 functions: ")


def test_at_a_terminal_it_is_a_table_for_each_function(project: Path) -> None:
    terminal = Terminal(project, "checklist", "template.yaml", size=(100, 120), program=("-P", "-m", "lambdafix"))
    terminal.see("2 functions: ")
    said = " ".join(terminal.text.split())
    assert "Orders template.yaml:5" in said
    assert "Observability" in said
    assert "[x] X-Ray tracing" in said
    assert "[ ] Failed asynchronous events are kept" in said
    assert "[?] Timeout set to a realistic maximum" in said
    assert "bare.py" not in said
