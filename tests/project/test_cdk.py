"""CDK programs in Python and TypeScript, read without running them."""

from __future__ import annotations

from pathlib import Path

import pytest

from lambdafix.project.declared import Variable
from support.projects import only_function, templates, write


def stack(body: str, top: str = "") -> dict[str, str]:
    """A CDK project in `infra` whose stack's constructor has `body`."""
    lines = "".join(f"        {line}\n" for line in body.strip().splitlines())
    program = f"import os\nfrom pathlib import Path\nfrom aws_cdk import Stack, aws_lambda as _lambda\n{top}\n"
    program += f"class Shop(Stack):\n    def __init__(self, scope, id):\n{lines}"
    return {"infra/cdk.json": '{"app": "python app.py"}', "infra/shop/stack.py": program}


def function(arguments: str) -> str:
    return f"_lambda.Function(self, 'Fn', runtime=_lambda.Runtime.PYTHON_3_12, {arguments})"


def test_a_function_with_all_that_is_read_of_it(tmp_path: Path) -> None:
    body = """
table = dynamodb.Table(self, "Users", partition_key=dynamodb.Attribute(name="pk", type=S),
                       sort_key=dynamodb.Attribute(name="sk", type=S))
fn = _lambda.Function(
    self,
    "Orders",
    runtime=_lambda.Runtime.PYTHON_3_12,
    handler="app.handler",
    code=_lambda.Code.from_asset("lambda/orders"),
    memory_size=512,
    timeout=Duration.minutes(2),
    environment={"TABLE": table.table_name, "LEVEL": "INFO"},
)
fn.add_event_source(SqsEventSource(queue))
api = apigw.LambdaRestApi(self, "api", handler=fn)
"""
    found = templates(write(tmp_path, stack(body)))
    (one,) = found.functions

    assert (one.handler, one.folder, one.runtime, one.name) == (
        "app.handler",
        "infra/lambda/orders",
        "python3.12",
        "Orders",
    )
    assert (one.template, one.row, one.how) == ("infra/shop/stack.py", 13, "cdk")
    assert (one.memory, one.timeout) == (512, 120)
    assert one.triggers == ("api", "sqs")
    assert one.environment == (Variable("TABLE", None, "table"), Variable("LEVEL", "INFO"))
    assert [(t.name, t.partition_key, t.sort_key) for t in found.tables] == [("Users", "pk", "sk")]
    assert found.variables() == {"TABLE": frozenset({"Users"})}


@pytest.mark.parametrize(
    ("code", "folder"),
    [
        ("_lambda.Code.from_asset('src')", "infra/src"),
        ("_lambda.Code.from_asset(path='./src')", "infra/src"),
        ("_lambda.AssetCode('src')", "infra/src"),
        ("_lambda.Code.from_asset(os.path.join(os.path.dirname(__file__), '..', 'src'))", "infra/src"),
        ("_lambda.Code.from_asset(str(Path(__file__).parent / 'src'))", "infra/shop/src"),
        ("_lambda.Code.from_asset(str(Path(__file__).parents[1].joinpath('src').resolve()))", "infra/src"),
        ("_lambda.Code.from_asset(f'{BASE}/orders')", "infra/fns/orders"),
        ("_lambda.Code.from_asset(os.path.join(os.getcwd(), 'src'))", "infra/src"),
        ("_lambda.Code.from_asset('../backend')", "backend"),
        ("_lambda.Code.from_asset('dist/fn.zip')", "infra/dist"),
        ("code", "infra/made"),
        ("self.code", "infra/own"),
        ("_lambda.Code.from_bucket(bucket, 'key')", None),
        ("_lambda.Code.from_asset(os.environ['X'])", None),
    ],
)
def test_where_the_code_lies(code: str, folder: str | None, tmp_path: Path) -> None:
    body = "code = _lambda.Code.from_asset('made')\nself.code = _lambda.Code.from_asset('own')\n"
    files = stack(body + function(f"handler='app.handler', code={code}"), "BASE = 'fns'")

    assert only_function(write(tmp_path, files)).folder == folder


def test_constants_of_another_file(tmp_path: Path) -> None:
    files = stack(
        function("handler=names.HANDLER, code=_lambda.Code.from_asset(str(ROOT / 'fn'))"),
        "from shop import names\nfrom shop.paths import ROOT",
    )
    files["infra/shop/names.py"] = "PREFIX = 'app'\nHANDLER = PREFIX + '.run'\n"
    files["infra/shop/paths.py"] = "from pathlib import Path\nROOT = Path(__file__).parent.parent\n"
    one = only_function(write(tmp_path, files))

    assert (one.handler, one.folder) == ("app.run", "infra/fn")


@pytest.mark.parametrize(
    ("construct", "handler", "folder"),
    [
        ("PythonFunction(self, 'F', entry='src/fn', runtime=R)", "index.handler", "infra/src/fn"),
        ("PythonFunction(self, 'F', entry='src', index='a/b.py', handler='run')", "a/b.run", "infra/src"),
        ("SolutionsPythonFunction(self, 'F', 'src/jobs.py', 'run')", "jobs.run", "infra/src"),
        ("sam.CfnFunction(self, 'F', handler='a.b', code_uri='src', runtime='python3.12')", "a.b", "infra/src"),
    ],
)
def test_other_constructs(construct: str, handler: str, folder: str, tmp_path: Path) -> None:
    one = only_function(write(tmp_path, stack(construct)))

    assert (one.handler, one.folder) == (handler, folder)


