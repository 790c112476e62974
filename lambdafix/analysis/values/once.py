"""Tests that decide whether a request comes to a place in the code, and the marks by which it comes there only once.

`if not loaded:` around it and `loaded = True` after: what is done there is done once a process.
"""

from __future__ import annotations

import ast
import enum
from collections.abc import Iterator
from typing import TYPE_CHECKING

from lambdafix.analysis.syntax.scopes import FunctionNode, ScopeKind

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module

_CALLS = 4
"""How many callers up."""
_LEAVING = (ast.Return, ast.Continue)


class Mark(enum.Enum):
    """What keeps a mark."""

    LASTING = "a module-level name, the environment, a function's attribute"
    INSTANCE = "an object that may last"
    ATTRIBUTE = "an attribute of a module-level object"


def tests_around(module: Module, node: ast.AST) -> Iterator[tuple[Module, ast.expr, FunctionNode | None]]:
    """The tests that decide whether requests come to `node`, with the file and the function that each stands in.

    Those of the callers too, while every function on the way has one call that is known, and what functions of the
    project return that a test calls.
    """
    for _ in range(_CALLS):
        function = module.function(node)
        for test in deciding_tests(module, node):
            yield module, test, function
            for other, answer in _answers(module, test):
                yield other, answer, function
        call = _only_call(module, function)
        if call is None:
            return
        node = call


def deciding_tests(module: Module, node: ast.AST) -> Iterator[ast.expr]:
    """Tests of the branches around `node`, and of branches further up that leave the function."""
    child = node
    for above in module.ancestors(node):
        if isinstance(above, ast.If | ast.While) and child is not above.test:
            yield above.test
        if isinstance(child, ast.stmt):
            for sibling in earlier_statements(above, child):
                if isinstance(sibling, ast.If) and isinstance(sibling.body[-1], _LEAVING) and not sibling.orelse:
                    yield sibling.test
        if isinstance(above, ast.FunctionDef | ast.AsyncFunctionDef):
            return
        child = above


def earlier_statements(above: ast.AST, child: ast.stmt) -> list[ast.stmt]:
    """The statements before `child` in its block of `above`."""
    for value in above.__dict__.values():
        if isinstance(value, list) and any(item is child for item in value):
            return value[: value.index(child)]
    return []


def _answers(module: Module, test: ast.expr) -> Iterator[tuple[Module, ast.expr]]:
    for call in ast.walk(test):
        meant = module.definition(call.func) if isinstance(call, ast.Call) else None
        other = module.other(meant.path) if meant is not None and meant.kind == "function" else None
        if other is not None and meant is not None:
            for node in ast.walk(other.functions[meant.qualname]):
                if isinstance(node, ast.Return) and node.value is not None:
                    yield other, node.value


def _only_call(module: Module, function: FunctionNode | None) -> ast.Call | None:
    """The one place that uses a function of the file, where that calls it."""
    if function is None:
        return None
    if module.parent(function) is module.tree:
        if module.users.of(module.path, function.name):
            return None
        uses = module.scopes.uses_of(function.name, module.scopes.module)
    else:
        uses = [n for n in module.every(ast.Name) if n.id == function.name and module.owner(n) is not None]
    call = module.parent(uses[0]) if len(uses) == 1 else None
    return call if isinstance(call, ast.Call) and call.func is uses[0] else None


def names_behind(module: Module, node: ast.expr, depth: int = 0) -> Iterator[ast.Name]:
    """The names in `node`, and in what its locals were assigned: `entry = cache.get(key)`."""
    for name in ast.walk(node):
        if not isinstance(name, ast.Name) or not isinstance(name.ctx, ast.Load):
            continue
        yield name
        owner = module.owner(name)
        if owner is None or owner.kind is not ScopeKind.FUNCTION or depth:
            continue
        for binding in owner.bindings[name.id]:
            statement = module.statement(binding.node) if isinstance(binding.node, ast.Name) else None
            if isinstance(statement, ast.Assign):
                yield from names_behind(module, statement.value, depth + 1)


def marks(module: Module, node: ast.AST) -> set[Mark]:
    """The marks that a test on the way to `node` looks at, and that the code it guards sets for the next time."""
    found: set[Mark] = set()
    way: dict[FunctionNode, Module] = {}
    own = module.function(node)
    if own is not None:
        way[own] = module
    changed = ast.unparse(node) if isinstance(node, ast.expr) else ""
    for other, test, function in tests_around(module, node):
        if function is not None:
            way.setdefault(function, module)
        for place, text in _places(other, test):
            if text != changed and any(text in _set_in(f, test) for f in way):
                mark = _mark(other, place)
                found |= {mark} if mark is not None else set()
                if mark is Mark.LASTING and "." in text:
                    found.add(Mark.ATTRIBUTE)
    return found


def _places(module: Module, test: ast.expr) -> Iterator[tuple[ast.expr, str]]:
    """What a test looks at, as it would be written where it is set: `x`, `x.done`, `x["done"]`."""
    for node in [test, *names_behind(module, test), *_values_behind(module, test)]:
        for part in ast.walk(node):
            match part:
                case ast.Name() | ast.Attribute():
                    yield part, ast.unparse(part)
                case ast.Subscript(slice=ast.Constant()):
                    yield part, ast.unparse(part)
                case ast.Call(func=ast.Attribute(value=owner, attr="get"), args=[ast.Constant() as key, *_]):
                    yield owner, f"{ast.unparse(owner)}[{ast.unparse(key)}]"
                case ast.Call(func=ast.Name(id="getattr" | "hasattr"), args=[owner, ast.Constant(value=str(name)), *_]):
                    yield owner, f"{ast.unparse(owner)}.{name}"
                case ast.Compare(left=ast.Constant() as key, ops=[ast.In() | ast.NotIn()], comparators=[owner]):
                    yield owner, f"{ast.unparse(owner)}[{ast.unparse(key)}]"


def _values_behind(module: Module, test: ast.expr) -> Iterator[ast.expr]:
    """What the test's locals were looked up by: `client = getattr(holder, "client", None)`."""
    for name in ast.walk(test):
        owner = module.owner(name) if isinstance(name, ast.Name) else None
        if not isinstance(name, ast.Name) or owner is None or owner.kind is not ScopeKind.FUNCTION:
            continue
        for binding in owner.bindings[name.id]:
            statement = module.statement(binding.node) if isinstance(binding.node, ast.Name) else None
            if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Call):
                yield statement.value


def _set_in(function: FunctionNode, test: ast.expr) -> set[str]:
    """The places that a function assigns, below the test where that stands in it."""
    inside = function.lineno <= test.lineno <= (function.end_lineno or 0)
    found = set()
    for node in ast.walk(function):
        match node:
            case ast.Assign(targets=targets):
                places = targets
            case ast.AnnAssign(target=target, value=ast.expr()):
                places = [target]
            case _:
                continue
        if not inside or node.lineno > test.lineno:
            found |= {ast.unparse(place) for place in places}
    return found


def _mark(module: Module, place: ast.expr) -> Mark | None:
    while isinstance(place, ast.Attribute | ast.Subscript):
        place = place.value
    if not isinstance(place, ast.Name):
        return None
    owner = module.owner(place)
    if owner is None or owner is module.scopes.module:
        return Mark.LASTING
    return Mark.INSTANCE if place.id in ("self", "cls") else None
