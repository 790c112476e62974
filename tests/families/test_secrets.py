"""No report shows a credential's value."""

from __future__ import annotations

import ast

import pytest

from lambdafix.analysis.program.module import Module
from lambdafix.analysis.program.program import Program
from lambdafix.analysis.program.users import Users
from lambdafix.analysis.syntax.extract import extract
from lambdafix.families.secrets.literals import mask, secrets_in
from lambdafix.source import Source


@pytest.mark.parametrize(
    ("text", "values", "shown"),
    [
        ("key = 'q9XzR4tLw8'", ["q9XzR4tLw8"], "key = '****'"),
        ("url = f'db://u:k3Rt9x@h'", ["k3Rt9x"], "url = f'db://u:****@h'"),
        ("password = 'password'", ["password"], "password = '****'"),
        ("a password stands here", ["password"], "a password stands here"),
        ("x = 'abc123', 'abc12345'", ["abc123", "abc12345"], "x = '****', '****'"),
        ("x = 1", [], "x = 1"),
    ],
)
def test_values_are_hidden_and_words_are_not(text: str, values: list[str], shown: str) -> None:
    assert mask(text, values) == shown


def module_of(code: str) -> Module:
    tree = ast.parse(code)
    program = Program({"app.py": extract("app.py", tree)})
    return Module(Source("app.py", code), tree, program, Users(program))


@pytest.mark.parametrize(
    "code",
    [
        'API_KEY = "q9XzR4tLw8" + "2bVmK71sYpT5"',
        'PREFIX = "q9XzR4tLw8"\nAPI_KEY = PREFIX + "2bVmK71sYpT5"',
        'API_KEY = "".join(["q9XzR4tLw8", "2bVmK71sYpT5"])',
        'API_KEY = "q9XzR4tLw8" "2bVmK71sYpT5"',
        'API_KEY = ("q9XzR4tLw8"\n    "2bVmK71sYpT5")',
        'API_KEY = "q9XzR4tLw8\\x322bVmK71sYpT5"',
        'HEADERS = {"Authorization": "Bearer q9XzR4" + "tLw82bVmK71sYpT5"}',
    ],
)
def test_no_part_of_a_credential_is_shown(code: str) -> None:
    values = [secret.value for secret in secrets_in(module_of(code))]
    shown = mask(code, values)
    assert values
    assert not [part for part in ("q9Xz", "R4tLw8", "2bVm", "K71sYpT5") if part in shown]
