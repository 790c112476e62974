"""What still happens after a statement: whether leaving it out would leave out anything but the answer."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from lambdafix.analysis.program.program import Node
from lambdafix.analysis.syntax.scopes import FunctionNode
from lambdafix.knowledge import clocks, loggers, purity

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module

_PURE_NAMES = (
    "json.dumps json.loads copy.deepcopy copy.copy math.ceil math.floor decimal.Decimal base64.b64encode"
    " base64.b64decode logging.getLogger"
    " flask.jsonify flask.make_response"
)
_PURE = clocks.CALLS | clocks.STOPWATCHES | frozenset(_PURE_NAMES.split())
_PURE_METHOD_NAMES = (
    "get items keys values format join split strip lower upper replace isoformat strftime encode decode copy"
    " append update"
)
_PURE_METHODS = loggers.METHODS | frozenset(_PURE_METHOD_NAMES.split())

_DEPTH = 3
"""Calls of calls that are looked into."""


def is_last_effect(module: Module, call: ast.Call, function: FunctionNode) -> bool:
    """Whether nothing but pure code and logging follows `call` in its function, on any path."""
    statement = module.statement(call)
    given = set(ast.walk(call))
    others = [n for n in ast.walk(statement) if isinstance(n, ast.Call) and n not in given]
    inside = [child for child in ast.walk(statement) if isinstance(child, ast.stmt) and child is not statement]
    return all(only_computes(module, other) for other in others) and all(
        _is_pure(module, later) for later in (*inside, *_after(module, statement, function))
    )


def ends_requests(module: Module, function: FunctionNode, seen: frozenset[Node] = frozenset()) -> bool:
    """Whether each call of a function, up to the handlers, is the last effect of the request it belongs to."""
    here = (module.path, module.qualname(function))
    callers = module.program.callers(*here)
    return here not in seen and all(_ends_in(module, function, caller, seen | {here}) for caller in callers)


def _ends_in(module: Module, function: FunctionNode, caller: Node, seen: frozenset[Node]) -> bool:
    path, name = caller
    if name not in module.program.files[path].functions:
        return True  # a framework's object, which has only the answer left to send
    there = module.other(path)
    outer = there.functions.get(name) if there is not None else None
    if there is None or outer is None:
        return False
    calls = [
        call
        for call in there.every(ast.Call)
        if there.function(call) is outer and there.text(call.func).rpartition(".")[2] == function.name
    ]
    ends = bool(calls) and all(is_last_effect(there, call, outer) for call in calls)
    return ends and ends_requests(there, outer, seen)


def _after(module: Module, statement: ast.stmt, function: FunctionNode) -> Iterator[ast.stmt]:
    here: ast.AST = statement
    leaves = isinstance(statement, ast.Return)
    while here is not function:
        above = module.parent(here)
        assert above is not None
        if isinstance(here, ast.stmt) and not leaves:
            block = module.block(here)
            rest = block[block.index(here) + 1 :]
            yield from rest
            leaves = _leaves(rest)
        if isinstance(above, ast.For | ast.AsyncFor | ast.While) and not leaves:
            yield above  # the next round
        if isinstance(above, ast.Try):
            if here in above.body and not leaves:
                yield from above.orelse
            yield from above.finalbody
        if isinstance(above, ast.With | ast.AsyncWith) and not all(_is_plain_context(item) for item in above.items):
            yield above
        here = above


def _leaves(statements: list[ast.stmt]) -> bool:
    """Whether control certainly leaves the function at one of these statements, and no loop's round ends before."""
    for statement in statements:
        if isinstance(statement, ast.Return):
            return True
        if any(isinstance(node, ast.Break | ast.Continue) for node in ast.walk(statement)):
            return False
    return False


def _is_plain_context(item: ast.withitem) -> bool:
    return isinstance(item.context_expr, ast.Name | ast.Attribute)


def _is_pure(module: Module, statement: ast.stmt, depth: int = 0) -> bool:
    if isinstance(statement, ast.Raise | ast.Delete | ast.For | ast.AsyncFor | ast.While | ast.With | ast.AsyncWith):
        return False
    return all(only_computes(module, node, depth) for node in ast.walk(statement) if isinstance(node, ast.Call))


def only_computes(module: Module, call: ast.Call, depth: int = 0) -> bool:
    """Whether a call, apart from its arguments, does nothing but compute and log."""
    if module.canonical(call.func) in _PURE:
        return True
    match call.func:
        case ast.Name(id=name) if module.owner(call.func) is None:
            return name in purity.READING_BUILTINS
        case ast.Name():
            return _function_only_computes(module, call.func, depth)
        case ast.Attribute(attr=attr):
            return attr in _PURE_METHODS and not module.canonical(call.func)
    return False


def _function_only_computes(module: Module, name: ast.Name, depth: int) -> bool:
    """Whether a function of the project, such as one that builds the answer, is pure itself."""
    meant = module.definition(name)
    there = module.other(meant.path) if meant is not None and depth < _DEPTH else None
    function = there.functions.get(meant.qualname) if there is not None and meant is not None else None
    if there is None or not isinstance(function, ast.FunctionDef) or function.decorator_list:
        return False
    if any(isinstance(node, ast.Global | ast.Nonlocal) for node in ast.walk(function)):
        return False
    return all(_is_pure(there, statement, depth + 1) for statement in function.body)
