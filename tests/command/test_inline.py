"""Code that stands in a template is analysed, and what is found stands at the template's rows."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from support.command import lambdafix
from support.files import write_files

HEAD = """\
Resources:
  Orders:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Code:
"""
CODE = """\
import boto3


def handler(event, context):
    client = boto3.client("s3")
    return client.list_buckets()
"""


def template(how: str, code: str = CODE, indent: int = 10) -> str:
    return (
        HEAD
        + f"        ZipFile: {how}\n"
        + "".join(f"{' ' * indent}{line}".rstrip() + "\n" for line in code.splitlines())
    )


LONG = (
    HEAD + "        ZipFile:\n          Fn::Sub: |\n" + "".join(f"            {line}\n" for line in CODE.splitlines())
)
JOINED = """\
{"Resources": {"Orders": {
  "Type": "AWS::Lambda::Function",
  "Properties": {
    "Runtime": "python3.13",
    "Handler": "index.handler",
    "Code": {"ZipFile": {"Fn::Join": ["\\n", [
      "import boto3",
      "def handler(event, context):",
      "    client = boto3.client(\\"s3\\")",
      "    return client.list_buckets()"
    ]]}}
  }
}}}
"""


@pytest.mark.parametrize(
    ("path", "text", "place"),
    [
        ("template.yaml", template("|"), "template.yaml:13:24"),
        ("template.yaml", template("|", indent=12), "template.yaml:13:26"),
        ("template.yaml", template("!Sub |"), "template.yaml:13:24"),
        ("template.yaml", LONG, "template.yaml:14:26"),
        ("template.json", JOINED, "template.json:9:21"),
        ("template.yaml", template("|").replace("\n", "\r\n"), "template.yaml:13:24"),
        ("template.yaml", HEAD + f"        ZipFile: {json.dumps(CODE)}\n", "template.yaml:8:9"),
    ],
)
def test_a_finding_stands_at_the_row_of_the_template(tmp_path: Path, path: str, text: str, place: str) -> None:
    write_files(tmp_path, {path: text.encode()})
    (line,) = lambdafix(tmp_path, "--output-format", "concise").stdout.splitlines()
    assert line.startswith(f"{place}: LMB201 ")


def test_a_project_with_inline_handlers_only(tmp_path: Path) -> None:
    moved = CODE.replace('    client = boto3.client("s3")\n', "")
    healthy = moved.replace("boto3\n", 'boto3\n\nclient = boto3.client("s3")\n')
    write_files(tmp_path, {"template.yaml": template("|", healthy).encode()})
    done = lambdafix(tmp_path)
    assert (done.status, done.stderr) == (0, "")
    assert "No findings: 1 file read, 1 handler found" in done.stdout
    assert "template.yaml\n  handler" in lambdafix(tmp_path, "handlers").stdout
    for named in (".", "template.yaml"):
        done = lambdafix(tmp_path, named)
        assert (done.status, done.stderr) == (0, "")


MOVED = """\
import boto3

client = boto3.client("s3")


def handler(event, context):
    return client.list_buckets()
"""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (template("|"), template("|", MOVED)),
        (template("|-"), template("|-", MOVED)),
        (template("|", indent=12), template("|", MOVED, indent=12)),
        (template("!Sub |") + "      Timeout: 3\n", template("!Sub |", MOVED) + "      Timeout: 3\n"),
        (template("|").replace("\n", "\r\n"), template("|", MOVED).replace("\n", "\r\n")),
        (
            HEAD + f"        ZipFile: {json.dumps(CODE)}  # kept\n",
            HEAD + f"        ZipFile: {json.dumps(MOVED)}  # kept\n",
        ),
        (
            template("!Sub |", CODE.replace("list_buckets()", 'list_buckets("${Prefix}")')),
            template("!Sub |", MOVED.replace("list_buckets()", 'list_buckets("${Prefix}")')),
        ),
    ],
)
def test_it_is_repaired_where_it_stands(tmp_path: Path, before: str, after: str) -> None:
    write_files(tmp_path, {"template.yaml": before.encode()})
    done = lambdafix(tmp_path, "fix")
    assert done.stderr == ""
    assert (tmp_path / "template.yaml").read_bytes().decode() == after
    assert [path.name for path in tmp_path.iterdir() if not path.name.startswith(".")] == ["template.yaml"]


def test_rows_that_are_joined_become_more_rows(tmp_path: Path) -> None:
    write_files(tmp_path, {"template.json": JOINED.encode()})
    lambdafix(tmp_path, "fix")
    text = (tmp_path / "template.json").read_text()
    code = json.loads(text)["Resources"]["Orders"]["Properties"]["Code"]["ZipFile"]["Fn::Join"]
    lines = [line for line in code[1] if line]
    assert lines == [line for line in MOVED.splitlines() if line]
    assert text.startswith(JOINED[: JOINED.index('"import boto3"') + len('"import boto3"')])
    assert text.endswith(JOINED[JOINED.index("    ]]}}") :])


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (template("|", CODE + "#" * 4090 + "\n"), "more than the 4,096 that are kept in a template"),
        (template("!Sub |", CODE.replace('"s3"', '"s3", region_name="${AWS::Region}"')), "filled in at deployment"),
        (template("|", indent=12).replace("ZipFile: |", "ZipFile: |4"), "told by |4"),
        (
            HEAD.replace("    Properties:", "    Metadata: {aws:cdk:path: a}\n    Properties:")
            + template("|")[len(HEAD) :],
            "generated",
        ),
    ],
)
def test_what_cannot_be_written_back_is_reported(tmp_path: Path, text: str, reason: str) -> None:
    write_files(tmp_path, {"template.yaml": text.encode()})
    done = lambdafix(tmp_path, "fix", "--unsafe-fixes")
    assert reason in " ".join(done.stdout.split())
    assert (tmp_path / "template.yaml").read_bytes() == text.encode()


@pytest.mark.parametrize(
    ("comment", "count"), [("  # lambdafix: ignore[LMB201] once a day", 0), ("  # lambdafix: ignore[LMB101]", 1)]
)
def test_comments_silence(tmp_path: Path, comment: str, count: int) -> None:
    code = CODE.replace('client("s3")', f'client("s3"){comment}')
    write_files(tmp_path, {"template.yaml": template("|", code).encode()})
    assert len(lambdafix(tmp_path, "--output-format", "concise").stdout.splitlines()) == count


def test_code_that_cannot_be_parsed_is_told_at_its_row(tmp_path: Path) -> None:
    write_files(tmp_path, {"template.yaml": template("|", CODE.replace("client =", "client = =")).encode()})
    assert "template.yaml:13: Orders: syntax error" in lambdafix(tmp_path).stdout


def test_another_language_is_left_alone(tmp_path: Path) -> None:
    text = template("|", "exports.handler = async () => 1;\n").replace("python3.13", "nodejs22.x")
    write_files(tmp_path, {"template.yaml": text.encode(), "app.py": b"import boto3\n"})
    done = lambdafix(tmp_path)
    assert "No Lambda handler" in done.stdout
    assert "syntax error" not in done.stdout
