"""Findings in templates, by way of the command line: where they stand, what silences them, what a fix writes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from support.checkout import Checkout
from support.command import lambdafix
from support.files import write_files

APP = b'def handler(event, context):\n    return {"statusCode": 200}\n'
TEMPLATE = b"""\
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Handler: app.handler
      Runtime: python3.9
      Timeout: 20
      Environment:
        Variables:
          DB_PASSWORD: hunter2hunter2
      Events:
        Queue:
          Type: SQS
          Properties:
            Queue: !GetAtt Queue.Arn
  Queue:
    Type: AWS::SQS::Queue
    Properties:
      RedrivePolicy: {deadLetterTargetArn: !Ref Failed, maxReceiveCount: 3}
      VisibilityTimeout: 30
"""
OLD = "template.yaml:7:7: LMB814"
SHORT = "template.yaml:21:7: LMB816"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    write_files(tmp_path, {"app.py": APP, "template.yaml": TEMPLATE})
    return tmp_path


def concise(project: Path, *arguments: str) -> list[str]:
    done = lambdafix(project, "--output-format", "concise", *arguments)
    assert done.stderr == ""
    return [" ".join(line.split()[:2]) for line in done.stdout.splitlines()]


def test_findings_stand_at_their_rows(project: Path) -> None:
    assert concise(project) == [OLD, SHORT]
    assert concise(project, "template.yaml") == [OLD, SHORT]
    assert concise(project, "app.py") == []


@pytest.mark.parametrize(
    ("before", "after", "left"),
    [
        (b"python3.9", b"python3.9  # lambdafix: ignore[LMB814] next spring", [SHORT]),
        (b"  Orders:", b"  Orders:  # lambdafix: ignore[LMB8]", [SHORT]),
        (b"      Runtime", b"      # lambdafix: ignore[deprecated-runtime] next spring\n      Runtime", ["22"]),
        (b"Transform", b"# lambdafix: ignore-file[LMB8]\nTransform", []),
        (b"python3.9", b"python3.9  # lambdafix: ignore[LMB815]", [OLD, SHORT]),
        (b"Handler: app.handler", b"Handler: app.handler  # lambdafix: ignore[LMB814]", [OLD, SHORT]),
    ],
)
def test_comments_silence(project: Path, before: bytes, after: bytes, left: list[str]) -> None:
    write_files(project, {"template.yaml": TEMPLATE.replace(before, after)})
    done = lambdafix(project, "--output-format", "concise").stdout.splitlines()
    assert len(done) == len(left)
    assert all(place in line for place, line in zip(left, done, strict=True))


def test_a_comment_that_silences_nothing_is_told_of(project: Path) -> None:
    write_files(project, {"template.yaml": TEMPLATE.replace(b"20\n", b"20  # lambdafix: ignore[LMB814]\n")})
    assert "template.yaml:8: # lambdafix: ignore[LMB814]: silences nothing" in lambdafix(project).stdout


def test_per_file_ignores(project: Path) -> None:
    write_files(project, {"lambdafix.toml": b'[per-file-ignores]\n"template.yaml" = ["LMB814"]\n'})
    assert concise(project) == [SHORT]


@pytest.mark.parametrize("newline", [b"\n", b"\r\n"])
def test_a_fix_sets_one_value_and_can_be_undone(project: Path, newline: bytes) -> None:
    before = TEMPLATE.replace(b"\n", newline)
    write_files(project, {"template.yaml": before})
    assert "+      VisibilityTimeout: 120" in lambdafix(project, "--diff", "--unsafe-fixes").stdout

    lambdafix(project, "fix", "--unsafe-fixes")

    after = (project / "template.yaml").read_bytes()
    assert after == before.replace(b"VisibilityTimeout: 30", b"VisibilityTimeout: 120")
    lambdafix(project, "undo")
    assert (project / "template.yaml").read_bytes() == before


@pytest.mark.parametrize("output_format", ["text", "json", "sarif", "github", "gitlab", "diff", "concise"])
def test_a_secret_beside_a_finding_is_shown_nowhere(project: Path, output_format: str) -> None:
    template = TEMPLATE.replace(b"      Timeout: 20\n", b"      Timeout: 20\n      Tracing: PassThrough\n")
    write_files(project, {"template.yaml": template})
    done = lambdafix(project, "--select", "LMB809", "--unsafe-fixes", "--output-format", output_format)
    assert "hunter2" not in done.stdout + done.stderr
    assert "template.yaml" in done.stdout + done.stderr


def test_only_what_changed(tmp_path: Path) -> None:
    checkout = Checkout.create(tmp_path / "project")
    checkout.commit({"app.py": APP, "template.yaml": TEMPLATE})
    assert concise(checkout.root, "--since", "HEAD") == []
    write_files(checkout.root, {"template.yaml": TEMPLATE.replace(b"Timeout: 30", b"Timeout: 31")})
    assert concise(checkout.root, "--since", "HEAD") == [SHORT]


def test_a_commit_for_each_rule(tmp_path: Path) -> None:
    counter = b"FOUND = []\n\n\ndef handler(event, context):\n    FOUND.append(event['id'])\n    return FOUND\n"
    checkout = Checkout.create(tmp_path / "project")
    template = TEMPLATE.replace(b"          DB_PASSWORD: hunter2hunter2\n", b"          STAGE: test\n")
    checkout.commit({"app.py": counter, "template.yaml": template})
    lambdafix(checkout.root, "fix", "--unsafe-fixes", "--commit-per", "rule", "--commit")
    subjects = checkout.git("log", "--format=%s").split("\n")
    assert any("short-visibility (LMB816) in template.yaml" in subject for subject in subjects)


def test_templates_of_tests_are_not_deployed(project: Path) -> None:
    (project / "tests").mkdir()
    (project / "template.yaml").rename(project / "tests" / "template.yaml")
    assert concise(project) == []


SYNTHESISED = b"""\
{
 "Resources": {
  "OrdersFn1A2B": {
   "Type": "AWS::Lambda::Function",
   "Properties": {"Handler": "app.handler", "Runtime": "python3.9", "Code": {"S3Bucket": "b", "S3Key": "k"}},
   "Metadata": {"aws:cdk:path": "Shop/Orders/Resource"}
  }
 }
}
"""


@pytest.mark.parametrize(("age", "found"), [(-60, True), (60, False)])
def test_what_cdk_synth_left(tmp_path: Path, age: int, found: bool) -> None:
    checkout = Checkout.create(tmp_path / "project")
    checkout.commit({"cdk.json": b"{}", "app.py": APP, ".gitignore": b"cdk.out/\n"})
    synthesised = checkout.write("cdk.out/Shop.template.json", SYNTHESISED)
    written = synthesised.stat().st_mtime
    os.utime(checkout.root / "app.py", (written + age, written + age))
    done = lambdafix(checkout.root, "--select", "LMB809,LMB814")
    column = SYNTHESISED.splitlines()[4].index(b'"Runtime"') + 1
    place = f"cdk.out/Shop.template.json:5:{column}: LMB814"
    assert (place in done.stdout) is found
    assert ("older than the program that it was made of" in done.stdout) is not found
    assert "not generated" in done.stdout or not found
