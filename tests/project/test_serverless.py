"""The Serverless Framework: serverless.yml with its variables and included files, serverless.ts."""

from __future__ import annotations

from pathlib import Path

import pytest

from lambdafix.project.declared import Variable
from support.projects import only_function, templates, write

PROVIDER = "provider: {name: aws, runtime: python3.11}\n"


def test_a_service_with_all_that_is_read_of_it(tmp_path: Path) -> None:
    text = """
        service: shop
        custom: {memory: 512, table: "users-${self:custom.stage}", stage: "${opt:stage, 'dev'}"}
        provider:
          name: aws
          runtime: python3.12
          memorySize: ${self:custom.memory}
          environment: {TABLE: "${self:custom.table}", USERS: {Ref: Users}}
        functions:
          get:
            handler: src/api/get.handler
            timeout: 5
            events:
              - http: GET /x
              - httpApi: {path: /y}
              - sqs: {arn: {Fn::GetAtt: [Q, Arn]}}
              - stream: arn:aws:dynamodb:eu-west-1:1:table/t/stream/1
              - schedule
          node: {handler: src/web.handler, runtime: nodejs20.x}
        resources:
          Resources:
            Users:
              Type: AWS::DynamoDB::Table
              Properties: {TableName: "users-dev", KeySchema: [{AttributeName: id, KeyType: HASH}]}
        """
    found = templates(write(tmp_path, {"svc/serverless.yml": text}))
    get, node = found.functions

    assert (get.handler, get.folder, get.runtime, get.name) == ("src/api/get.handler", "svc", "python3.12", "get")
    assert (get.memory, get.timeout, get.row) == (512, 5, 11)
    assert get.triggers == ("api", "sqs", "dynamodb", "schedule")
    assert get.environment == (Variable("TABLE", "users-dev"), Variable("USERS", None, "Users"))
    assert not node.is_python
    assert [(table.name, table.partition_key) for table in found.tables] == [("users-dev", "id")]
    assert found.variables() == {"TABLE": frozenset({"users-dev"}), "USERS": frozenset({"users-dev"})}


def test_functions_from_included_files(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "serverless.yml": f"service: x\n{PROVIDER}functions:\n"
            + "  - ${file(fns/a.yml)}\n  - ${file(./fns/b.yml):inner.list}\n  - c: ${file(fns/c.yml)}\n",
            "fns/a.yml": "one: {handler: a.one}\n",
            "fns/b.yml": "inner: {list: {two: {handler: b.two}}}\n",
            "fns/c.yml": "handler: c.three\n",
        },
    )

    assert [function.handler for function in templates(tmp_path).functions] == ["a.one", "b.two", "c.three"]


@pytest.mark.parametrize(
    "provider",
    ["provider: {name: google, runtime: python39}\n", "provider: azure\n", "provider: {name: openwhisk}\n"],
)
def test_another_cloud_is_left_out(provider: str, tmp_path: Path) -> None:
    text = f"service: x\n{provider}functions: {{a: {{handler: a.b}}}}\n"

    assert templates(write(tmp_path, {"serverless.yml": text})).functions == ()


def test_without_a_runtime_it_is_not_python(tmp_path: Path) -> None:
    text = "service: x\nprovider: {name: aws}\nfunctions: {a: {handler: a.b}}\n"

    assert not only_function(write(tmp_path, {"serverless.yml": text})).is_python


@pytest.mark.parametrize(
    ("function", "handler", "folder"),
    [
        ("{handler: app.run, module: services/a}", "app.run", "services/a"),
        ("{handler: wsgi_handler.handler}", "api.app", ""),
        ("{handler: '${self:custom.entry}'}", "jobs.main", ""),
        ("{handler: '${env:UNSET, self:custom.entry}'}", "jobs.main", ""),
        ("{handler: '${self:custom.m}.main'}", "jobs.main", ""),
    ],
)
def test_which_handler_is_meant(function: str, handler: str, folder: str, tmp_path: Path) -> None:
    custom = "custom: {entry: jobs.main, m: jobs, wsgi: {app: api.app}}\n"
    text = f"service: x\n{PROVIDER}{custom}functions: {{a: {function}}}\n"
    found = only_function(write(tmp_path, {"serverless.yml": text}))

    assert (found.handler, found.folder, found.problem) == (handler, folder, "")


@pytest.mark.parametrize(
    "value", ["${env:UNSET}", "${self:custom.loop}", "${file(../../etc/passwd)}", "${file(x.js):f}"]
)
def test_a_handler_that_cannot_be_told_says_so(value: str, tmp_path: Path) -> None:
    custom = "custom: {loop: '${self:custom.loop}'}\n"
    text = f"service: x\n{PROVIDER}{custom}functions: {{a: {{handler: '{value}'}}}}\n"
    found = only_function(write(tmp_path, {"serverless.yml": text}))

    assert found.handler == ""
    assert found.problem


def test_images_built_by_the_service(tmp_path: Path) -> None:
    provider = "provider: {name: aws, ecr: {images: {base: {path: ./img}}}}\n"
    function = "functions: {a: {image: {name: base, command: [app.run]}}, b: {image: {name: base}}}\n"
    dockerfile = 'FROM public.ecr.aws/lambda/python:3.12\nCOPY src ./\nCMD ["app.main"]\n'
    write(tmp_path, {"serverless.yml": f"service: x\n{provider}{function}", "img/Dockerfile": dockerfile})

    found = templates(tmp_path).functions

    assert [(one.handler, one.folder, one.is_python) for one in found] == [
        ("app.run", "img/src", True),
        ("app.main", "img/src", True),
    ]


def test_typescript(tmp_path: Path) -> None:
    text = """
        const config = { service: 'x', provider: { name: 'aws', runtime: 'python3.11' },
          functions: {
            hello: { handler: 'src/app.hello', events: [] },
          } };
        """
    function = only_function(write(tmp_path, {"serverless.ts": text}))

    assert (function.handler, function.name, function.row, function.runtime) == (
        "src/app.hello",
        "hello",
        4,
        "python3.11",
    )


def test_other_yaml_with_functions_is_no_service(tmp_path: Path) -> None:
    text = "functions: {a: {handler: a.b, runtime: python3.11}}\nservice: x\n"

    assert templates(write(tmp_path, {"config.yml": text})).functions == ()
