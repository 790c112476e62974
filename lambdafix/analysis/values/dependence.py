"""Whether a value is another one for each request."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from lambdafix.analysis.syntax.scopes import Binding, BindingKind, Scope, ScopeKind
from lambdafix.analysis.values.boto import boto_value
from lambdafix.analysis.values.origin import Source, trace
from lambdafix.knowledge.clocks import reads_clock

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module

_PER_REQUEST = frozenset({"aws_request_id", "identity", "client_context", "get_remaining_time_in_millis"})
_DEPTH = 8
_ANSWERS = frozenset({"fetchall", "fetchmany", "fetchone", "getvalue", "rowcount"})
_FILLS = frozenset({"download_fileobj", "readinto", "dump"})
"""Methods that put what they are asked for into an object they are handed."""
_KEEPS_NOTHING = frozenset({"boto3", "botocore", "logging", "os", "re", "structlog"})


def depends_on_request(module: Module, value: ast.expr | None, depth: int = 0) -> bool:
    """Whether `value` is made of the event, a parameter or a loop's item; what is not known counts as no."""
    if value is None or depth > _DEPTH:
        return False
    for node in ast.walk(value):
        if not isinstance(node, ast.Name) or not isinstance(node.ctx, ast.Load):
            continue
        if _name_depends(module, node, depth) or was_given_request(module, node, depth):
            return True
    return False


def _name_depends(module: Module, name: ast.Name, depth: int) -> bool:
    owner = module.owner(name)
    if owner is None or owner.kind is ScopeKind.MODULE:
        return False
    for binding in owner.bindings[name.id]:
        if binding.kind in (BindingKind.LOOP, BindingKind.EXCEPTION):
            return True
        if binding.kind is BindingKind.PARAMETER:
            if name.id in ("self", "cls") or _is_constant_context(module, name):
                continue
            return True
        if not isinstance(binding.node, ast.Name):
            continue
        statement = module.statement(binding.node)
        if isinstance(statement, ast.Assign | ast.AnnAssign | ast.AugAssign) and depends_on_request(
            module, statement.value, depth + 1
        ):
            return True
    return False


# --- objects that keep what they were given


def was_given_request(module: Module, name: ast.Name, depth: int = 0) -> bool:
    """Whether a name holds an object that was given something of the request: a cursor, a buffer, a list, a response.

    What such an object gives out, as `cursor.fetchone()`, is the request's then.
    """
    owner = module.owner(name)
    if owner is None or depth > _DEPTH:
        return False
    if owner.kind is ScopeKind.MODULE:
        return _was_asked(module, name, depth)
    key = (was_given_request, owner, name.id)
    if key not in module.memo:
        module.memo[key] = False  # while it is being found out
        module.memo[key] = _keeps(module, name, owner) and any(
            _gives(module, use, depth) for use in module.scopes.uses_of(name.id, owner)
        )
    known: bool = module.memo[key]
    return known


def _was_asked(module: Module, name: ast.Name, depth: int) -> bool:
    """`cursor.fetchone()` of a cursor at module level, which the same function has execute a request's query."""
    above = module.parent(name)
    if not isinstance(above, ast.Attribute) or above.attr not in _ANSWERS:
        return False
    function = module.function(name)
    return any(
        module.function(use) is function and _gives(module, use, depth)
        for use in module.scopes.uses_of(name.id, module.scopes.module)
    )


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


def _gives(module: Module, use: ast.Name, depth: int) -> bool:
    """Whether a use of an object gives it something of the request."""
    above = module.parent(use)
    statement = module.statement(use)
    match above:
        case ast.Attribute(ctx=ast.Store()) | ast.Subscript(ctx=ast.Store()):
            return isinstance(statement, ast.Assign) and depends_on_request(module, statement.value, depth + 1)
        case ast.Attribute():
            call = module.parent(above)
            return isinstance(call, ast.Call) and call.func is above and _is_given(module, call, use, depth)
        case ast.Call(func=ast.Attribute(attr=method)) if method in _FILLS and use in above.args:
            return _is_given(module, above, use, depth)
    return False


def _is_given(module: Module, call: ast.Call, use: ast.Name, depth: int) -> bool:
    arguments = [*call.args, *(keyword.value for keyword in call.keywords)]
    return any(depends_on_request(module, argument, depth + 1) for argument in arguments if argument is not use)


def _is_constant_context(module: Module, name: ast.Name) -> bool:
    """The context's own fields, other than the request's, are the same for every request of a function."""
    if Source.CONTEXT not in trace(module, name).sources:
        return False
    above = module.parent(name)
    return isinstance(above, ast.Attribute) and above.attr not in _PER_REQUEST


def is_time(module: Module, value: ast.expr, depth: int = 0) -> bool:
    """Whether `value` is a reading of the clock, directly or by way of a local."""
    if isinstance(value, ast.Call):
        if reads_clock(module.canonical(value.func), len(value.args)):
            return True
        return any(is_time(module, argument, depth) for argument in value.args[:1])
    if not isinstance(value, ast.Name) or depth > _DEPTH:
        return False
    owner = module.owner(value)
    if owner is None or owner.kind is ScopeKind.MODULE:
        return False
    statements = [module.statement(b.node) for b in owner.bindings[value.id] if isinstance(b.node, ast.Name)]
    return any(isinstance(s, ast.Assign) and is_time(module, s.value, depth + 1) for s in statements)
