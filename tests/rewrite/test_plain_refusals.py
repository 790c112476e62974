"""A layout that a rewrite cannot keep is refused in plain words, and is nobody's fault to report."""

from __future__ import annotations

from pathlib import Path

import pytest

from lambdafix.engine import Request, analyse
from lambdafix.model import Refusal
from lambdafix.rules import registry
from lambdafix.settings.config import Config
from support.files import write_files

LAYOUTS = {
    "a form feed before a statement": (
        b"import boto3\n\ntable = boto3.resource('dynamodb').Table('t')\n\n\ndef handler(event, context):\n"
        b"\f    table.put_item(Item={'id': event['id']})\n",
        Refusal("a form feed stands in an indentation", "remove the form feed"),
    ),
    "two functions of one name": (
        b"problems = []\n\n\ndef handler(event, context):\n    return 1\n\n\n"
        b"def handler(event, context):\n    problems.append(event['x'])\n    return problems\n",
        Refusal("two functions are called `handler`, and it cannot be told which of them runs", "rename one of them"),
    ),
    "a comment in what goes": (
        b"import psycopg2\n\n\ndef handler(event, context):\n    conn = psycopg2.connect('dbname=x')\n"
        b"    cur = conn.cursor()\n    cur.execute('SELECT 1')\n    row = cur.fetchone()\n"
        b"    conn.close( # why\n    )\n    return row\n",
        Refusal("the comment in row 9 would be lost", "move the comment to a line of its own"),
    ),
    "a name that nothing binds": (
        b"import pymysql\n\n\ndef handler(event, context):\n    secret = loadsecret('orders')\n"
        b"    conn = pymysql.connect(host='db', user=secret['user'])\n"
        b"    with conn.cursor() as cursor:\n        cursor.execute('SELECT 7')\n        return cursor.fetchone()[0]\n",
        Refusal("nothing in the file binds `loadsecret`", "bind it, or import it by its name"),
    ),
    "mixed line ends": (
        b"import boto3\n\n\ndef handler(event, context):\n    client = boto3.client('s3')\r"
        b"    return client.list_buckets()\n",
        Refusal("a line ending the file does not have would be written", "give all lines the same ending"),
    ),
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_it_is_said_what_to_change(tmp_path: Path, name: str) -> None:
    content, refusal = LAYOUTS[name]
    write_files(tmp_path, {"app.py": content})
    config = Config(unsafe_fixes=True)

    analysis = analyse(Request(tmp_path, config, tuple(registry.load().select(config))))

    assert refusal in [finding.refusal for finding in analysis.findings]
    assert analysis.rewrites == ()
