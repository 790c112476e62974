"""Whether a value is another one for each request."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from lambdafix.analysis.syntax.scopes import Binding, BindingKind, Scope, ScopeKind
from lambdafix.analysis.values.behind import nodes_behind
from lambdafix.analysis.values.given import given_to
from lambdafix.analysis.values.origin import Source, trace
from lambdafix.knowledge.clocks import reads_clock

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module

_PER_REQUEST = frozenset({"aws_request_id", "identity", "client_context", "get_remaining_time_in_millis"})


def depends_on_request(module: Module, value: ast.expr | None) -> bool:
    """Whether `value` is made of the event, a parameter or a loop's item; what is not known counts as no."""
    for name in nodes_behind(module, value, _given):
        for binding in _local_bindings(module, name) if isinstance(name, ast.Name) else ():
            if binding.kind in (BindingKind.LOOP, BindingKind.EXCEPTION):
                return True
            is_given = binding.kind is BindingKind.PARAMETER and binding.name not in ("self", "cls")
            if is_given and not _is_constant_context(module, name):  # type: ignore[arg-type]
                return True
    return False


def _given(module: Module, name: ast.Name) -> Iterator[ast.expr]:
    """What a name was assigned, and what the object that it holds was given to keep."""
    yield from (statement.value for statement in _assigned(module, name) if statement.value is not None)
    yield from given_to(module, name)


def _local_bindings(module: Module, name: ast.Name) -> Sequence[Binding]:
    owner = module.owner(name)
    return () if owner is None or owner.kind is ScopeKind.MODULE else owner.bindings[name.id]


def _assigned(module: Module, name: ast.Name) -> Iterator[ast.Assign | ast.AnnAssign | ast.AugAssign]:
    """The statements that give a function's own name its values."""
    for binding in _local_bindings(module, name):
        statement = module.statement(binding.node) if isinstance(binding.node, ast.Name) else None
        if isinstance(statement, ast.Assign | ast.AnnAssign | ast.AugAssign):
            yield statement


def _is_constant_context(module: Module, name: ast.Name) -> bool:
    """The context's own fields, other than the request's, are the same for every request of a function."""
    if Source.CONTEXT not in trace(module, name).sources:
        return False
    above = module.parent(name)
    return isinstance(above, ast.Attribute) and above.attr not in _PER_REQUEST


def is_time(module: Module, value: ast.expr) -> bool:
    """Whether `value` is a reading of the clock, directly or by way of a local."""
    followed: set[tuple[Scope, str]] = set()
    waiting = [value]
    while waiting:
        here = waiting.pop()
        if isinstance(here, ast.Call):
            if reads_clock(module.canonical(here.func), len(here.args)):
                return True
            waiting += here.args[:1]
        elif isinstance(here, ast.Name) and (owner := module.owner(here)) and (owner, here.id) not in followed:
            followed.add((owner, here.id))
            waiting += [one.value for one in _assigned(module, here) if isinstance(one, ast.Assign)]
    return False
