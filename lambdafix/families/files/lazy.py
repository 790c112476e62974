"""Whether a function of the project reads the path that it is given only later, when what it gave is gone through."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from lambdafix.analysis.syntax.nodes import inside
from lambdafix.analysis.syntax.scopes import FunctionNode, ScopeKind

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module

_EXHAUSTING = frozenset({"dict", "frozenset", "list", "max", "min", "set", "sorted", "sum", "tuple"})
"""Builtins that go through all they are given before they return."""


def outlives(module: Module, call: ast.Call, home: Module, function: FunctionNode) -> bool:
    """Whether `call` gives a generator, that of `function` in `home`, and its reader may lose the file meanwhile."""
    return _is_generator(home, function) and not _is_exhausted(module, call)


def _is_generator(module: Module, function: FunctionNode) -> bool:
    yields = (node for node in inside(function) if isinstance(node, ast.Yield | ast.YieldFrom))
    return any(module.function(node) is function for node in yields)


def _is_exhausted(module: Module, call: ast.Call) -> bool:
    """Whether the function that makes the generator goes through it itself, at once or by a local name."""
    match module.parent(call):
        case ast.Assign(targets=[ast.Name() as target]):
            owner = module.owner(target)
            if owner is None or owner.kind is not ScopeKind.FUNCTION or len(owner.bindings[target.id]) != 1:
                return False
            uses = module.scopes.uses_of(target.id, owner)
            return all(module.function(use) is module.function(call) and _is_gone_through(module, use) for use in uses)
    return _is_gone_through(module, call)


def _is_gone_through(module: Module, given: ast.expr) -> bool:
    match module.parent(given):
        case ast.For(iter=source):
            return source is given
        case ast.comprehension(iter=source) as loop:
            return source is given and not isinstance(module.parent(loop), ast.GeneratorExp)
        case ast.Call(func=ast.Name(id=name) as func):
            return name in _EXHAUSTING and module.owner(func) is None and func is not given
    return False
