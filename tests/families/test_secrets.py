"""No report shows a credential's value."""

from __future__ import annotations

import ast
import json
import urllib.parse
from collections.abc import Callable
from pathlib import Path

import pytest

from lambdafix.analysis.program.module import Module
from lambdafix.analysis.program.program import Program
from lambdafix.analysis.program.users import Users
from lambdafix.analysis.syntax.extract import extract
from lambdafix.families.secrets.literals import mask, secrets_in
from lambdafix.model import Refusal
from lambdafix.redaction import HIDDEN, Redaction
from lambdafix.source import Source
from support.analysis import analyse_files, rewritten


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


TOKEN = "q9XzR4tLw82bVmK71sYpT5"
PASSWORD = "hq7!kd92Lmw"


@pytest.mark.parametrize(
    "code",
    [
        'A = os.environ.get("API_KEY", "{token}")',
        'A = os.getenv("DB_PASSWORD") or "{password}"',
        'def f(password="{password}"): ...',
        'def f(*, token="{token}"): ...',
        'if token == "{token}": pass',
        'if headers["x-api-key"] != "{token}": pass',
        'API_KEY = b"{token}"',
        'API_KEY = "{token}".encode()',
        'user, password = "bob", "{password}"',
        'requests.get(url, auth=("bob", "{password}"))',
        'if (secret := "{token}"): pass',
        'token = "{token}" if A else None',
        'token = A and "{token}"',
        'def get_api_key():\n    return "{token}"',
        'API_KEYS = ["r{token}", "{token}"]',
        'token = f"{token}{{A}}"',
        'dsn = "user=%s password=%s" % ("bob", "{password}")',
        'password = "correct horse {token} staple"',
        'URL = "https://maps.acme.com/v1?api_key={token}"',
        "# token: {token}",
        'x = 1  # password = "{password}"',
        'x = 1  # {{"api_key": "{token}"}}',
    ],
)
def test_a_credential_is_known_wherever_it_stands(code: str) -> None:
    text = code.format(token=TOKEN, password=PASSWORD)

    shown = mask(text, [secret.value for secret in secrets_in(module_of(text))])

    assert TOKEN not in shown
    assert PASSWORD not in shown


@pytest.mark.parametrize(
    "code",
    [
        'END_TOKEN = "##END##"',
        'END_TOKEN = "##END-OF-STREAM-1##"',
        'STOP_TOKEN = "<|endoftext|>1234567890"',
        'token = "===BEGIN=1=OF=ALL==="',
        'PASSWORD_HELP = "Enter 8 characters or more, 1 digit"',
        'password = "Please enter your password with at least 1 digit!"',
        'if token == "end_of_stream_marker_10": pass',
        "# the password is 8 characters long",
        "# token: see https://x.acme.com/doc?id=1",
        "# password: stored in s3://bucket/key1",
        "# token = f(1)",
        'def next_token():\n    return "0123456789abcdef0"',
        'token = "application/json; charset=utf8"',
        'secret = "orders/prod/db-password-1"',
        'DB = "postgres://postgres:postgres@localhost/x"',
        'DB = "amqp://guest:guest@rabbit/x"',
        'A = os.environ.get("API_KEY_NAME", "orders-prod-1234567")',
        'URL = "https://maps.acme.com/v1?api_key={key}"',
        'LEVEL = {"a": "q9XzR4tLw82bVmK71sYpT5"}',
    ],
)
def test_what_is_none_is_left_alone(code: str) -> None:
    assert not list(secrets_in(module_of(code)))


def test_a_user_who_is_the_password() -> None:
    (secret,) = secrets_in(module_of('DB = "postgres://orders:orders@db.acme.com/x"'))

    assert secret.value == "orders"
    assert secret.kind == "a password in a connection string"


KEY = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\nBKcwggSjAgEAAoIBAQC7\n-----END PRIVATE KEY-----"


@pytest.mark.parametrize(
    "code",
    [
        f'KEY = """{KEY}"""',
        f"KEY = {KEY!r}",
        "KEY = (\n" + "".join(f"    {line!r}\n" for line in KEY.splitlines(keepends=True)) + ")",
    ],
)
def test_every_line_of_a_key_is_hidden(code: str) -> None:
    redaction = Redaction.of(secret.value for secret in secrets_in(module_of(code)))

    for text in (code, KEY, *KEY.splitlines(), repr(KEY), json.dumps({"key": KEY}), KEY.replace("\n", "\r\n")):
        shown = redaction.hide(text)
        assert "MIIEvQ" not in shown
        assert "BKcwgg" not in shown


@pytest.mark.parametrize("spelt", [repr, json.dumps, lambda value: urllib.parse.quote(value, safe=""), str])
def test_a_value_is_hidden_however_it_is_spelt(spelt: Callable[[str], str]) -> None:
    value = 'k3/Rt"9\\x é'

    shown = Redaction.of([value]).hide(f"got {spelt(value)}!")

    assert shown.replace('"', "").replace("'", "") == f"got {HIDDEN}!"


def test_everything_within_a_value_is_hidden() -> None:
    hidden = Redaction.of(["k3Rt9x"]).within((Refusal("no k3Rt9x", "k3Rt9x"), ["k3Rt9x", 1], {"k": "k3Rt9x"}))

    assert hidden == (Refusal("no ****", "****"), ["****", 1], {"k": "****"})


OPENED_WITH_ITS_PASSWORD = b"""\
import psycopg2

conn = psycopg2.connect(database="mydb", user="myuser", password="mypassword", host="myhost", port="5432")
cursor = conn.cursor()


def get_user_data(user_id):
    cursor.execute("SELECT * FROM users WHERE id = %s", (user_id,))
    return cursor.fetchone()


# Example usage
user_data = get_user_data(1)
print(user_data)
conn.close()


def handler(event, context):
    return get_user_data(event["id"])
"""


def test_a_connection_and_its_password_are_repaired_together(tmp_path: Path) -> None:
    files = {"app.py": OPENED_WITH_ITS_PASSWORD}
    after = rewritten(files, analyse_files(tmp_path / "before", files, unsafe=True))
    code = after["app.py"].decode()
    opening = code[code.index("def ensure_connected") : code.index("def get_password")]
    assert "mypassword" not in code
    assert "password=get_password()" in opening
    assert "conn = None\ncursor = None\n" in code
    assert not analyse_files(tmp_path / "after", after).findings
