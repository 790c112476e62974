"""SAM, CloudFormation, Dockerfiles, Zappa and Chalice; and templates that cannot be read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lambdafix import regular
from lambdafix.project.declared import Variable
from lambdafix.project.document import DocumentError, block, read_documents
from support.projects import only_function, templates, write


def sam(properties: str, top: str = "") -> str:
    """A SAM template of one function `Fn` with `properties`, a flow mapping."""
    resource = f"{{Type: 'AWS::Serverless::Function', Properties: {properties}}}"
    return f"Transform: AWS::Serverless-2016-10-31\n{top}\nResources:\n  Fn: {resource}\n"


class TestSam:
    def test_a_function_with_all_that_is_read_of_it(self, tmp_path: Path) -> None:
        text = """
            Transform: AWS::Serverless-2016-10-31
            Globals:
              Function:
                Runtime: python3.12
                Timeout: 30
                Environment: {Variables: {LEVEL: INFO, TABLE: none}}
            Resources:
              Orders:
                Type: AWS::Serverless::Function
                Properties:
                  Handler: app.handler
                  CodeUri: src/orders/
                  MemorySize: 256
                  EphemeralStorage: {Size: 2048}
                  FileSystemConfigs:
                    - {Arn: !GetAtt Efs.Arn, LocalMountPath: /mnt/models}
                  Layers: [!Ref Shared]
                  Environment:
                    Variables:
                      TABLE: !Ref OrdersTable
                  Events:
                    Api: {Type: HttpApi}
                    Queue: {Type: SQS, Properties: {Queue: !GetAtt Q.Arn}}
                    Another: {Type: Api}
              Shared:
                Type: AWS::Serverless::LayerVersion
                Properties: {ContentUri: layers/shared}
              OrdersTable:
                Type: AWS::Serverless::SimpleTable
            """
        found = templates(write(tmp_path, {"svc/template.yaml": text}))
        (function,) = found.functions

        assert (function.handler, function.folder, function.runtime) == ("app.handler", "svc/src/orders", "python3.12")
        assert (function.template, function.row, function.how) == ("svc/template.yaml", 12, "sam")
        assert (function.memory, function.timeout) == (256, 30)
        assert function.triggers == ("api", "sqs")
        assert function.mounts == ("/mnt/models",)
        assert function.layers == ("svc/layers/shared",)
        assert set(function.environment) == {Variable("LEVEL", "INFO"), Variable("TABLE", None, "OrdersTable")}
        assert found.variables() == {"TABLE": frozenset({"OrdersTable"})}

    @pytest.mark.parametrize(
        ("properties", "folder"),
        [
            ("{Handler: a.b, Runtime: python3.12}", "svc"),
            ("{Handler: a.b, Runtime: python3.12, CodeUri: .}", "svc"),
            ("{Handler: a.b, Runtime: python3.12, CodeUri: ../lib}", "lib"),
            ("{Handler: a.b, Runtime: python3.12, CodeUri: build/fn.zip}", "svc/build"),
            ("{Handler: a.b, Runtime: python3.12, CodeUri: src/app.py}", "svc/src"),
            ("{Handler: a.b, Runtime: python3.12, CodeUri: 's3://bucket/key'}", None),
            ("{Handler: a.b, Runtime: python3.12, CodeUri: {Bucket: b, Key: k}}", None),
            ("{Handler: a.b, Runtime: python3.12, CodeUri: ../../elsewhere}", None),
            ("{Handler: a.b, Runtime: python3.12, CodeUri: /opt/code}", None),
        ],
    )
    def test_where_the_code_lies(self, properties: str, folder: str | None, tmp_path: Path) -> None:
        assert only_function(write(tmp_path, {"svc/template.yaml": sam(properties)})).folder == folder

    @pytest.mark.parametrize(
        ("handler", "expected"),
        [
            ("!Ref Entry", "app.main"),
            ("!Sub '${Entry}'", "app.main"),
            ("!Sub ['${M}.run', {M: jobs}]", "jobs.run"),
            ("!Join ['.', [app, run]]", "app.run"),
            ("!FindInMap [Names, dev, handler]", "dev.main"),
            ("!If [IsProd, app.prod, app.dev]", "app.prod"),
            ("!ImportValue Somewhere", ""),
            ("!Ref Missing", ""),
            ("!Sub 'app.${Missing}'", ""),
        ],
    )
    def test_a_handler_given_by_an_expression(self, handler: str, expected: str, tmp_path: Path) -> None:
        top = "Parameters: {Entry: {Type: String, Default: app.main}}\nMappings: {Names: {dev: {handler: dev.main}}}"
        text = sam(f"{{Handler: {handler}, Runtime: python3.12}}", top)
        function = only_function(write(tmp_path, {"template.yaml": text}))

        assert function.handler == expected
        assert bool(function.problem) == (not expected)

    def test_inline_code_that_is_not_told_is_listed_as_not_analysed(self, tmp_path: Path) -> None:
        text = sam("{Handler: index.handler, Runtime: python3.12, InlineCode: !ImportValue code}")
        found = templates(write(tmp_path, {"template.yaml": text}))

        assert [(one.path, one.row) for one in found.skipped] == [("template.yaml", 4)]
        assert "inline" in found.skipped[0].reason

    def test_inline_code_is_a_file_of_its_own(self, tmp_path: Path) -> None:
        text = sam("{Handler: index.handler, Runtime: python3.12, InlineCode: 'def handler(e, c): pass'}")
        found = templates(write(tmp_path, {"template.yaml": text}))

        (code,) = found.inline().values()
        assert (code.template, code.text, code.row) == ("template.yaml", "def handler(e, c): pass", 4)
        assert not found.skipped

    def test_another_language_is_no_python(self, tmp_path: Path) -> None:
        write(tmp_path, {"template.yaml": sam("{Handler: python.handler, Runtime: nodejs20.x}")})

        assert not only_function(tmp_path).is_python


class TestImages:
    @pytest.mark.parametrize(
        ("properties", "dockerfile", "handler", "folder"),
        [
            (
                "{PackageType: Image}",
                "COPY app.py ${LAMBDA_TASK_ROOT}/\nCMD ['x']\nCMD [\"app.handler\"]",
                "app.handler",
                "fn",
            ),
            (
                "{PackageType: Image, ImageConfig: {Command: [b.main]}}",
                'COPY src/ .\nCMD ["app.x"]',
                "b.main",
                "fn/src",
            ),
            ("{PackageType: Image}", 'COPY src/*.py \\\n  ./\nCMD [ "app.run" ]', "app.run", "fn/src"),
            ("{PackageType: Image}", "ADD . /var/task\nCMD app.run", "app.run", "fn"),
        ],
    )
    def test_the_dockerfile_says_what_the_template_leaves_open(
        self, properties: str, dockerfile: str, handler: str, folder: str, tmp_path: Path
    ) -> None:
        resource = f"{{Type: 'AWS::Serverless::Function', Properties: {properties}, Metadata: {{DockerContext: fn}}}}"
        text = f"Resources:\n  Fn: {resource}\n"
        dockerfile = f"FROM public.ecr.aws/lambda/python:3.12\n{dockerfile}\n"
        function = only_function(write(tmp_path, {"template.yaml": text, "fn/Dockerfile": dockerfile}))

        assert (function.handler, function.folder, function.is_python) == (handler, folder, True)

    def test_an_image_that_no_template_builds(self, tmp_path: Path) -> None:
        text = 'FROM public.ecr.aws/lambda/python:3.12\nCOPY src/ ${LAMBDA_TASK_ROOT}\n\nCMD ["app.handler"]\n'
        function = only_function(write(tmp_path, {"svc/Dockerfile.prod": text}))

        assert (function.handler, function.folder, function.row, function.how) == (
            "app.handler",
            "svc/src",
            4,
            "dockerfile",
        )

    @pytest.mark.parametrize(
        "text",
        [
            'FROM python:3.12\nCMD ["uvicorn", "app.main"]\n',
            'FROM public.ecr.aws/lambda/nodejs:20\nCMD ["app.handler"]\n',
            'FROM public.ecr.aws/lambda/python:3.12\nCMD ["python", "app.py"]\n',
            "FROM public.ecr.aws/lambda/python:3.12\n",
        ],
    )
    def test_an_image_that_names_no_python_handler(self, text: str, tmp_path: Path) -> None:
        assert templates(write(tmp_path, {"Dockerfile": text})).functions == ()

    def test_the_runtime_interface_client_as_entry_point(self, tmp_path: Path) -> None:
        text = 'FROM python:3.12\nENTRYPOINT ["python", "-m", "awslambdaric"]\nCMD ["app.handler"]\n'

        assert only_function(write(tmp_path, {"Dockerfile": text})).handler == "app.handler"


class TestCloudFormation:
    def test_json_with_rows(self, tmp_path: Path) -> None:
        resource = {
            "Type": "AWS::Lambda::Function",
            "Properties": {
                "Handler": "a.b",
                "Runtime": "python3.12",
                "Code": {"S3Bucket": "b", "S3Key": "fns/Load.zip"},
            },
        }
        text = json.dumps({"Resources": {"Fn": resource}}, indent="\t")
        function = only_function(write(tmp_path, {"stack.template": text}))

        assert (function.handler, function.row, function.folder, function.how) == ("a.b", 6, None, "cloudformation")
        assert "fns/Load.zip" in function.package

    def test_triggers_come_from_the_resources_around(self, tmp_path: Path) -> None:
        text = """
            Resources:
              Fn: {Type: AWS::Lambda::Function, Properties: {Handler: a.b, Runtime: python3.12, Code: src}}
              A:
                Type: AWS::Lambda::EventSourceMapping
                Properties: {FunctionName: !Ref Fn, EventSourceArn: !GetAtt Q.Arn}
              B:
                Type: AWS::Lambda::Permission
                Properties: {FunctionName: !GetAtt Fn.Arn, Principal: s3.amazonaws.com}
              C:
                Type: AWS::Events::Rule
                Properties: {ScheduleExpression: rate(1 day), Targets: [{Arn: !GetAtt Fn.Arn}]}
              D: {Type: Custom::Thing, Properties: {ServiceToken: !GetAtt Fn.Arn}}
              E: {Type: AWS::Lambda::Permission, Properties: {FunctionName: !Ref Other, Principal: sns.amazonaws.com}}
              Q: {Type: AWS::SQS::Queue}
            """
        function = only_function(write(tmp_path, {"t.yml": text}))

        assert set(function.triggers) == {"sqs", "s3", "schedule", "custom-resource"}

    def test_tables_with_their_keys(self, tmp_path: Path) -> None:
        text = """
            Resources:
              Users:
                Type: AWS::DynamoDB::Table
                Properties:
                  TableName: users
                  KeySchema:
                    - {AttributeName: pk, KeyType: HASH}
                    - {AttributeName: sk, KeyType: RANGE}
              Plain:
                Type: AWS::Serverless::SimpleTable
                Properties: {PrimaryKey: {Name: email, Type: String}}
              Unknown:
                Type: AWS::DynamoDB::Table
                Properties: {KeySchema: !Ref Somewhere}
            """
        tables = templates(write(tmp_path, {"t.yml": text})).tables

        assert [(t.name, t.partition_key, t.sort_key, t.declared_in) for t in tables] == [
            ("users", "pk", "sk", "t.yml:3"),
            ("Plain", "email", "", "t.yml:10"),
        ]


class TestBadTemplates:
    HEAD = (
        "Resources:\n  A: {Type: 'AWS::Lambda::Function', Properties: {Runtime: python3.12, Handler: a.b, Code: x}}\n"
    )

    @pytest.mark.parametrize(
        ("text", "row", "words"),
        [
            (HEAD + "  B: [unclosed\n", 4, "not valid YAML"),
            (HEAD + "  B: {a: b: c}\n", 3, "not valid YAML"),
            (HEAD + "X: " + "[" * 200 + "]" * 200, 3, "nested more than 100 levels deep"),
            (HEAD + "X:\n" + "- " * 200 + "a\n", 4, "nested more than 100 levels deep"),
            (HEAD + "X: " + "[" * 5000 + "]" * 5000, 3, ""),  # past the limit of some parsers, in words of their own
            (HEAD + "X:\n" + "- " * 5000 + "a\n", 4, ""),
            (HEAD + "X: \x01\n", 3, "not valid YAML"),
            ('{"Resources": {"A": {"Type": "AWS::Lambda::Function", "Runtime": "python3.12"}},,}', 1, "not valid JSON"),
        ],
    )
    def test_one_that_cannot_be_read_is_skipped_with_its_row(
        self, text: str, row: int, words: str, tmp_path: Path
    ) -> None:
        found = templates(write(tmp_path, {"bad.yaml": text, "good.yaml": self.HEAD}))

        assert [(one.path, one.row) for one in found.skipped] == [("bad.yaml", row)]
        assert words in found.skipped[0].reason
        assert [function.template for function in found.functions] == ["good.yaml"]

    def test_an_anchor_bomb_costs_nothing(self, tmp_path: Path) -> None:
        levels = (f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 40))
        bomb = 'a0: &a0 ["lol"]\n' + "".join(levels)
        found = templates(write(tmp_path, {"t.yaml": self.HEAD + bomb}))

        assert found.skipped == ()
        assert len(found.functions) == 1

    def test_merges_that_multiply_are_refused(self, tmp_path: Path) -> None:
        keys = ", ".join(f"k{n}: 1" for n in range(300))
        merges = "".join(f"m{n}: {{<<: *base}}\n" for n in range(100))
        found = templates(write(tmp_path, {"t.yaml": f"{self.HEAD}base: &base {{{keys}}}\n{merges}"}))

        assert "expand" in found.skipped[0].reason

    def test_a_value_that_holds_itself(self, tmp_path: Path) -> None:
        found = templates(write(tmp_path, {"t.yaml": self.HEAD + "x: &x {Resources: *x, <<: *x}\n"}))

        assert len(found.functions) == 1

    @pytest.mark.parametrize(
        "text",
        [
            "Resources: [AWS::Lambda::Function, python]\n",
            "Resources: {A: null, B: [1], C: {Type: {x: 'AWS::Lambda::Function python'}}}\n",
            "Resources: {A: {Type: 'AWS::Serverless::Function', Properties: [python]}}\n",
            "- AWS::Lambda::Function python\n",
            "AWS::Lambda::Function python",
            "Resources: {A: {Type: 'AWS::DynamoDB::Table', Properties: {KeySchema: [x, null]}}}\n",
            "Globals: python\nResources: {A: {Type: 'AWS::Serverless::Function', Properties: {Events: [1]}}}\n",
        ],
    )
    def test_shapes_that_nobody_expects(self, text: str, tmp_path: Path) -> None:
        found = templates(write(tmp_path, {"t.yaml": text}))

        assert found.skipped == ()
        assert not any(function.handler for function in found.functions)

    def test_a_template_of_a_template_is_read_around_its_placeholders(self, tmp_path: Path) -> None:
        text = sam("{Handler: app.handler, CodeUri: fn/, Runtime: {{cookiecutter.runtime}}, Timeout: 3}")
        function = only_function(write(tmp_path, {"{{cookiecutter.name}}/template.yaml": text}))

        assert (function.handler, function.runtime, function.is_python) == ("app.handler", "", True)

    def test_json_that_is_no_yaml(self) -> None:
        (document,) = read_documents('{"a": "\\ud83d\\ude00", "b": [true, null, 1.5]}', is_json=True)

        assert document == {"a": "\U0001f600", "b": ["true", None, "1.5"]}

    def test_latin1_and_a_byte_order_mark(self, tmp_path: Path) -> None:
        (tmp_path / "t.yaml").write_bytes(b"\xef\xbb\xbf# caf\xe9\n" + self.HEAD.encode())

        assert only_function(tmp_path).row == 3

    def test_an_unreadable_template_is_named(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        write(tmp_path, {"t.yaml": self.HEAD})

        def refuse(path: Path, limit: int = 0) -> bytes:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(regular, "read", refuse)

        assert [one.reason for one in templates(tmp_path).skipped] == ["cannot be read: Permission denied"]


def test_rows_and_tags_of_documents() -> None:
    text = "a: 1\nb: &x {c: !Ref d}\ne: !GetAtt f.g\nh: {<<: *x, i: ~}\n---\nj: !Sub [k, {l: m}]\n"
    first, second = read_documents(text)

    assert first == {
        "a": "1",
        "b": {"c": {"Ref": "d"}},
        "e": {"Fn::GetAtt": "f.g"},
        "h": {"c": {"Ref": "d"}, "i": None},
    }
    assert (first.rows["e"], block(first["h"]).rows["c"]) == (3, 2)
    assert second == {"j": {"Fn::Sub": ["k", {"l": "m"}]}}
    assert second.rows == {"j": 6}


def test_a_document_error_has_a_row() -> None:
    with pytest.raises(DocumentError) as caught:
        read_documents("a: 1\nb: [\n")

    assert caught.value.row == 3


def test_zappa(tmp_path: Path) -> None:
    settings = {
        "dev": {
            "app_function": "app.app",
            "runtime": "python3.11",
            "environment_variables": {"LEVEL": "DEBUG"},
            "memory_size": 512,
            "events": [
                {"function": "jobs.nightly", "expression": "rate(1 day)"},
                {"function": "jobs.uploaded", "event_source": {"arn": "arn:aws:s3:::bucket"}},
            ],
            "authorizer": {"function": "auth.check"},
        },
        "prod": {"extends": "dev"},
    }
    found = templates(write(tmp_path, {"zappa_settings.json": json.dumps(settings, indent=1)}))

    assert [(f.handler, f.triggers) for f in found.functions] == [
        ("app.app", ("api",)),
        ("jobs.nightly", ("schedule",)),
        ("jobs.uploaded", ("s3",)),
        ("auth.check", ("authorizer",)),
    ]
    assert found.functions[0].row == 3
    assert found.functions[0].memory == 512


def test_chalice(tmp_path: Path) -> None:
    text = '{"version": "2.0", "app_name": "shop",\n "stages": {"dev": {"environment_variables": {"TABLE": "t"}}}}'
    function = only_function(write(tmp_path, {"svc/.chalice/config.json": text}))

    assert (function.handler, function.folder, function.how) == ("app.app", "svc", "chalice")
    assert function.environment == (Variable("TABLE", "t"),)
