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
        b"\f    table.put_item(Item={'id': event['id'], 'n': 1})\n",
        Refusal("a form feed stands in an indentation", "remove the form feed"),
    ),
    "a form feed after a lone carriage return": (
        b"def collect(name, found=[]):\r  \f    found.append(name)\r  \f    return found\r\r\r"
        b"def handler(event, context):\r    return collect(event['name'])\r",
        Refusal("a form feed stands in an indentation", "remove the form feed"),
    ),
    "a form feed in a block that moves": (
        b'import os\n\nimport pymysql\n\nuser = os.environ["MYSQL_USER"]\n\ntry:\n'
        b'  \f\tconn = pymysql.connect(host="127.0.0.1", user=user, connect_timeout=5)\n\n'
        b"except pymysql.MySQLError as error:\n    raise SystemExit(1)\n\n\ndef count():\n"
        b'    with conn.cursor() as cursor:\n        cursor.execute("SELECT 7")\n'
        b"        return cursor.fetchone()[0]\n\n\n"
        b"def handler(event, context):\n    try:\n        return count()\n    except pymysql.MySQLError:\n"
        b'        return "lost"\n',
        Refusal("a form feed stands in an indentation", "remove the form feed"),
    ),
    "a name that only another function binds": (
        b"import os\n\nimport psycopg2\n\n\ndef connect():\n    return psycopg2.connect(dbname=name)\n\n\n"
        b'def other():\n    name = os.environ["PGDATABASE"]\n    return name\n\n\n'
        b"def handler(event, context):\n    conn = connect()\n    cursor = conn.cursor()\n"
        b'    cursor.execute("SELECT 7")\n'
        b"    return cursor.fetchone()[0]\n",
        Refusal("nothing in the file binds `name` where it is used", "bind it, or import it by its name"),
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
        Refusal("nothing in the file binds `loadsecret` where it is used", "bind it, or import it by its name"),
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
