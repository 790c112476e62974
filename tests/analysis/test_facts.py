"""What the facts of a test file say: what it replaces, which variables it sets, whether it mocks AWS."""

from __future__ import annotations

import ast

import pytest

from lambdafix.analysis.syntax.extract import extract
from lambdafix.analysis.syntax.facts import TestFacts as Said


def facts(text: str) -> Said:
    found = extract("tests/test_app.py", ast.parse(text)).test
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ('patch("app.boto3.client")', "app.boto3.client"),
        ('mock.patch.object(boto3, "client")', "boto3.client"),
        ('monkeypatch.setattr(boto3, "client", fake)', "boto3.client"),
        ('monkeypatch.setattr("app.boto3.client", fake)', "app.boto3.client"),
        ('patch(f"{MODULE}.boto3.client")', ".boto3.client"),
        ("app.boto3 = Mock()", "app.boto3"),
        ('sys.modules["boto3"] = Mock()', "boto3"),
        ('patch.dict("sys.modules", {"boto3": Mock()})', "boto3"),
        ('patch.dict("sys.modules", boto3=Mock())', "boto3"),
    ],
)
def test_every_way_to_replace_boto3_mocks_aws(text: str, target: str) -> None:
    found = facts(text)
    assert target in found.patched
    assert found.mocks_aws


@pytest.mark.parametrize(
    "text", ['patch("app.load")', 'setattr(app, "load", fake)', "app.load = Mock()", "print('boto3')"]
)
def test_replacing_something_else_does_not(text: str) -> None:
    assert not facts(text).mocks_aws


@pytest.mark.parametrize(
    "text",
    [
        'os.environ["TABLE"] = "x"',
        'os.environ.update({"TABLE": "x"})',
        'os.environ.setdefault("TABLE", "x")',
        'monkeypatch.setenv("TABLE", "x")',
        'patch.dict("os.environ", {"TABLE": "x"})',
        'patch.dict(os.environ, TABLE="x")',
    ],
)
def test_every_way_to_set_a_variable_is_seen(text: str) -> None:
    assert "TABLE" in facts(text).environment
