"""What code gives to an object that keeps it, and gives it out again: a cursor, a buffer, a list, a response."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from lambdafix.analysis.syntax.scopes import Binding, Scope, ScopeKind
from lambdafix.analysis.values.boto import boto_value

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module

_ANSWERS = frozenset({"fetchall", "fetchmany", "fetchone", "getvalue", "rowcount"})
_FILLS = frozenset({"download_fileobj", "readinto", "dump"})
"""Methods that put what they are asked for into an object they are handed."""
_KEEPS_NOTHING = frozenset({"boto3", "botocore", "logging", "os", "re", "structlog"})


def given_to(module: Module, name: ast.Name) -> Iterator[ast.expr]:
    """The expressions that the function gives to the object which `name` holds, as far as such an object keeps them.

    `cursor.execute(sql, (event["id"],))`, `rows.append(row)`, `order.total = total`.
    """
    owner = module.owner(name)
    if owner is None:
        return
    if owner.kind is ScopeKind.MODULE:
        if _is_asked(module, name):
            function = module.function(name)
            for use in module.scopes.uses_of(name.id, owner):
                if module.function(use) is function:
                    yield from _given_at(module, use)
    elif _keeps(module, name, owner):
        for use in module.scopes.uses_of(name.id, owner):
            yield from _given_at(module, use)


def _is_asked(module: Module, name: ast.Name) -> bool:
    """`cursor.fetchone()` of a cursor at module level."""
    above = module.parent(name)
    return isinstance(above, ast.Attribute) and above.attr in _ANSWERS


def _keeps(module: Module, name: ast.Name, owner: Scope) -> bool:
    """Whether what the name is bound to may keep things: made by a call or a display; no text, and no client of AWS."""
    if boto_value(module, name) is not None:
        return False
    for binding in owner.bindings[name.id]:
        value = _bound_by(module, binding)
        if not isinstance(value, ast.Call | ast.List | ast.Dict | ast.Set | ast.ListComp | ast.DictComp):
            return False
        if isinstance(value, ast.Call) and module.canonical(value.func).partition(".")[0] in _KEEPS_NOTHING:
            return False
    return bool(owner.bindings[name.id])


def _bound_by(module: Module, binding: Binding) -> ast.expr | None:
    match module.parent(binding.node):
        case ast.Assign(value=value) | ast.AnnAssign(value=value) | ast.withitem(context_expr=value):
            return value
    return None


def _given_at(module: Module, use: ast.Name) -> Iterator[ast.expr]:
    above = module.parent(use)
    match above:
        case ast.Attribute(ctx=ast.Store()) | ast.Subscript(ctx=ast.Store()):
            statement = module.statement(use)
            if isinstance(statement, ast.Assign):
                yield statement.value
        case ast.Attribute():
            call = module.parent(above)
            if isinstance(call, ast.Call) and call.func is above:
                yield from _arguments(call)
        case ast.Call(func=ast.Attribute(attr=method)) if method in _FILLS:
            yield from (argument for argument in _arguments(above) if argument is not use)


def _arguments(call: ast.Call) -> Iterator[ast.expr]:
    yield from call.args
    yield from (keyword.value for keyword in call.keywords)