def test_images(tmp_path: Path) -> None:
    body = "DockerImageFunction(self, 'F', code=DockerImageCode.from_image_asset('img', cmd=['app.run']))\n"
    body += "DockerImageFunction(self, 'G', code=DockerImageCode.from_image_asset(directory='img'))"
    dockerfile = 'FROM public.ecr.aws/lambda/python:3.12\nCOPY src/ ./\nCMD ["app.main"]\n'
    found = templates(write(tmp_path, {**stack(body), "infra/img/Dockerfile": dockerfile})).functions

    assert [(one.handler, one.folder) for one in found] == [("app.run", "infra/img/src"), ("app.main", "infra/img/src")]


def test_a_helper_counts_once_for_each_plain_call(tmp_path: Path) -> None:
    program = """
        from aws_cdk import Stack, aws_lambda as _lambda
        class Shop(Stack):
            def __init__(self, scope, id):
                self.make("get", handler="get.run")
                self.make("put", "put.run")
            def make(self, name, handler):
                return _lambda.Function(self, name, runtime=_lambda.Runtime.PYTHON_3_12, handler=handler,
                                        code=_lambda.Code.from_asset(f"fns/{name}"))
        def elsewhere(scope, handler):
            return _lambda.Function(scope, "x", handler=handler, code=_lambda.Code.from_asset("x"))
        """
    found = templates(write(tmp_path, {"cdk.json": "{}", "stack.py": program})).functions

    assert [(one.name, one.handler, one.folder) for one in found] == [
        ("get", "get.run", "fns/get"),
        ("put", "put.run", "fns/put"),
    ]


def test_inline_code_and_other_languages(tmp_path: Path) -> None:
    body = function("handler='index.handler', code=_lambda.Code.from_inline('def handler(e, c): pass')")
    body += "\n_lambda.Function(self, 'N', runtime=_lambda.Runtime.NODEJS_20_X, handler='a.b',"
    body += " code=_lambda.Code.from_asset('n'))"
    found = templates(write(tmp_path, stack(body)))

    assert "inline" in found.skipped[0].reason
    assert [one.is_python for one in found.functions] == [True, False]


@pytest.mark.parametrize(
    ("program", "expected"),
    [
        (
            "new lambda.Function(this, 'F', { runtime: lambda.Runtime.PYTHON_3_12, handler: 'app.run',"
            " code: lambda.Code.fromAsset('src') })",
            [("app.run", "infra/src")],
        ),
        (
            "new Function(this, 'F', { runtime: Runtime.PYTHON_3_12, handler: \"app.run\","
            " code: Code.fromAsset(path.join(__dirname, '..', 'src')) })",
            [("app.run", "infra/src")],
        ),
        (
            "const name = 'orders';\nnew Function(this, name, { runtime: Runtime.PYTHON_3_12, handler: `${name}.run`,"
            " code: Code.fromAsset(`${__dirname}/../${name}`) })",
            [("orders.run", "infra/orders")],
        ),
        (
            "new PythonFunction(this, 'F', { entry: 'src', runtime: Runtime.PYTHON_3_12 })",
            [("index.handler", "infra/src")],
        ),
        ("new PythonFunction(this, 'F', { entry: 'src', ...props })", []),
        ("// new Function(this, 'F', { runtime: Runtime.PYTHON_3_12, handler: 'app.run' })", []),
        ("new Function(this, 'F', { runtime: Runtime.NODEJS_20_X, handler: 'app.run', code: 'PYTHON_' })", []),
        ("new Function(this, 'F', { runtime: Runtime.PYTHON_3_12, handler: props.handler })", []),
        (
            "const code = Code.fromInline(`x`);\nnew Function(this, 'F', { runtime: Runtime.PYTHON_3_12,"
            " handler: 'index.run', code: code, })",
            [],
        ),
        ("new Function(this, 'F', { runtime: Runtime.PYTHON_3_12, handler: 'app.run', ", [("app.run", None)]),
    ],
)
def test_typescript(program: str, expected: list[tuple[str, str | None]], tmp_path: Path) -> None:
    found = templates(write(tmp_path, {"infra/cdk.json": "{}", "infra/lib/stack.ts": program})).functions

    assert [(one.handler, one.folder) for one in found if one.is_python] == expected


@pytest.mark.parametrize(
    "program",
    [
        "from aws_cdk import Function\nx = Function(\n",
        "from aws_cdk import Function\n\0",
        "from aws_cdk import x\nHANDLER = HANDLER\nFunction(1, 2, handler=HANDLER, code=CODE)\nCODE = CODE\n",
        "from aws_cdk import x\nFunction(handler=Path(__file__).parents['a'], code=''.join(*[]), **{})\n",
        "from aws_cdk import x as y\nfrom .stack import HANDLER\nFunction(handler=HANDLER, code=1)\n",
        "# aws_cdk Function\nx = " + "(" * 300 + ")" * 300,
    ],
)
def test_programs_that_cannot_be_understood(program: str, tmp_path: Path) -> None:
    write(tmp_path, {"cdk.json": "{}"})
    (tmp_path / "stack.py").write_text(program)

    assert not any(one.handler for one in templates(tmp_path).functions)
