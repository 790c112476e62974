"""What a test file does to the program: what it replaces, sets, loads by name and starts."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping

from lambdafix.analysis.syntax.facts import (
    Import,
    TestFacts,
    dotted,
)
from lambdafix.analysis.syntax.nodes import inside
from lambdafix.knowledge import loading

_AWS_MOCKS = frozenset({"moto", "botocore.stub", "placebo", "localstack", "pytest_localstack"})


_MOCKS = _AWS_MOCKS | {"unittest.mock", "mock", "pytest", "pytest_mock", "behave", "responses", "freezegun", "vcr"}


def uses_mocks(imports: Iterable[Import]) -> bool:
    return any(
        i.module in _MOCKS or i.module.partition(".")[0] in _MOCKS or (i.module, i.name) == ("unittest", "mock")
        for i in imports
    )


def _loads_by_name(tree: ast.Module) -> tuple[str, ...]:
    """All texts of a file that loads modules by their names while it runs; none of another."""
    loads = any(
        (isinstance(node, ast.Call) and dotted(node.func).rpartition(".")[2] in loading.LOADERS)
        or (isinstance(node, ast.Subscript) and dotted(node.value) in ("sys.modules", "modules"))
        or (isinstance(node, ast.Attribute) and dotted(node).startswith("sys.modules."))
        for node in inside(tree)
    )
    return tuple(dict.fromkeys(text for text in strings_in([tree]) if len(text) < 200)) if loads else ()


_STARTERS = frozenset({"Popen", "call", "check_call", "check_output", "create_subprocess_exec", "run", "system"})


def _runs(tree: ast.Module) -> tuple[str, ...]:
    """All texts of a file that starts processes; none of another."""
    starts = any(
        isinstance(node, ast.Call)
        and dotted(node.func).rpartition(".")[2] in _STARTERS
        and dotted(node.func).partition(".")[0] in ("subprocess", "os", "asyncio", *_STARTERS)
        for node in inside(tree)
    )
    return tuple(dict.fromkeys(strings_in([tree]))) if starts else ()


def test_facts(tree: ast.Module, imports: Iterable[Import]) -> TestFacts:
    patched: list[str] = []
    environment: set[str] = set()
    patches_unknown = False
    constants = _constants(tree)
    mocks = any(i.module.partition(".")[0] in _AWS_MOCKS or i.module in _AWS_MOCKS for i in imports)
    for node in inside(tree):
        kind = type(node)
        if kind is ast.Call:
            name = dotted(node.func) or getattr(node.func, "attr", "")
            found = _patched_by(node, name, constants)
            patched += filter(None, found)
            patches_unknown |= "" in found
            if name.endswith("setenv") and node.args:
                environment.update(strings_in(node.args[:1]))
            elif name.rpartition(".")[2] in ("dict", "update", "setdefault"):
                if any("environ" in text for text in _texts_in(node)):
                    environment.update(strings_in([node]))
                elif any("sys.modules" in text for text in _texts_in(node)):
                    patched += strings_in([node])
        elif kind is ast.Subscript and type(node.ctx) is not ast.Load:
            if dotted(node.value) in ("os.environ", "environ"):
                environment.update(strings_in([node.slice]))
            elif dotted(node.value) in ("sys.modules", "modules"):
                patched += strings_in([node.slice])
            elif namespace := _namespace(node.value):
                patched += [".".join((namespace, *strings_in([node.slice])))]
        elif kind is ast.Attribute and type(node.ctx) is ast.Store:
            patched.append(dotted(node) or node.attr)
    mocks = mocks or any("boto3" in target or "botocore" in target for target in patched)
    return TestFacts(mocks, tuple(patched), frozenset(environment), patches_unknown, _loads_by_name(tree), _runs(tree))


def _constants(tree: ast.Module) -> dict[str, str]:
    """The module-level names that are bound to a text, and to nothing else there."""
    found: dict[str, str] = {}
    bound: list[str] = []
    for statement in tree.body:
        if isinstance(statement, ast.Assign):
            bound += [target.id for target in statement.targets if isinstance(target, ast.Name)]
            if isinstance(statement.value, ast.Constant) and isinstance(statement.value.value, str):
                found |= dict.fromkeys(bound[-1:], statement.value.value)
    return {name: text for name, text in found.items() if bound.count(name) == 1}


def _namespace(value: ast.expr) -> str:
    """`app` of `vars(app)` and `app.__dict__`; "" for anything else."""
    match value:
        case ast.Call(func=ast.Name(id="vars"), args=[owner]):
            return dotted(owner)
        case ast.Attribute(value=owner, attr="__dict__"):
            return dotted(owner)
    return ""


_PATCHES = frozenset({"delattr", "delitem", "dict", "multiple", "object", "patch", "setattr", "setitem"})


def _patched_by(call: ast.Call, name: str, constants: Mapping[str, str]) -> list[str]:
    """What `patch("a.b")`, `patch.object(a, "b")`, `patch.multiple("a", b=…)` and `setattr(a, "b", …)` replace: a.b.

    "" stands for what is not spelt there.
    """
    head, _, last = name.rpartition(".")
    if last not in _PATCHES or (last in ("object", "dict", "multiple") and not head.endswith("patch")):
        return []
    if last == "patch" and head and not head.endswith(("mock", "mocker")):
        return []  # a request by that method of HTTP
    given = [*call.args, *(keyword.value for keyword in call.keywords if keyword.arg == "target")]
    opens = [""] if any(keyword.arg is None for keyword in call.keywords) else []
    if not given:
        return opens if last != "dict" else []
    text = _text(given[0], constants)
    base = text or dotted(given[0]) or _namespace(given[0])
    match last:
        case "dict":
            return [base]
        case "multiple":
            return [*(f"{base}.{keyword.arg}" for keyword in call.keywords if keyword.arg), *opens]
        case "setitem" | "delitem":
            return [".".join(filter(None, (base, *strings_in(given[1:2]))))]
        case "patch":
            return [text]
    attribute = _text(given[1], constants) if len(given) > 1 else ""
    if attribute and not (text and len(given) == 2 and last == "setattr"):
        return [f"{base}.{attribute}".removeprefix(".")]
    return [text]


def _text(expression: ast.expr, constants: Mapping[str, str]) -> str:
    """The text that `expression` is, or what is known of its end; "" where its end is not known."""
    match expression:
        case ast.Constant(value=str(text)):
            return text
        case ast.Name(id=name) | ast.FormattedValue(value=ast.Name(id=name)):
            return constants.get(name, "")
        case ast.JoinedStr(values=[*start, end]):
            tail = _text(end, constants)
            return tail and "".join(_text(part, constants) for part in start) + tail
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            tail = _text(right, constants)
            return tail and _text(left, constants) + tail
    return ""


def strings_in(nodes: Iterable[ast.AST]) -> list[str]:
    """The string literals in these nodes, and the names of keyword arguments."""
    found = []
    for outer in nodes:
        for node in ast.walk(outer):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.append(node.value)
            elif isinstance(node, ast.keyword) and node.arg:
                found.append(node.arg)
    return found


def _texts_in(node: ast.AST) -> Iterator[str]:
    """The names and string literals in a node."""
    for inner in inside(node):
        if isinstance(inner, ast.Attribute):
            yield dotted(inner) or inner.attr
        elif isinstance(inner, ast.Name):
            yield inner.id
        elif isinstance(inner, ast.keyword):
            yield inner.arg or ""
        elif isinstance(inner, ast.Constant) and isinstance(inner.value, str):
            yield inner.value
