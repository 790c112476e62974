"""Whether a request sees its own value: the flow of one place through branches, loops, exceptions and calls."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Mapping

import pytest

from lambdafix.analysis.program.module import Module
from lambdafix.analysis.program.program import Program
from lambdafix.analysis.program.users import Users
from lambdafix.analysis.syntax.extract import extract
from lambdafix.analysis.values.access import accesses
from lambdafix.analysis.values.variable import describe
from lambdafix.families.state.flow import analyse
from lambdafix.families.state.flow_state import Flow, State
from lambdafix.model import Confidence, HandlerEntry
from lambdafix.source import Source

HANDLER = ("app.py", "handler")


def modules(files: Mapping[str, str]) -> dict[str, Module]:
    """Every file of a small project whose handler is `app.handler`."""
    sources = {path: Source(path, textwrap.dedent(text)) for path, text in files.items()}
    trees = {path: ast.parse(source.text) for path, source in sources.items()}
    entry = HandlerEntry(*HANDLER, "sam", Confidence.TEMPLATE)
    program = Program({path: extract(path, tree) for path, tree in trees.items()}, [entry])
    users = Users(program)
    found: dict[str, Module] = {}
    for path, source in sources.items():
        found[path] = Module(source, trees[path], program, users, open=found.get)
    return found


def flow_of(files: Mapping[str, str], path: str, name: str) -> tuple[Flow, set[int]]:
    """The flow of `name`, and the rows of `path` where a request may see another's value."""
    module = modules(files)[path]
    variable = describe(module, name)
    assert variable is not None
    found = accesses(module, variable)
    assert found is not None
    nodes = {(a.module.path, a.module.qualname(a.function)) for a in found if a.function is not None}
    reached = [node for node in nodes if module.program.reach(*node)]
    flow = analyse(found, module.program.entrances(reached), module, reached)
    return flow, {a.row for a in found if a.module is module and a.reads is not None and flow.of(a).exposed}


def sees_another(body: str, first: str = "x = None", rest: str = "") -> bool:
    """Whether the handler's last statement, a read, may see another request's value."""
    text = (
        f"{first}\n{rest}\ndef handler(event, context):\n    global x\n{textwrap.indent(textwrap.dedent(body), '    ')}"
    )
    text += "\n    show(x)\n"
    _, rows = flow_of({"app.py": text}, "app.py", "x")
    return text.count("\n") in rows


@pytest.mark.parametrize(
    ("body", "exposed"),
    [
        ("x = event", False),
        ("if event: x = 1", True),
        ("if event: x = 1\nelse: x = 2", False),
        ("if event: x = 1\nelse: return", False),
        ("if event: x = 1\nelse: raise ValueError", False),
        ("for e in event: x = e", True),
        ("for e in event: pass\nelse: x = 1", False),
        ("while True:\n    x = event\n    break", False),
        ("while True:\n    if event: break\n    x = event", True),
        ("while event: x = event", True),
        ("try: x = event\nexcept KeyError: pass", True),
        ("try: x = event\nexcept KeyError: x = 1", False),
        ("try: x = event\nexcept KeyError: return", False),
        ("try: x = event\nfinally: print(1)", False),
        ("try: print(1)\nfinally: x = event", False),
        ("try: print(1)\nexcept KeyError: print(2)\nelse: x = event", True),
        ("with open(event) as f: x = f", False),
        ("with open(event) as x: pass", False),
        ("with suppress(KeyError): x = event", True),
        ("match event:\n    case 1: x = 1\n    case _: x = 2", False),
        ("match event:\n    case 1: x = 1\n    case 2: x = 2", True),
        ("x, y = event", False),
        ("[(x := e) for e in event]", True),
        ("if event and (x := event): pass", True),
        ("x += 1", True),
        ("event = x; x = event", False),
        ("import sys\nif not event: sys.exit()\nx = event", False),
    ],
)
def test_paths(body: str, exposed: bool) -> None:
    assert sees_another(body) is exposed


