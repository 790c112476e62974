"""Reach, users, variables and origins on small programs of several files."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Mapping
from typing import ClassVar

import pytest

from lambdafix.analysis.program.module import Module
from lambdafix.analysis.program.names import Definition, External
from lambdafix.analysis.program.program import Program
from lambdafix.analysis.program.users import UseKind, Users
from lambdafix.analysis.syntax.extract import extract
from lambdafix.analysis.values.origin import Source as From
from lambdafix.analysis.values.origin import trace
from lambdafix.analysis.values.variable import Action, describe
from lambdafix.model import Confidence, HandlerEntry
from lambdafix.source import Source

HANDLER = ("app.py", "handler")


def program(files: Mapping[str, str], handlers: tuple[tuple[str, str], ...] = (HANDLER,)) -> Program:
    facts = {path: extract(path, ast.parse(textwrap.dedent(text))) for path, text in files.items()}
    entries = [HandlerEntry(path, function, "sam", Confidence.TEMPLATE) for path, function in handlers]
    return Program(facts, entries)


def module(
    files: Mapping[str, str], path: str = "app.py", handlers: tuple[tuple[str, str], ...] = (HANDLER,)
) -> Module:
    linked = program(files, handlers)
    users = Users(linked)
    opened: dict[str, Module] = {}
    for name, text in files.items():
        source = Source(name, textwrap.dedent(text))
        opened[name] = Module(source, ast.parse(source.text), linked, users, open=opened.get)
    return opened[path]


def call_path(linked: Program, path: str, function: str) -> tuple[str, ...] | None:
    reach = linked.reach(path, function)
    return reach.call_path if reach else None


class TestReach:
    def test_follows_calls_across_files_and_names_the_path(self) -> None:
        linked = program(
            {
                "app.py": "from orders import load\ndef handler(event, context):\n    return load(event)\n",
                "orders.py": "from utils import db\ndef load(event):\n    return db.connect()\n",
                "utils/__init__.py": "",
                "utils/db.py": "def connect():\n    pass\ndef unused():\n    pass\n",
            }
        )
        assert call_path(linked, "utils/db.py", "connect") == ("app.handler", "orders.load", "db.connect")
        assert call_path(linked, "utils/db.py", "unused") is None

    @pytest.mark.parametrize(
        ("body", "reached"),
        [
            ("return make()", True),
            ("global c\n    if c is None:\n        c = make()\n    return c", False),
            ("global c\n    if c is not None:\n        c = make()\n    return c", True),
            ("global c\n    if c is not None:\n        return c\n    c = make()\n    return c", False),
            ("global c\n    if c is None:\n        c = make()\n    make()\n    return c", True),
            ("if CACHE:\n        return 1\n    return make()", True),
            ("c = None\n    if c is None:\n        c = make()\n    return c", True),
            ("if 'k' not in CACHE:\n        CACHE['k'] = make()\n    return CACHE['k']", False),
            ("return list(map(make, event))", True),
            ("return [make() for _ in event]", True),
            ("def inner():\n        return make()\n    return inner()", True),
            ("return cached()", False),
        ],
    )
    def test_lazy_initialisation_is_not_per_request(self, body: str, reached: bool) -> None:
        source = (
            "from functools import cache\nc = None\nCACHE = {}\ndef make():\n    return 1\n"
            "@cache\ndef cached():\n    return make()\n"
            f"def handler(event, context):\n    {body}\n"
        )
        assert (call_path(program({"app.py": source}), "app.py", "make") is not None) is reached

    def test_methods_of_instances_local_global_and_self(self) -> None:
        linked = program(
            {
                "app.py": """
                    from service import Service
                    shared = Service()
                    def handler(event, context):
                        shared.first()
                        Service().second()
                    """,
                "service.py": """
                    class Base:
                        def inherited(self): pass
                    class Service(Base):
                        def __init__(self): pass
                        def first(self): return self.inherited()
                        def second(self): pass
                        def third(self): pass
                    """,
            }
        )
        assert call_path(linked, "service.py", "Base.inherited") == (
            "app.handler",
            "service.Service.first",
            "service.Base.inherited",
        )
        assert call_path(linked, "service.py", "Service.second")
        assert call_path(linked, "service.py", "Service.third") is None

    def test_a_constructor_that_runs_at_import_is_not_per_request(self) -> None:
        source = """
            class Service:
                def __init__(self): self.setup()
                def setup(self): pass
                def run(self): pass
            service = Service()
            def handler(event, context):
                return service.run()
            """
        linked = program({"app.py": source})
        assert call_path(linked, "app.py", "Service.run")
        assert call_path(linked, "app.py", "Service.__init__") is None
        assert call_path(linked, "app.py", "Service.setup") is None

    def test_routes_registered_on_an_object_the_handler_uses(self) -> None:
        source = """
            app = Resolver()
            @app.get("/orders")
            def orders(): return load()
            def load(): pass
            def handler(event, context):
                return app.resolve(event, context)
            """
        assert call_path(program({"app.py": source}), "app.py", "load") == (
            "app.handler",
            "app.app",
            "app.orders",
            "app.load",
        )

    def test_a_dispatch_table_at_module_level(self) -> None:
        source = """
            def create(event): pass
            def other(event): pass
            ROUTES = {"POST": create}
            def handler(event, context):
                return ROUTES[event["m"]](event)
            """
        linked = program({"app.py": source})
        assert call_path(linked, "app.py", "create")
        assert call_path(linked, "app.py", "other") is None

    def test_a_method_matched_by_name_alone_is_not_certain(self) -> None:
        source = """
            class Repository:
                def fetch_orders(self): pass
            def handler(event, context):
                return build(event).fetch_orders()
            """
        reach = program({"app.py": source}).reach("app.py", "Repository.fetch_orders")
        assert reach is not None
        assert not reach.certain

    def test_every_handler_that_reaches_a_function_is_named(self) -> None:
        source = "def one(event, context): go()\ndef two(event, context): go()\ndef go(): pass\n"
        reach = program({"app.py": source}, (("app.py", "one"), ("app.py", "two"))).reach("app.py", "go")
        assert reach is not None
        assert {entry.function for entry in reach.handlers} == {"one", "two"}


class TestNames:
    @pytest.mark.parametrize(
        ("imports", "expression", "meaning"),
        [
            ("import boto3", "boto3.client", "boto3.client"),
            ("import boto3 as aws", "aws.client", "boto3.client"),
            ("from boto3 import client", "client", "boto3.client"),
            ("from boto3 import client as make", "make", "boto3.client"),
            ("import boto3.session", "boto3.session.Session", "boto3.session.Session"),
            ("from boto3.session import Session", "Session", "boto3.session.Session"),
            ("try:\n    import boto3\nexcept ImportError:\n    boto3 = None", "boto3.client", ""),
            ("import boto3\nboto3 = wrap(boto3)", "boto3.client", ""),
            ("from helpers import boto3", "boto3.client", "helpers.boto3.client"),
        ],
    )
    def test_canonical_names_are_certain_or_empty(self, imports: str, expression: str, meaning: str) -> None:
        here = module({"app.py": f"{imports}\nx = {expression}\n"})
        assigned = here.tree.body[-1]
        assert isinstance(assigned, ast.Assign)
        assert here.canonical(assigned.value) == meaning

    def test_a_parameter_hides_the_import(self) -> None:
        here = module({"app.py": "import boto3\ndef handler(boto3, context):\n    return boto3.client('s3')\n"})
        assert here.canonical(here.every(ast.Call)[0].func) == ""

    def test_re_exports_are_followed_to_their_definition(self) -> None:
        linked = program(
            {
                "app.py": "from pkg import make\nimport pkg.db as d\n",
                "pkg/__init__.py": "from .db import make\n",
                "pkg/db.py": "import boto3\ndef make(): pass\nclient = boto3.client('s3')\n",
            }
        )
        assert linked.resolve("app.py", "", "make") == Definition("pkg/db.py", "make", "function")
        assert linked.resolve("app.py", "", "d.client") == Definition("pkg/db.py", "client", "variable")
        assert linked.resolve("pkg/db.py", "", "boto3.client") == External("boto3.client")


class TestUsers:
    FILES: ClassVar = {
        "app.py": "import state\nfrom state import items as kept\ndef handler(event, context):\n"
        "    state.items.append(1)\n    state.total = 2\n    kept.append(3)\n",
        "state.py": "items = []\ntotal = 0\n",
        "tests/test_app.py": "import app\nfrom unittest.mock import patch\n"
        "@patch('state.items')\ndef test(): app.handler({}, None)\n",
    }

    def test_uses_from_other_files_by_kind(self) -> None:
        users = Users(program(self.FILES))
        kinds = {(use.kind, use.in_test) for use in users.of("state.py", "items")}
        assert kinds == {
            (UseKind.MUTATION, False),
            (UseKind.IMPORT, False),
            (UseKind.PATCH, True),
        }
        assert UseKind.WRITE in {use.kind for use in users.of("state.py", "total")}

    def test_tests_reach_modules_through_imports(self) -> None:
        users = Users(program(self.FILES))
        assert users.tests_of("state.py").importers == ("tests/test_app.py",)
        assert not users.tests_of("state.py").mocks_aws

    def test_tests_import_modules_by_name(self) -> None:
        test = "import importlib\ndef test(): importlib.import_module('app').handler({}, None)\n"
        users = Users(program({**self.FILES, "tests/test_app.py": test}))
        assert users.tests_of("state.py").importers == ("tests/test_app.py",)

    @pytest.mark.parametrize(
        ("test", "loaded"),
        [
            ("one/tests/test_app.py", {"one/app.py"}),
            ("one/src/tests/test_app.py", {"one/app.py"}),
            ("tests/test_app.py", {"one/app.py", "two/app.py", "two/items.py"}),
            ("three/test_app.py", {"one/app.py", "two/app.py", "two/items.py"}),
        ],
    )
    def test_a_test_loads_by_name_what_is_in_its_own_project(self, test: str, loaded: set[str]) -> None:
        app = "def handler(event, context): return {'items': 1}\n"
        loading = "import importlib\ndef test():\n    importlib.import_module('app').handler({}, None)['items']\n"
        files = {"one/app.py": app, "two/app.py": app, "two/items.py": app, test: loading}
        users = Users(program(files, (("one/app.py", "handler"), ("two/app.py", "handler"))))
        assert {path for path in files if users.tests_of(path).importers} == loaded

    def test_a_file_that_a_test_spells_may_lie_elsewhere(self) -> None:
        app = "def handler(event, context): return 1\n"
        loading = "import importlib\nNAMES = ['app', '../shared/tools.py']\ndef test(n): importlib.import_module(n)\n"
        files = {"one/app.py": app, "shared/tools.py": app, "one/tests/test_app.py": loading}
        users = Users(program(files, (("one/app.py", "handler"),)))
        assert {path for path in files if users.tests_of(path).importers} == {"one/app.py", "shared/tools.py"}

    @pytest.mark.parametrize(
        ("conftest", "mocks"),
        [("conftest.py", True), ("tests/conftest.py", True), ("tests/other/conftest.py", False)],
    )
    def test_conftest_files_mock_for_the_tests_below_them(self, conftest: str, mocks: bool) -> None:
        users = Users(program({**self.FILES, conftest: "import moto\n"}))
        assert users.tests_of("state.py").mocks_aws is mocks


class TestVariables:
    @pytest.mark.parametrize(
        ("use", "action"),
        [
            ("x.append(1)", Action.MUTATE),
            ("x['a'] = 1", Action.MUTATE),
            ("x['a']['b'] = 1", Action.MUTATE),
            ("x['a'].append(1)", Action.MUTATE),
            ("x += [1]", Action.MUTATE),
            ("x.clear()", Action.CLEAR),
            ("x[:] = []", Action.CLEAR),
            ("y = x", Action.ESCAPE),
            ("return x", Action.ESCAPE),
            ("f(x)", Action.ESCAPE),
            ("len(x)", Action.READ),
            ("y = x['a']", Action.READ),
            ("for y in x: pass", Action.READ),
            ("y = 1 in x", Action.READ),
            ("y = [x]", Action.ESCAPE),
        ],
    )
    def test_what_a_use_does_with_the_object(self, use: str, action: Action) -> None:
        declaration = "global x\n    " if "+=" in use else ""
        here = module({"app.py": f"x = []\ndef handler(event, context):\n    {declaration}{use}\n"})
        variable = describe(here, "x")
        assert variable is not None
        found = {u.action for u in variable.uses} | ({Action.MUTATE} if variable.global_bindings else set())
        assert found == {action}

    def test_a_default_argument_captures(self) -> None:
        here = module({"app.py": "x = []\ndef f(a=x): pass\n"})
        variable = describe(here, "x")
        assert variable is not None
        assert [use.action for use in variable.uses] == [Action.CAPTURE]


class TestOrigin:
    @pytest.mark.parametrize(
        ("expression", "sources"),
        [
            ("'a'", {From.CONSTANT}),
            ("f'{REGION}-x'", {From.CONSTANT, From.CONFIGURATION}),
            ("os.environ['R']", {From.ENVIRONMENT, From.CONSTANT}),
            ("os.environ.get('R', 'x')", {From.ENVIRONMENT, From.CONSTANT}),
            ("event['region']", {From.EVENT, From.CONSTANT}),
            ("context.function_name", {From.CONTEXT}),
            ("local", {From.CONSTANT}),
            ("twice", {From.LOCAL}),
            ("rebound", {From.REBOUND}),
            ("compute()", {From.CALL, From.CONSTANT}),
            ("Config(retries={'max_attempts': 3})", {From.CONFIGURATION, From.CONSTANT}),
            ("nowhere", {From.UNKNOWN}),
            ("settings.REGION", {From.CONFIGURATION}),
        ],
    )
    def test_sources(self, expression: str, sources: set[From]) -> None:
        app = f"""
            import os
            import settings
            from botocore.config import Config
            REGION = "eu-west-1"
            rebound = 1
            def compute(): global rebound; rebound = 2
            def handler(event, context):
                local = "x"
                twice = "y"
                twice = event
                target({expression})
            """
        here = module({"app.py": app, "settings.py": "REGION = 'x'\n"})
        call = next(c for c in here.every(ast.Call) if isinstance(c.func, ast.Name) and c.func.id == "target")
        assert trace(here, call.args[0]).sources == sources

    def test_locals_on_the_way_come_in_order(self) -> None:
        app = "def handler(event, context):\n    a = 'x'\n    b = a + 'y'\n    target(b)\n"
        here = module({"app.py": app})
        origin = trace(here, here.every(ast.Call)[0].args[0])
        assert [here.text(statement) for statement in origin.locals] == ["a = 'x'", "b = a + 'y'"]
        assert origin.stable


@pytest.mark.parametrize(
    ("body", "once"),
    [
        ("if client is None:\n        client = make()", True),
        ("if client is not None:\n        return client\n    client = make()", True),
        ("try:\n        return CACHE[event]\n    except KeyError:\n        CACHE[event] = make()", True),
        ("client = make()", False),
        ("if event is None:\n        client = make()", False),
    ],
)
def test_what_runs_once(body: str, once: bool) -> None:
    app = f"client = None\nCACHE = {{}}\ndef handler(event, context):\n    global client\n    {body}\n"
    here = module({"app.py": app})
    call = next(c for c in here.every(ast.Call) if isinstance(c.func, ast.Name) and c.func.id == "make")
    assert here.runs_once(call) is once
