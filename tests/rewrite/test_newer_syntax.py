"""Syntax that came with a newer Python than the oldest supported one is analysed and rewritten like any other."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

from support.analysis import analyse_files, answer, rewritten

CLIENT = "    client = boto3.client('s3')\n"
HANDLER = f"def handler(event, context):\n{CLIENT}    return first(client.list_buckets()['Buckets'])\n"
SYNTAX = {
    "PEP 695 function": ((3, 12), "def first[T](items: list[T]) -> T:\n    return items[0]\n"),
    "PEP 695 bounds": (
        (3, 12),
        "def first[T: (int, str), *Ts, **P](items: list[T], *rest: *Ts) -> T:\n    return items[0]\n",
    ),
    "PEP 695 class": (
        (3, 12),
        "class Box[T: dict]:\n    def __init__(self, held: T) -> None:\n        self.held = held\n\n\n"
        "def first(items):\n    return Box[dict](items[0]).held\n",
    ),
    "PEP 695 alias": (
        (3, 12),
        "type Bucket[T] = dict[str, T]\n\n\ndef first(items) -> Bucket[str]:\n    return items[0]\n",
    ),
    "PEP 701 quotes": ((3, 12), "def first(items):\n    return {'name': f'{items[0]['Name']}'}\n"),
    "PEP 701 lines and comments": (
        (3, 12),
        "def first(items):\n    return f'{\n        items[0]['Name']  # the first\n    !r:>{len('\\n')}}'\n",
    ),
    "PEP 696 defaults": ((3, 13), "def first[T = dict](items: list[T]) -> T:\n    return items[0]\n"),
    "PEP 758 except": (
        (3, 14),
        "def first(items):\n    try:\n        return items[0]\n    except IndexError, KeyError:\n        return None\n",
    ),
    "PEP 750 template": ((3, 14), "def first(items):\n    return t'{items[0]['Name']}'.values\n"),
}


@pytest.mark.parametrize(
    "first",
    [
        pytest.param(text, id=name, marks=pytest.mark.skipif(sys.version_info < since, reason=f"wants Python {since}"))
        for name, (since, text) in SYNTAX.items()
    ],
)
def test_it_is_read_and_kept(first: str, tmp_path: Path) -> None:
    text = f"import boto3\n\n\n{first}\n\n{HANDLER}"

    analysis = analyse_files(tmp_path / "project", {"app.py": text.encode()}, "LMB201")

    assert analysis.skipped == ()
    assert [answer(finding) for finding in analysis.findings] == ["safe"], analysis.findings
    after = rewritten({"app.py": text.encode()}, analysis)["app.py"].decode()
    assert first in after
    assert CLIENT not in after
    ast.parse(after)


@pytest.mark.skipif(sys.version_info < (3, 12), reason="wants Python 3.12")
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("def call[T](event: T) -> str:", "the function has type parameters"),
        ("class Call[T]:\n    @staticmethod\n    def call(event: T) -> str:", "the method's class has them"),
    ],
)
def test_the_fault_lies_inside_of_it(before: str, after: str, tmp_path: Path) -> None:
    indent = "        " if before.startswith("class") else "    "
    name = "Call.call" if before.startswith("class") else "call"
    text = (
        f"import boto3\n\n\n{before}\n"
        f"{indent}client = boto3.client('s3')\n"
        f"{indent}return f'{{client.head_bucket(Bucket=event['bucket'])['BucketRegion']}}'\n\n\n"
        f"def handler(event, context):\n    return {name}(event)\n"
    )

    analysis = analyse_files(tmp_path / "project", {"app.py": text.encode()}, "LMB201")

    assert [answer(finding) for finding in analysis.findings] == ["safe"], after
    changed = rewritten({"app.py": text.encode()}, analysis)["app.py"].decode()
    assert before in changed
    assert "boto3.client" not in changed.partition(before)[2]
    ast.parse(changed)
