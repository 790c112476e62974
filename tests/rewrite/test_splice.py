"""A value in a template is set, or one added, and every other byte stays."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from lambdafix.rewrite import splice
from lambdafix.rewrite.errors import CannotRewriteError
from lambdafix.source import Source

SAM = """\
# the stack
Resources:
  Orders:  # takes orders
    Type: AWS::Serverless::Function
    Properties:
      Handler: 'app.handler'
      Timeout: &short 10   # seconds
      MemorySize: "256"
      Environment: {Variables: {TABLE: !Ref Table}}
      Policies:
      - !Sub arn:${AWS::Partition}:x
      - Read  # only
      # the queue
      Events:
        Queue:
          Type: SQS
          Properties:
            Queue: !GetAtt Queue.Arn
            # ten at a time

  Table:
    Type: AWS::DynamoDB::Table
    Properties:
"""
PROPERTIES = ("Resources", "Orders", "Properties")
EVENT = (*PROPERTIES, "Events", "Queue", "Properties")
JSON = """\
{
\t"Resources": {
\t\t"Orders": {
\t\t\t"Properties": {
\t\t\t\t"Handler": "app.handler", "Timeout": 3,
\t\t\t\t"Layers": []
\t\t\t},
\t\t\t"Metadata": {"A": "\\u00e9"}
\t\t}
\t}
}
"""


def applied(text: str, path: Sequence[str | int], value: splice.Value) -> str:
    source = Source("template.yaml", text)
    return source.apply((splice.set_value(source, path, value),)).text


def appended(text: str, path: Sequence[str | int], value: splice.Scalar) -> str:
    source = Source("template.yaml", text)
    return source.apply((splice.append(source, path, value),)).text


@pytest.mark.parametrize(
    ("path", "value", "before", "after"),
    [
        ((*PROPERTIES, "Handler"), "app.main", "'app.handler'", "'app.main'"),
        ((*PROPERTIES, "MemorySize"), 512, '"256"', '"512"'),
        (("Resources", "Orders", "Type"), "a: b", "AWS::Serverless::Function", '"a: b"'),
        (
            (*PROPERTIES, "Policies", 1),
            "yes",
            "- Read  # only",
            '- "yes"  # only',
        ),
        (
            (*EVENT, "BatchSize"),
            5,
            "            Queue: !GetAtt Queue.Arn\n",
            "            Queue: !GetAtt Queue.Arn\n            BatchSize: 5\n",
        ),
        (
            (*PROPERTIES, "Tracing"),
            "Active",
            "            Queue: !GetAtt Queue.Arn\n",
            "            Queue: !GetAtt Queue.Arn\n      Tracing: Active\n",
        ),
        (
            (*PROPERTIES, "EventInvokeConfig", "DestinationConfig", "OnFailure", "Type"),
            "SQS",
            "            Queue: !GetAtt Queue.Arn\n",
            "            Queue: !GetAtt Queue.Arn\n      EventInvokeConfig:\n        DestinationConfig:\n"
            "          OnFailure:\n            Type: SQS\n",
        ),
        ((*PROPERTIES, "Environment", "Variables", "SIZE"), 1, "!Ref Table}", "!Ref Table, SIZE: 1}"),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_yaml(path: Sequence[str | int], value: splice.Scalar, before: str, after: str, newline: str) -> None:
    text = SAM.replace("\n", newline)
    assert text.count(before.replace("\n", newline)) == 1
    expected = text.replace(before.replace("\n", newline), after.replace("\n", newline))
    assert applied(text, path, value) == expected


def test_a_list_is_made_as_the_others_stand() -> None:
    after = appended(SAM, (*EVENT, "FunctionResponseTypes"), "ReportBatchItemFailures")
    added = "            FunctionResponseTypes:\n            - ReportBatchItemFailures\n"
    assert after == SAM.replace("Queue.Arn\n", f"Queue.Arn\n{added}")


def test_append() -> None:
    assert appended(SAM, (*PROPERTIES, "Policies"), "Write") == SAM.replace("# only\n", "# only\n      - Write\n")
    flow = "A: [x, y]  # two\nB: 1\n"
    assert appended(flow, ("A",), "z") == "A: [x, y, z]  # two\nB: 1\n"
    assert appended("A: []\n", ("A",), "z") == "A: [z]\n"


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_json(newline: str) -> None:
    text = JSON.replace("\n", newline)
    assert applied(text, (*PROPERTIES, "Timeout"), 30) == text.replace(": 3,", ": 30,")
    assert applied(text, (*PROPERTIES, "TracingConfig", "Mode"), "Active") == text.replace(
        '"Layers": []', f'"Layers": [],{newline}\t\t\t\t"TracingConfig": {{"Mode": "Active"}}'
    )
    assert appended(text, (*PROPERTIES, "Layers"), "x:1") == text.replace("[]", '["x:1"]')
    assert applied(text, ("Resources", "Orders", "Metadata", "B"), True) == text.replace('9"}', '9", "B": true}')


@pytest.mark.parametrize(
    ("text", "path", "reason"),
    [
        (SAM, (*PROPERTIES, "Timeout"), "an expression, an anchor"),
        (SAM, (*EVENT, "Queue"), "an expression"),
        (SAM, (*PROPERTIES, "Events"), "has another value|expression"),
        (SAM, ("Resources", "Table", "Properties", "Name"), "empty"),
        (SAM, ("Nothing", "A"), "no document has Nothing"),
        ("A: &x {B: 1}\nC: *x\n", ("A", "B"), "alias"),
        ("A: &x {B: 1}\nC: *x\n", ("C", "D"), "alias"),
        ("A:\n  <<: !Ref x\n  B: |\n   text\n", ("A", "B"), "block"),
        ("A: {B: 1}\n---\nA: {B: 2}\n", ("A", "B"), "several documents"),
        ("A: [1, 2\n", ("A",), "cannot be read"),
        ("A: *nothing\n", ("A",), "nothing is called"),
        ("[" * 200 + "]" * 200, (0,), "levels deep"),
    ],
)
def test_what_cannot_be_set_is_refused(text: str, path: Sequence[str | int], reason: str) -> None:
    with pytest.raises(CannotRewriteError, match=reason):
        applied(text, path, 1)


@pytest.mark.parametrize(
    ("text", "path", "after"),
    [
        ("A:\n  B:\nC: 1\n", ("A", "B"), "A:\n  B: 7\nC: 1\n"),
        ("A:\n  B: 1", ("A", "C"), "A:\n  B: 1\n  C: 7"),
        ("A:\n  B: *x\n".replace("A", "X: &x 1\nA"), ("A", "C"), "X: &x 1\nA:\n  B: *x\n  C: 7\n"),
        ("A:\n  B: |\n    text\n\n  # c\nC: 1\n", ("A", "D"), "A:\n  B: |\n    text\n  D: 7\n\n  # c\nC: 1\n"),
        ("- A: 1\n  B: 2\n", (0, "C"), "- A: 1\n  B: 2\n  C: 7\n"),
        ("{A: {\n  B: 1,\n}}\n", ("A", "C"), '{A: {\n  B: 1,\n  "C": 7,\n}}\n'),
        ("# é😀\nA: 😀\nB: 1\n", ("B",), "# é😀\nA: 😀\nB: 7\n"),
        ("A: {B: 1}\n---\nC: 2\n", ("C",), "A: {B: 1}\n---\nC: 7\n"),
        ("A: 1\nB:\n  C:\n    - 1\n\n\n", ("D",), "A: 1\nB:\n  C:\n    - 1\nD: 7\n\n\n"),
        ("A: {}\n", ("A", "C"), "A: {C: 7}\n"),
    ],
)
def test_layouts(text: str, path: Sequence[str | int], after: str) -> None:
    assert applied(text, path, 7) == after


def test_kept_trailing_lines_of_a_block_are_a_value_and_stay() -> None:
    with pytest.raises(CannotRewriteError, match="further than this value"):
        applied("A:\n  B: |+\n    text\n\n\nC: 1\n", ("A", "D"), 7)


def test_several_changes_are_each_what_they_would_be_alone() -> None:
    source = Source("template.yaml", SAM)
    changes = [
        splice.Change((*PROPERTIES, "Tracing"), "Active"),
        splice.Change((*PROPERTIES, "Timeout"), 3),
        splice.Change((*PROPERTIES, "MemorySize"), 512),
        splice.Change((*PROPERTIES, "Layers"), "x"),
    ]
    made = splice.edits(source, changes)
    assert made[0] == splice.set_value(source, (*PROPERTIES, "Tracing"), "Active")
    assert isinstance(made[1], CannotRewriteError)
    assert made[2] == splice.set_value(source, (*PROPERTIES, "MemorySize"), 512)
    assert made[3] == splice.set_value(source, (*PROPERTIES, "Layers"), "x")
