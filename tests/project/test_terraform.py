"""Terraform: functions, the community module, modules of the project, tables; and a tolerant reader of HCL."""

from __future__ import annotations

from pathlib import Path

import pytest

from lambdafix.project.declared import Variable
from lambdafix.project.document import DocumentError
from lambdafix.project.templates import hcl
from lambdafix.project.templates.hcl_values import evaluate
from support.projects import only_function, templates, write

FUNCTION = 'resource "aws_lambda_function" "fn" {{\n  handler = "app.handler"\n  runtime = "python3.12"\n{}\n}}\n'


def test_a_function_with_all_that_is_read_of_it(tmp_path: Path) -> None:
    text = """
        locals { stage = "dev" }
        data "archive_file" "zip" {
          type       = "zip"
          source_dir = "${path.module}/../src/orders"
        }
        resource "aws_dynamodb_table" "users" {
          name      = "users-${local.stage}"
          hash_key  = "pk"
          range_key = "sk"
          attribute {
            name = "pk"
            type = "S"
          }
        }
        resource "aws_lambda_function" "fn" { # a comment
          filename    = data.archive_file.zip.output_path
          handler     = "app.handler"
          runtime     = var.runtime
          memory_size = 512
          timeout     = 29
          environment {
            variables = {
              TABLE   = aws_dynamodb_table.users.name
              "LEVEL" = "INFO"
            }
          }
          ephemeral_storage { size = 1024 }
          file_system_config {
            arn              = aws_efs_access_point.x.arn
            local_mount_path = "/mnt/efs"
          }
        }
        variable "runtime" { default = "python3.12" }
        resource "aws_lambda_event_source_mapping" "m" {
          event_source_arn = aws_sqs_queue.q.arn
          function_name    = aws_lambda_function.fn.arn
        }
        resource "aws_lambda_permission" "p" {
          function_name = aws_lambda_function.fn.function_name
          principal     = "s3.amazonaws.com"
        }
        """
    found = templates(write(tmp_path, {"infra/main.tf": text}))
    (function,) = found.functions

    assert (function.handler, function.folder, function.runtime) == ("app.handler", "src/orders", "python3.12")
    assert (function.template, function.row, function.how, function.name) == ("infra/main.tf", 18, "terraform", "fn")
    assert (function.memory, function.timeout) == (512, 29)
    assert function.mounts == ("/mnt/efs",)
    assert function.triggers == ("sqs", "s3")
    assert function.environment == (Variable("TABLE", None, "users"), Variable("LEVEL", "INFO"))
    assert [(t.name, t.partition_key, t.sort_key) for t in found.tables] == [("users-dev", "pk", "sk")]
    assert found.variables() == {"TABLE": frozenset({"users-dev"})}


@pytest.mark.parametrize(
    ("code", "folder"),
    [
        ('  filename = "build/fn.zip"', "infra/build"),
        ('  filename = "${path.module}/../dist/fn.zip"', "dist"),
        ("  filename = data.archive_file.one.output_path", "infra/src"),
        ('  filename = "${data.archive_file.one.output_path}"', "infra/src"),
        ("  filename = data.archive_file.all.output_path", "infra/code"),
        ('  filename = "made.zip"', "infra/code"),
        ("  filename = var.unknown", None),
        ('  s3_bucket = "b"\n  s3_key = "k"', None),
    ],
)
def test_where_the_code_lies(code: str, folder: str | None, tmp_path: Path) -> None:
    archives = """
        data "archive_file" "one" {
          source_file = "src/app.py"
        }
        data "archive_file" "all" {
          source_dir  = "./code"
          output_path = "made.zip"
        }
        """
    write(tmp_path, {"infra/main.tf": FUNCTION.format(code), "infra/data.tf": archives})

    assert only_function(tmp_path).folder == folder


def test_code_in_the_template_is_inline(tmp_path: Path) -> None:
    archive = 'data "archive_file" "z" {\n  source {\n    content = <<EOT\ndef handler(e, c):\n  pass\nEOT\n  }\n}\n'
    text = FUNCTION.format("  filename = data.archive_file.z.output_path") + archive

    assert "inline" in templates(write(tmp_path, {"main.tf": text})).skipped[0].reason


@pytest.mark.parametrize(
    ("source", "folder"),
    [
        ('"src/fn"', "src/fn"),
        ('"${path.module}/src/app.py"', "src"),
        ('["src/fn", "common"]', "src/fn"),
        ('[{ path = "src/fn", pip_requirements = true }]', "src/fn"),
    ],
)
def test_the_community_module(source: str, folder: str, tmp_path: Path) -> None:
    text = f"""
        module "fn" {{
          source      = "terraform-aws-modules/lambda/aws"
          handler     = "app.run"
          runtime     = "python3.12"
          source_path = {source}
          environment_variables = {{ A = "b" }}
        }}
        module "layer" {{
          source       = "terraform-aws-modules/lambda/aws"
          create_layer = true
          source_path  = "layer"
        }}
        """
    function = only_function(write(tmp_path, {"main.tf": text}))

    assert (function.handler, function.folder, function.environment) == ("app.run", folder, (Variable("A", "b"),))


