"""What is built per request, from what, what becomes of it, and what it may be called outside."""

from __future__ import annotations

import ast
import textwrap

import pytest

from lambdafix.analysis.program.module import Module
from lambdafix.analysis.program.program import Program
from lambdafix.analysis.program.users import Users
from lambdafix.analysis.syntax.extract import extract
from lambdafix.analysis.values.boto import BotoKind, BotoObject, boto_object
from lambdafix.families.clients.circumstances import circumstances
from lambdafix.families.clients.construction import Construction, Form, constructions, recipe
from lambdafix.families.clients.hoist import Hoist, Way, hoist
from lambdafix.families.clients.lifetime import lifetime
from lambdafix.model import Confidence, HandlerEntry
from lambdafix.source import Source

Found = Construction[BotoObject]


def module(text: str) -> Module:
    source = Source("app.py", textwrap.dedent(text))
    tree = ast.parse(source.text)
    program = Program(
        {"app.py": extract("app.py", tree)}, [HandlerEntry("app.py", "handler", "sam", Confidence.TEMPLATE)]
    )
    return Module(source, tree, program, Users(program))


def handler(body: str, above: str = "") -> Module:
    inner = textwrap.indent(textwrap.dedent(body), "    ")
    return module(f"import os\nimport boto3\n{above}\n\ndef handler(event, context):\n{inner}\n")


def built(within: Module) -> list[Found]:
    return sorted(constructions(within, boto_object), key=lambda c: (c.call.lineno, c.call.end_col_offset or 0))


def planned(within: Module, lazy: bool = False, names: tuple[str, ...] = ("s3_client", "client")) -> Hoist:
    found = built(within)
    return hoist(within, found[0], found, lazy=lazy, names=names)


class TestBotoObjects:
    @pytest.mark.parametrize(
        ("body", "kind", "service"),
        [
            ('x = boto3.client("s3")', BotoKind.CLIENT, "s3"),
            ('x = boto3.client(service_name="s3")', BotoKind.CLIENT, "s3"),
            ('name = "s3"\nx = boto3.client(name)', BotoKind.CLIENT, "s3"),
            ('x = boto3.resource("dynamodb")', BotoKind.RESOURCE, "dynamodb"),
            ("x = boto3.session.Session()", BotoKind.SESSION, ""),
            ('x = boto3.Session().client("s3")', BotoKind.CLIENT, "s3"),
            ('x = boto3.resource("s3").Bucket("reports")', BotoKind.PART, "s3"),
        ],
    )
    def test_are_recognised_by_what_the_code_imports(self, body: str, kind: BotoKind, service: str) -> None:
        product = built(handler(body))[-1].product
        assert (product.kind, product.service) == (kind, service)

    @pytest.mark.parametrize(
        "body",
        [
            'x = boto3.resource("s3").Table("orders")',
            'boto3 = event["library"]\nx = boto3.client("s3")',
            'x = event["session"].client("s3")',
            'x = boto3.resource("dynamodb").meta.client',
        ],
    )
    def test_are_not_guessed(self, body: str) -> None:
        assert {c.product.kind for c in built(handler(body))} <= {BotoKind.RESOURCE}


class TestInputs:
    def test_of_a_chain_are_taken_in_the_order_they_run(self) -> None:
        found = built(
            handler('session = boto3.Session()\nregion = os.environ["R"]\nx = session.client("s3", region_name=region)')
        )
        inputs = found[-1].inputs
        assert [ast.unparse(statement) for statement in inputs.locals] == [
            "session = boto3.Session()",
            "region = os.environ['R']",
        ]
        assert inputs.names == {"boto3", "os"}
        assert inputs.required == {"R"}

    @pytest.mark.parametrize(
        "body",
        [
            'if event["x"]:\n    region = "eu-west-1"\nx = boto3.client("s3", region_name=region)',
            'x = boto3.client("s3", region_name=(region := "eu-west-1"))',
            'options = {}\noptions["r"] = event["r"]\nx = boto3.client("s3", config=options)',
            'for region in REGIONS:\n    x = boto3.client("s3", region_name=region)',
            'x = boto3.client("s3", region_name=[r for r in REGIONS][0])',
        ],
    )
    def test_that_cannot_be_taken_along_leave_nothing_to_build_once(self, body: str) -> None:
        assert built(handler(body, 'REGIONS = ("eu-west-1",)')) == []

    def test_of_a_name_that_a_function_changes_are_not_stable(self) -> None:
        text = 'x = boto3.client("s3", region_name=SETTINGS["region"])'
        assert built(handler(text, 'SETTINGS = {"region": "eu-west-1"}'))
        assert not built(handler("SETTINGS.update(event)\n" + text, 'SETTINGS = {"region": "eu-west-1"}'))


