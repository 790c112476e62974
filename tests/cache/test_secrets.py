"""Nothing that stands in a project's files lies in the folder of answers, a credential least of all."""

from __future__ import annotations

from pathlib import Path

import pytest

from lambdafix.engine import Analysis
from support.files import write_files
from support.kept import Asked, fresh, request

SEEDED = {
    "in the call that moves": "xK8#mQ2$vL9pR4wZ",
    "an access key": "AKIAQZ7XH3KD92MPL5VN",
    "a word": "correcthorsebattery",
    "in a comment": "ghp_" + "a1B2c3D4e5" * 4,
    "a number": "8837264519",
    "in a template": "tmpl-9f8e7d6c5b4a",
    "in a text of several rows": "first-row-7a6b5c",
    "in a URL": "pg-pa55word-prod",
    "short": "s3cr3t",
    "in a test": "fixture-token-42a7",
    "in a path": "/tmp/q7w8e9-report.json",
}
APP = f'''\
import boto3

# old: token = "{SEEDED["in a comment"]}"
DATABASE = "postgresql://app:{SEEDED["in a URL"]}@db.internal/orders"
PASSWORD = "{SEEDED["a word"]}"
NOTE = """
{SEEDED["in a text of several rows"]}
"""
PIN = {SEEDED["a number"]}


def load(key):
    key, secret = "{SEEDED["an access key"]}", "{SEEDED["in the call that moves"]}"
    client = boto3.client("s3", aws_access_key_id=key, aws_secret_access_key=secret)
    return client.get_object(Bucket="{SEEDED["short"]}", Key=key)


def plain(key):
    client = boto3.client("s3", region_name="{SEEDED["short"]}")
    return client.get_object(Bucket="b", Key=key)


def handler(event, context):
    with open("{SEEDED["in a path"]}", "w") as out:
        out.write(event["body"])
    if event["token"] == "{SEEDED["in the call that moves"]}":
        return plain(event["k"])
    return load(event["k"])
'''
TEMPLATE = f"""\
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      Handler: app.handler
      Runtime: python3.12
      CodeUri: .
      Environment: {{Variables: {{KEY: {SEEDED["in a template"]}}}}}
  G:
    Type: AWS::Serverless::Function
    Properties: {{Handler: gone.handler, Runtime: python3.12, CodeUri: .}}
"""
TEST = f'import app\n\n\ndef test():\n    assert app.load("{SEEDED["in a test"]}")\n'


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    root.mkdir()
    write_files(root, {"app.py": APP.encode(), "template.yaml": TEMPLATE.encode(), "tests/test_app.py": TEST.encode()})
    return root


def kept(asked: Asked) -> bytes:
    return b"\n".join(path.read_bytes() for path in asked.cache.folder.path.rglob("*") if path.is_file())


def test_no_literal_of_the_project_is_kept(project: Path, tmp_path: Path) -> None:
    asked = Asked(tmp_path / "cache")
    known = fresh(request(project))
    assert [asked.analyse(request(project)), asked.analyse(request(project))] == [known, known]
    assert asked.anew == 1, "there is something kept"
    assert _shown(known), "the answer says something of the places where they stand"
    raw = kept(asked)
    assert raw
    assert [name for name, secret in SEEDED.items() if secret.encode() in raw] == []


def _shown(analysis: Analysis) -> bool:
    said = repr([(finding.message, finding.fix) for finding in analysis.findings])
    return bool(analysis.redaction) and SEEDED["short"] in said and SEEDED["in a path"] in said


def test_a_credential_that_no_file_spells_out_is_not_kept(tmp_path: Path) -> None:
    root, asked = tmp_path / "project", Asked(tmp_path / "cache")
    root.mkdir()
    token = '"ghp_a1B2c3D4e5\\x61" "1B2c3D4e5a1B2c3D4e5a1B2c3D4e5"'
    write_files(root, {"app.py": f"TOKEN = {token}\n\n\ndef handler(event, context):\n    return TOKEN\n".encode()})
    known = fresh(request(root))
    assert known.redaction
    assert [asked.analyse(request(root)), asked.analyse(request(root))] == [known, known]
    assert b"1B2c3D4e5a1B2c3D4e5" not in kept(asked)
