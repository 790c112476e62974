"""The JSON is a contract: it satisfies its schema, and an edit's place means the same to every reader."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from typing import Any

import jsonschema
import pytest

from lambdafix.engine import Analysis
from lambdafix.model import Fix, Refusal, Skipped
from lambdafix.report import json as writer
from lambdafix.report import statistics
from lambdafix.report.view import Written
from support.reports import AFTER, BEFORE, PATH, analysis, everything, finding, refused, replacing, unsafe, view

SCHEMA: dict[str, Any] = json.loads(files("lambdafix.report").joinpath("schema.json").read_text())


def document(found: Analysis, written: Written | None = None, here: str = "") -> dict[str, Any]:
    rendered: dict[str, Any] = json.loads(writer.render(found, view(here=here), written))
    jsonschema.validate(rendered, SCHEMA, cls=jsonschema.Draft202012Validator)
    return rendered


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_every_answer_satisfies_the_schema() -> None:
    assert [one["applicability"] for one in document(everything())["findings"]] == ["safe", "unsafe", "report"]


def test_nothing_found_satisfies_the_schema() -> None:
    assert document(analysis())["findings"] == []


@pytest.mark.parametrize(
    "wrong",
    [
        refused(refusal=None),
        finding(fix=None),
        unsafe(refusal=Refusal("why")),
        finding(code="LMB1"),
    ],
    ids=["no reason", "safe without fix", "fix and refusal", "short code"],
)
def test_the_schema_refuses_what_contradicts_itself(wrong: Any) -> None:
    with pytest.raises(jsonschema.ValidationError):
        document(analysis(wrong))


def test_a_finding_whole() -> None:
    (found,) = document(analysis(finding()))["findings"]
    assert found == {
        "code": "LMB201",
        "name": "client-in-handler",
        "filename": PATH,
        "function": "lambda_handler",
        "message": "a boto3 client is built on every request",
        "location": {"row": 7, "column": 14},
        "end_location": {"row": 7, "column": 32},
        "related": [],
        "call_path": ["app.lambda_handler", "orders.load", "db.connect"],
        "applicability": "safe",
        "doubt": None,
        "evidence": [],
        "refusal": None,
        "fingerprint": finding().fingerprint,
        "fix": {
            "message": "Build the client once, at module scope",
            "edits": [
                {
                    "filename": PATH,
                    "content": 'import boto3\n\nclient = boto3.client("s3")\n',
                    "location": {"row": 3, "column": 1},
                    "end_location": {"row": 4, "column": 1},
                },
                {
                    "filename": PATH,
                    "content": "",
                    "location": {"row": 7, "column": 1},
                    "end_location": {"row": 8, "column": 1},
                },
            ],
        },
    }


def test_a_refusal_says_why_and_what_to_do() -> None:
    (found,) = document(analysis(refused()))["findings"]
    assert found["refusal"] == "no environment knows the total; count in DynamoDB"
    assert found["related"] == [{"filename": "src/counter.py", "row": 3, "message": "the counter"}]


def test_edits_applied_by_row_and_column_give_the_fixed_text() -> None:
    (found,) = document(analysis(finding()))["findings"]
    assert applied(BEFORE, found["fix"]["edits"]) == AFTER


@pytest.mark.parametrize(
    "text",
    ["é = '🐍', 'x'\n", "a\r\né = 'x'\r\n", "a\ré = 'x'\r", "\ta = 'x'", "\ufeffé = 'x'\n"],
)
def test_columns_count_characters(text: str) -> None:
    edit = replacing(PATH, text.removeprefix("\ufeff"), "'x'", "'y'")
    found = finding(fix=Fix("Mend", (edit,)))
    (shown,) = document(analysis(found, contents={PATH: text.encode()}))["findings"]
    assert applied(text.removeprefix("\ufeff"), shown["fix"]["edits"]) == text.removeprefix("\ufeff").replace(
        "'x'", "'y'"
    )


def test_names_are_relative_to_the_current_folder() -> None:
    found = document(everything(), here="src")
    names = {one["filename"] for one in found["findings"]}
    assert names == {"orders/app.py", "counter.py"}
    assert found["skipped"][0] == {
        "filename": "../legacy/old.py",
        "row": 3,
        "reason": "written for Python 2",
        "crashed": None,
    }
    assert found["findings"][0]["fix"]["edits"][0]["filename"] == "orders/app.py"


def test_a_name_that_is_not_utf8_stays_json() -> None:
    assert document(analysis(skipped=(Skipped("caf\udce9.py", "why"),)))["skipped"][0]["filename"] == "caf\udce9.py"


def test_the_summary_counts_by_rule_and_answer() -> None:
    assert document(everything())["summary"] == {
        "files": 214,
        "handlers": 1,
        "vendored": 1203,
        "skipped": 2,
        "findings": 3,
        "rules": [
            {"code": "LMB102", "name": "request-value-in-global", "safe": 0, "unsafe": 1, "report": 0},
            {"code": "LMB103", "name": "in-memory-counter", "safe": 0, "unsafe": 0, "report": 1},
            {"code": "LMB201", "name": "client-in-handler", "safe": 1, "unsafe": 0, "report": 0},
        ],
    }


def test_what_was_written_is_listed() -> None:
    written = Written(((PATH, ("a", "b")),), (("x.py", Refusal("it has changed", "run again")),))
    found = document(analysis(), written)
    assert found["written"] == [{"filename": PATH, "fingerprints": ["a", "b"]}]
    assert found["unwritten"] == [{"filename": "x.py", "reason": "it has changed; run again"}]


def test_statistics_put_the_most_frequent_first() -> None:
    found = analysis(refused(), finding(), finding(fingerprint="2"))
    assert statistics.render(found).splitlines() == [
        "     2  LMB201  client-in-handler  2 safe, 0 unsafe, 0 no fix",
        "     1  LMB103  in-memory-counter  0 safe, 0 unsafe, 1 no fix",
    ]
    assert json.loads(writer.render_summary(found)) == {"summary": writer.summary(found)}


def applied(text: str, edits: list[dict[str, Any]]) -> str:
    """`text` after edits given by rows and columns, applied the way another program would."""
    starts = [0, *(match.end() for match in re.finditer(r"\r\n|\r|\n", text))]
    for edit in sorted(edits, key=lambda e: (e["location"]["row"], e["location"]["column"]), reverse=True):
        start, end = (starts[edit[key]["row"] - 1] + edit[key]["column"] - 1 for key in ("location", "end_location"))
        text = text[:start] + edit["content"] + text[end:]
    return text