class TestForm:
    @pytest.mark.parametrize(
        ("body", "form"),
        [
            ('x = boto3.client("s3")', Form.LOCAL),
            ('x: object = boto3.client("s3")', Form.LOCAL),
            ('x = y = boto3.client("s3")', Form.EXPRESSION),
            ('x, y = boto3.client("s3"), 1', Form.EXPRESSION),
            ('x = boto3.client("s3")\nx = x.meta', Form.EXPRESSION),
            ('x = boto3.client("s3")\nprint(locals())', Form.EXPRESSION),
            ('global x\nx = boto3.client("s3")', Form.EXPRESSION),
            ('event["s3"] = boto3.client("s3")', Form.EXPRESSION),
            ('with open("x") as f, boto3.client("s3") as x:\n    pass', Form.EXPRESSION),
        ],
    )
    def test_is_local_where_the_name_is_for_nothing_else(self, body: str, form: Form) -> None:
        assert built(handler(body))[0].form is form

    @pytest.mark.parametrize(
        ("body", "conditional"),
        [
            ('x = boto3.client("s3")', False),
            ('for i in event:\n    x = boto3.client("s3")', False),
            ('if event:\n    x = boto3.client("s3")', True),
            ('x = event.get("s3") or boto3.client("s3")', True),
            ('x = boto3.client("s3") or event', False),
            ('x = boto3.client("s3") if event else None', True),
            ('try:\n    pass\nexcept OSError:\n    x = boto3.client("s3")', True),
            ('x = lambda: boto3.client("s3")', True),
        ],
    )
    def test_is_conditional_where_some_runs_do_not_build(self, body: str, conditional: bool) -> None:
        assert built(handler(body))[0].conditional is conditional


class TestLifetime:
    def test_tells_reads_writes_and_handing_on_apart(self) -> None:
        within = handler(
            'x = boto3.client("s3")\nx.put_object()\nx.meta.events.register()\nx.y = 1\nx.h["a"] = 2\nx.close()\n'
            "print(x)"
        )
        life = lifetime(within, built(within)[0])
        assert life.paths == {"put_object", "meta.events.register"}
        assert life.written == {"y"}
        assert life.items_written == {"h"}
        assert [ast.unparse(statement) for statement in life.closes] == ["x.close()"]
        assert life.escapes
        assert not life.to_thread

    @pytest.mark.parametrize(
        ("body", "to_thread"),
        [
            ("pool.submit(work, x)", True),
            ("Thread(target=work, args=(x,))", True),
            ("pool.map(lambda k: x.get(k), event)", True),
            ("def work():\n    x.get()\npool.submit(work)", True),
            ("def work():\n    x.get()\nwork()", False),
            ("x.map(event)", False),
        ],
    )
    def test_sees_other_threads(self, body: str, to_thread: bool) -> None:
        within = handler('x = boto3.client("s3")\n' + body)
        assert lifetime(within, built(within)[0]).to_thread is to_thread