@pytest.mark.parametrize(
    ("helper", "body", "exposed"),
    [
        ("def f(e):\n    global x\n    x = e", "f(event)", False),
        ("def f(e):\n    global x\n    if not e: return\n    x = e", "f(event)", True),
        ("def f(e):\n    global x\n    if not e: raise ValueError\n    x = e", "f(event)", False),
        ("def f(e):\n    global x\n    x = e\n    yield", "f(event)", True),
        ("def f(e):\n    global x\n    x = e", "map(f, event)", True),
        ("def f(e):\n    global x\n    x = e", "event and f(event)", True),
        ("def g(e):\n    global x\n    x = e\ndef f(e):\n    g(e)", "f(event)", False),
        ("def f(e):\n    if e: return f(e[1:])\n    global x\n    x = e", "f(event)", True),
        ("from functools import cache\n@cache\ndef f(e):\n    global x\n    x = e", "f(event)", True),
        ("def d(f): return lambda e: None\n@d\ndef f(e):\n    global x\n    x = e", "f(event)", True),
        ("class C:\n    def __init__(self, e):\n        global x\n        x = e", "C(event)", False),
        ("class C:\n    def f(self, e):\n        global x\n        x = e", "C().f(event)", False),
    ],
)
def test_calls(helper: str, body: str, exposed: bool) -> None:
    assert sees_another(body, rest=helper) is exposed


@pytest.mark.parametrize(
    ("body", "exposed"),
    [
        ("x.clear()", False),
        ("x[:] = []", False),
        ("del x[:]", False),
        ("x.append(1)", True),
        ("x[:] = [e for e in x]", False),
        ("x = list(x)", False),
        ("x.extend(event)\nx.clear()", False),
    ],
)
def test_containers(body: str, exposed: bool) -> None:
    assert sees_another(body, first="x = []") is exposed


@pytest.mark.parametrize(
    ("body", "exposed"),
    [
        ("x['a'] = event; x['b'] = 1", False),
        ("x['a'] = event\nif event: x['b'] = 1", True),
        ("x['a'] = event\nx[event] = 1", True),
        ("x['c']['d'] = event", False),
    ],
)
def test_every_key_that_requests_fill(body: str, exposed: bool) -> None:
    assert sees_another(body, first="x = {'a': 1, 'b': 2, 'c': {}}") is exposed


def test_only_the_key_that_is_read_matters() -> None:
    text = """\
        x = {"a": 1, "b": 2}
        def handler(event, context):
            x["a"] = event
            if event:
                x["b"] = 3
            show(x["a"])
            show(x["b"])
        """
    assert flow_of({"app.py": text}, "app.py", "x")[1] == {7}


def test_other_files_are_followed() -> None:
    files = {
        "app.py": """\
            import store
            def handler(event, context):
                store.begin()
                store.add(event)
                return store.rows
            """,
        "store.py": """\
            rows = []
            def begin():
                global rows
                rows = []
            def add(row):
                rows.append(row)
                print(len(rows))
            """,
    }
    assert flow_of(files, "store.py", "rows")[1] == set()
    files["app.py"] = files["app.py"].replace("store.begin()", "pass")
    assert flow_of(files, "store.py", "rows")[1] == {7}


def test_a_switch_that_nothing_turns_on_guards_nothing_that_runs() -> None:
    text = "ON = {}\nx = []\ndef handler(event, context):\n    if ON:\n        x.append(event)\n    return x\n"
    off, on = (flow_of({"app.py": text.format(value)}, "app.py", "x")[0] for value in ("False", "True"))
    assert (off.dirty_exit, on.dirty_exit) == (False, True)


def test_what_an_unresolved_call_may_change() -> None:
    """A read after it is not taken for one of another request's value on purpose."""
    text = """\
        x = []
        class Writer:
            def keep(self, row):
                x.append(row)
        def handler(event, context):
            event.make(Writer).keep(event)
            return x
        """
    flow, rows = flow_of({"app.py": text}, "app.py", "x")
    assert rows == {7}
    assert [seen.mixed for node, seen in flow.seen.items() if getattr(node, "lineno", 0) == 7] == [True]


def test_where_paths_meet() -> None:
    whole, part = State(frozenset({()})), State(frozenset({("'a'",)}), touched=True)
    assert (whole | part).written == part.written
    assert (part | State()).written == frozenset()
    assert (whole | part).touched
