"""Whether a value is another one for each request."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from lambdafix.analysis.syntax.scopes import BindingKind, ScopeKind
from lambdafix.analysis.values.origin import Source, trace
from lambdafix.knowledge.clocks import reads_clock

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module

_PER_REQUEST = frozenset({"aws_request_id", "identity", "client_context", "get_remaining_time_in_millis"})
_DEPTH = 8


def depends_on_request(module: Module, value: ast.expr | None, depth: int = 0) -> bool:
    """Whether `value` is made of the event, a parameter or a loop's item; what is not known counts as no."""
    if value is None or depth > _DEPTH:
        return False
    for node in ast.walk(value):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and _name_depends(module, node, depth):
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