class TestPlan:
    @pytest.mark.parametrize(
        ("body", "above", "name"),
        [
            ('s3 = boto3.client("s3")', "", "s3"),
            ('s3 = boto3.client("s3")', "def s3(): pass", "s3_client"),
            ('filter = boto3.client("s3")', "", "s3_client"),
            ('client = boto3.client("s3")', "", "client"),
            ('client = boto3.client("s3")', 'sqs = boto3.client("sqs")', "s3_client"),
            ('client = boto3.client("s3")', 'table = boto3.resource("dynamodb").Table("orders")', "client"),
            ('s3 = boto3.client("s3")', "def other(s3): pass", "s3"),
            ('s3 = boto3.client("s3")', "def other():\n    s3 = 1", "s3_client"),
            ('s3 = boto3.client("s3")', "def other():\n    global s3\n    s3 = 1", "s3_client"),
            ('event["c"] = boto3.client("s3")\ns3_client = 1', "", "client"),
        ],
    )
    def test_keeps_the_local_name_where_that_is_clear(self, body: str, above: str, name: str) -> None:
        hoist = planned(handler(body, above))
        assert (hoist.way, hoist.name) == (Way.MODULE, name)

    @pytest.mark.parametrize(
        ("body", "above", "way", "name"),
        [
            ('x = boto3.client("s3")', 's3 = boto3.client(service_name="s3")', Way.REUSE, "s3"),
            ('x = boto3.client("s3")', 's3 = boto3.client("sqs")', Way.MODULE, "x"),
            ('x = boto3.client("s3")', 's3 = boto3.client("s3")\ns3 = None', Way.MODULE, "x"),
            ('x = boto3.client("s3")\ns3 = 1', 's3 = boto3.client("s3")', Way.MODULE, "x"),
            (
                'x = boto3.client("s3")',
                'from functools import cache\n@cache\ndef s3():\n    return boto3.client("s3")',
                Way.REUSE,
                "s3",
            ),
        ],
    )
    def test_uses_what_the_module_has(self, body: str, above: str, way: Way, name: str) -> None:
        hoist = planned(handler(body, above))
        assert (hoist.way, hoist.name) == (way, name)

    def test_names_a_getter_after_what_it_gets(self) -> None:
        assert planned(handler('if event:\n    x = boto3.client("s3")'), lazy=True).name == "get_s3_client"

    def test_caches_a_factory_only_where_it_does_nothing_else(self) -> None:
        factory = 'import boto3\ndef make():\n    {}return boto3.client("s3")\ndef handler(e, c):\n    return make()\n'
        assert planned(module(factory.format(""))).way is Way.CACHE
        assert planned(module(factory.format("print(1); "))).way is Way.MODULE


class TestRecipe:
    @pytest.mark.parametrize(
        ("one", "other", "same"),
        [
            ('boto3.client("s3")', "boto3.client(service_name='s3')", True),
            ('boto3.client("s3", "eu-west-1")', 'boto3.client("s3", region_name="eu-west-1")', True),
            ('boto3.client("s3", use_ssl=True, verify=False)', 'boto3.client("s3", verify=False, use_ssl=True)', True),
            ('boto3.client("s3")', "boto3.client(NAME)", True),
            ('boto3.client("s3")', 'boto3.client("s3", region_name="eu-west-1")', False),
            ('boto3.client("s3")', 'boto3.resource("s3")', False),
        ],
    )
    def test_is_equal_for_what_is_the_same(self, one: str, other: str, same: bool) -> None:
        within = handler(f"x = {one}\ny = {other}", 'NAME = "s3"')
        texts = [recipe(within, call) for call in within.every(ast.Call)]
        assert (texts[0] == texts[1]) is same


class TestCircumstances:
    @pytest.mark.parametrize(
        ("body", "lazy", "doubt"),
        [
            ('x = boto3.client("s3")', False, ""),
            ('if event:\n    x = boto3.client("s3")', True, ""),
            ('x = boto3.client(os.environ["SERVICE"])', False, ""),
            ('if event: return 1\nx = boto3.client(os.environ["SERVICE"])', True, ""),
            ('try:\n    x = boto3.client("s3")\nexcept Exception: pass', True, "the `try` around it"),
            ('try:\n    x = boto3.client("s3")\n    x.get()\nexcept Exception: pass', False, ""),
            ('x = boto3.client("s3")\nprint(event["PhysicalResourceId"])', True, "CloudFormation"),
        ],
    )
    def test_say_whether_the_import_may_build_it(self, body: str, lazy: bool, doubt: str) -> None:
        within = handler(body)
        around = circumstances(within, built(within)[0], library="boto3")
        assert around.lazy is lazy
        assert doubt in "; ".join(around.doubts)
        assert bool(around.doubts) is bool(doubt)
