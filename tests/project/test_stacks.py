"""What a template says of a value: given, a pointer, absent, or unknown and why."""

from __future__ import annotations

from pathlib import Path

import pytest

from lambdafix.project.files import discover
from lambdafix.project.stacks import Absent, Given, Pointer, Resource, Setting, Stack, Unknown
from lambdafix.project.templates import read_templates
from support.projects import write

HEAD = """
    Transform: AWS::Serverless-2016-10-31
    Parameters:
      Size: {Type: Number}
      Limit: {Type: Number, Default: 20}
      Secret: {Type: "AWS::SSM::Parameter::Value<String>", Default: /orders/limit}
    Mappings:
      Sizes: {live: {memory: 512}}
    Conditions:
      IsLive: !Equals [!Ref Size, 1]
    Globals:
      Function:
        Runtime: python3.13
        Environment: {Variables: {A: a}}
    Resources:
      Orders:
        Type: AWS::Serverless::Function
        Properties:
          Handler: app.handler
"""


def stack(tmp_path: Path, path: str, text: str, **others: str) -> Stack:
    root = write(tmp_path, {path: text, "app.py": "def handler(event, context): ...\n", **others})
    (found,) = read_templates(root, discover(root)).stacks
    return found


def orders(tmp_path: Path, line: str) -> Resource:
    found = stack(tmp_path, "template.yaml", f"{HEAD.rstrip()}\n          {line}\n").named("Orders")
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("20", "20"),
        ("!Ref Limit", "20"),
        ('!Sub "${Limit}0"', "200"),
        ("!Join ['', [a, !Ref Limit]]", "a20"),
        ("!FindInMap [Sizes, live, memory]", "512"),
        ("!If [IsLive, 3, 3]", "3"),
        ("{Fn::If: [IsLive, {Ref: Limit}, '20']}", "20"),
    ],
)
def test_given(tmp_path: Path, value: str, text: str) -> None:
    found = orders(tmp_path, f"Timeout: {value}").get("Timeout")
    assert isinstance(found, Given)
    assert found.text == text
    assert (found.place.path, found.place.row, found.place.column) == ("template.yaml", 20, 7)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("!Ref Size", "parameter Size has no default"),
        ("!Ref Secret", "parameter Secret is read from Parameter Store"),
        ("!Ref AWS::Region", "AWS::Region is known at deployment"),
        ('!Sub "${Size}0"', "parameter Size has no default"),
        ("!ImportValue limit", "it is imported from another stack"),
        ("!If [IsLive, 3, 900]", "it depends on the condition IsLive"),
        ("!If [IsLive, 3, !Ref AWS::NoValue]", "it depends on the condition IsLive"),
        ("!FindInMap [Sizes, !Ref Size, memory]", "its map is keyed by what is known at deployment"),
        ("&x !If [IsLive, *x, 3]", "it depends on the condition IsLive"),
        ("!Select [0, [1, 2]]", "Select is not evaluated here"),
    ],
)
def test_unknown(tmp_path: Path, value: str, reason: str) -> None:
    found = orders(tmp_path, f"Timeout: {value}").get("Timeout")
    assert isinstance(found, Unknown)
    assert found.reason == reason


@pytest.mark.parametrize("value", ["!Ref AWS::NoValue", "", "!If [IsLive, !Ref AWS::NoValue, !Ref AWS::NoValue]"])
def test_absent(tmp_path: Path, value: str) -> None:
    assert isinstance(orders(tmp_path, f"Timeout: {value}").get("Timeout"), Absent)
    assert isinstance(orders(tmp_path, "Tags: {}").get("Timeout"), Absent)


@pytest.mark.parametrize("value", ["!Ref Queue", "!GetAtt Queue.Arn", "!Sub ${Queue.Arn}", "!Sub ${Queue}"])
def test_a_pointer(tmp_path: Path, value: str) -> None:
    found = orders(tmp_path, f"Role: {value}").get("Role")
    assert isinstance(found, Pointer)
    assert found.target == "Queue"


def test_globals_lie_under_what_the_function_says(tmp_path: Path) -> None:
    function = orders(tmp_path, "Environment: {Variables: {B: b}}")
    assert [key for key, _ in function.get("Environment", "Variables").entries()] == ["A", "B"]
    assert (function.get("Runtime").text, function.get("Runtime").place.row) == ("python3.13", 13)


def test_a_macro_leaves_what_is_absent_unknown(tmp_path: Path) -> None:
    text = HEAD.replace("AWS::Serverless-2016-10-31", "[Defaults, AWS::Serverless-2016-10-31]")
    function = stack(tmp_path, "template.yaml", text).named("Orders")
    assert function is not None
    assert function.get("Timeout") == Unknown(function.get("Timeout").place, "the macro Defaults rewrites the template")
    assert function.get("Handler").text == "app.handler"


SERVICE = """
    service: orders
    custom: {size: 512, limits: {dev: 9}}
    provider:
      name: aws
      runtime: python3.13
      memorySize: ${self:custom.size}
      timeout: ${self:custom.limits.${sls:stage}}
    functions:
      orders:
        handler: app.handler
        reservedConcurrency: ${env:BOUND}
"""


def test_serverless(tmp_path: Path) -> None:
    function = stack(tmp_path, "serverless.yml", SERVICE).named("OrdersLambdaFunction")
    assert function is not None
    assert (function.get("MemorySize").number, function.get("Timeout").number) == (512, 9)
    bound = function.get("ReservedConcurrentExecutions")
    assert isinstance(bound, Unknown)
    assert bound.reason == "${env:BOUND} is known at deployment"


TERRAFORM = """
    variable "memory" { default = 256 }
    variable "timeout" {}
    resource "aws_lambda_function" "orders" {
      function_name = "orders-${var.memory}"
      runtime       = "python3.13"
      handler       = "app.handler"
      memory_size   = var.memory
      timeout       = var.timeout
      role          = aws_iam_role.orders.arn
      tracing_config { mode = "Active" }
      dynamic "dead_letter_config" {
        for_each = var.queues
        content { target_arn = dead_letter_config.value }
      }
    }
"""


@pytest.mark.parametrize(
    ("keys", "kind", "said"),
    [
        (("MemorySize",), Given, "256"),
        (("FunctionName",), Given, "orders-256"),
        (("TracingConfig", "Mode"), Given, "Active"),
        (("Timeout",), Unknown, "var.timeout is known when it is applied"),
        (("DeadLetterConfig", "TargetArn"), Unknown, "a dynamic block is known when it is applied"),
        (("Role",), Pointer, "aws_iam_role/orders"),
        (("SnapStart",), Absent, ""),
    ],
)
def test_terraform(tmp_path: Path, keys: tuple[str, ...], kind: type[Setting], said: str) -> None:
    function = stack(tmp_path, "main.tf", TERRAFORM).named("orders")
    assert function is not None
    found = function.get(*keys)
    assert type(found) is kind
    assert (found.text or found.target or (found.reason if isinstance(found, Unknown) else "")) == said
