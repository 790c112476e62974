"""What the flow of requests asks of functions and values before it follows them."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import TYPE_CHECKING

from lambdafix.analysis.program.program import Node
from lambdafix.analysis.program.users import UseKind
from lambdafix.analysis.syntax.nodes import children
from lambdafix.analysis.syntax.scopes import FunctionNode
from lambdafix.analysis.values.access import Access
from lambdafix.analysis.values.variable import describe
from lambdafix.knowledge import containers

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module

_GENERATING = (ast.Yield, ast.YieldFrom)


def node_of(access: Access) -> Node:
    """The function that holds an access."""
    return access.module.path, access.module.qualname(access.function)


def leading_to(accesses: Iterable[Access], module: Module) -> set[Node]:
    """The functions with an access, and all from which calls lead to one."""
    found = {node_of(access) for access in accesses}
    queue = list(found)
    while queue:
        fresh = set(module.program.callers(*queue.pop())) - found
        found |= fresh
        queue += fresh
    return found


def tops(nodes: Iterable[Node], known: set[Node], module: Module) -> list[Node]:
    """The functions furthest up, among those that were not met, from which calls lead to `nodes`."""
    program = module.program
    seen = {node for node in nodes if node not in known}
    queue = list(seen)
    tops = []
    while queue:
        here = queue.pop()
        callers = [c for c in program.callers(*here) if c not in known and c[1] in program.files[c[0]].functions]
        if not callers:
            tops.append(here)
        fresh = [caller for caller in callers if caller not in seen]
        seen.update(fresh)
        queue += fresh
    return sorted(tops) or sorted(node for node in nodes if node not in known)


def is_made_of_items(value: ast.expr | None) -> bool:
    """A container, written out or called for."""
    match value:
        case ast.List() | ast.Dict() | ast.Set():
            return True
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
            return name in containers.NAMES
    return False


def is_generator(function: FunctionNode) -> bool:
    """Whether calling it runs nothing of its body."""
    stack: list[ast.AST] = list(function.body)
    while stack:
        node = stack.pop()
        if isinstance(node, _GENERATING):
            return True
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            stack += children(node)
    return False


def never_true(module: Module, test: ast.expr) -> bool:
    """A module-level switch that is off and that nothing turns on, such as one for tests."""
    if not isinstance(test, ast.Name) or module.owner(test) is not module.scopes.module:
        return False
    variable = describe(module, test.id)
    if variable is None or len(variable.bindings) != 1 or variable.star_importers:
        return False
    statement = module.statement(variable.bindings[0].node)
    value = statement.value if isinstance(statement, ast.Assign | ast.AnnAssign) else None
    rebound = any(use.kind is UseKind.WRITE and not use.in_test for use in variable.external)
    return isinstance(value, ast.Constant) and not value.value and not rebound