def test_a_module_of_the_project_counts_once_for_each_call(tmp_path: Path) -> None:
    module = """
        variable "handler" {}
        variable "code" { default = "none" }
        resource "aws_lambda_function" "this" {
          handler  = var.handler
          runtime  = "python3.12"
          filename = data.archive_file.z.output_path
        }
        data "archive_file" "z" { source_dir = var.code }
        """
    calls = """
        module "a" {
          source  = "./modules/fn"
          handler = "a.run"
          code    = "${path.module}/src/a"
        }
        module "many" {
          source   = "./modules/fn"
          for_each = { b = { code = "src/b" }, c = { code = "src/c" } }
          handler  = "${each.key}.run"
          code     = each.value.code
        }
        """
    write(tmp_path, {"infra/modules/fn/main.tf": module, "infra/main.tf": calls})

    found = [(function.handler, function.folder) for function in templates(tmp_path).functions]

    assert found == [("a.run", "infra/src/a"), ("b.run", "infra/src/b"), ("c.run", "infra/src/c")]


def test_a_variable_that_nothing_gives_a_value(tmp_path: Path) -> None:
    text = 'variable "h" {}\nresource "aws_lambda_function" "f" {\n  handler = var.h\n  runtime = "python3.12"\n}\n'

    assert "variable" in only_function(write(tmp_path, {"main.tf": text})).problem


def test_values_of_tfvars_stand_before_defaults(tmp_path: Path) -> None:
    text = 'variable "h" { default = "a.b" }\nresource "aws_lambda_function" "f" {\n  handler = var.h\n}\n'
    write(tmp_path, {"main.tf": text, "terraform.tfvars": 'h = "c.d"\n', "other.tfvars": 'h = "e.f"\n'})

    assert only_function(tmp_path).handler == "c.d"


def test_modules_that_call_each_other_end(tmp_path: Path) -> None:
    call = 'module "m" {{\n  source = "{}"\n  handler = var.handler\n}}\n'
    fn = 'resource "aws_lambda_function" "f" {\n  handler = "a.b"\n  runtime = "python3.12"\n}\n'
    write(tmp_path, {"a/main.tf": call.format("../b") + fn, "b/main.tf": call.format("../a")})

    assert [function.handler for function in templates(tmp_path).functions] == ["a.b"]


def test_json_syntax(tmp_path: Path) -> None:
    text = """
        {"resource": {"aws_lambda_function": {"fn": {
           "handler": "app.handler", "runtime": "python3.12", "filename": "${path.module}/dist/fn.zip",
           "environment": {"variables": {"A": "b"}}}}}}
        """
    function = only_function(write(tmp_path, {"main.tf.json": text}))

    assert (function.handler, function.folder, function.environment) == ("app.handler", "dist", (Variable("A", "b"),))


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ('resource "aws_lambda_function" "f" {\n  handler = "a.b\n}\n', 2),
        ('resource "aws_lambda_function" "f" {\n  environment {\n', 2),
        ('resource "aws_lambda_function" "f" {\n' + "a {\n" * 200 + "}\n" * 201, 51),
    ],
)
def test_a_file_that_cannot_be_read_is_skipped_alone(text: str, row: int, tmp_path: Path) -> None:
    found = templates(write(tmp_path, {"bad.tf": text, "good.tf": FUNCTION.format("")}))

    assert [(one.path, one.row) for one in found.skipped] == [("bad.tf", row)]
    assert [function.template for function in found.functions] == ["good.tf"]


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ('"plain"', "plain"),
        ('"a-${var.x}-${local.y["k"]}"', "a-X-v"),
        ('"${var.missing}"', None),
        ('"esc\\"aped"', 'esc"aped'),
        ('join("/", ["a", var.x])', "a/X"),
        ('lookup({ a = "b" }, "a", "c")', "b"),
        ('merge({ a = "b" }, { c = "d" })', {"a": "b", "c": "d"}),
        ('var.flag ? "a" : "a"', "a"),
        ('var.flag ? "a" : "b"', None),
        ("[for x in var.list : x]", None),
        ("{ for k, v in var.map : k => v }", None),
        ('var.x == "a" && true', None),
        ("coalesce(var.missing, var.x)", "X"),
        ("unheard_of(var.x)", None),
        ('(("a"))', "a"),
        ("[" * 100 + "]" * 100, None),
        ("", None),
        ("}", None),
        ('"${', None),
    ],
)
def test_the_value_of_an_expression(expression: str, value: object) -> None:
    known = {("var", "x"): "X", ("local", "y", "k"): "v"}
    words = [] if expression == '"${' else list(hcl.tokens(expression))
    found = evaluate(words, lambda parts: known.get(tuple(parts)))

    if expression.startswith("[["):
        assert isinstance(found, list)
    else:
        assert found == value


@pytest.mark.parametrize("text", ['a = "${x["b"]} }"', 'a = <<-EOT\n  "unclosed ${\n  EOT', "a = 1 /* } */ # }\n"])
def test_what_looks_like_an_end_and_is_none(text: str) -> None:
    body = hcl.parse(f"block {{\n{text}\n}}\nb = 2\n")

    assert list(body.attributes) == ["b"]
    assert list(body.blocks[0].body.attributes) == ["a"]


def test_a_string_that_is_never_closed() -> None:
    with pytest.raises(DocumentError) as caught:
        hcl.parse('a = 1\nb = "x ${y')

    assert caught.value.row == 2
