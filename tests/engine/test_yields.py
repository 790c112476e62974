"""A rule yields only to one that runs, and that repairs its fault along with its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.analysis import analyse_files

BOTH = b"""\
import json


def handler(event, context):
    path = f"/tmp/{context.aws_request_id}.json"
    with open(path, "w") as output:
        json.dump(event, output)
    with open("/tmp/order.json", "w") as output:
        output.write(open(path).read())
    return len(open("/tmp/order.json").read())
"""
REFUSED = BOTH.replace(b'    return len(open("/tmp/order.json").read())\n', b'    return "/tmp/order.json"\n')


@pytest.mark.parametrize(
    ("source", "select", "codes"),
    [
        (BOTH, ("LMB301", "LMB304"), ["LMB301"]),
        (BOTH, ("LMB304",), ["LMB304"]),
        (REFUSED, ("LMB301", "LMB304"), ["LMB304", "LMB301"]),
    ],
    ids=["repaired along", "the other does not run", "the other is refused"],
)
def test_a_finding_is_left_out_where_another_rule_repairs_it(
    tmp_path: Path, source: bytes, select: tuple[str, ...], codes: list[str]
) -> None:
    found = analyse_files(tmp_path / "project", {"app.py": source}, *select)
    assert [finding.code for finding in found.findings] == codes
