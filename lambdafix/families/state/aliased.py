"""Module-level containers that requests change by another name: `settings = DEFAULTS`, `settings["size"] = size`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lambdafix.analysis.syntax.scopes import ScopeKind
from lambdafix.analysis.values.boto import bound_value
from lambdafix.analysis.values.dependence import depends_on_request
from lambdafix.families.state.leftover import is_container, is_lasting_name

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module

_ADDING = frozenset({"add", "append", "extend", "insert", "update"})
_BRANCHES = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.Try)


@dataclass(frozen=True, slots=True, eq=False)
class Aliased:
    name: str
    alias: str
    definition: ast.Name
    change: ast.Name


def aliased(module: Module) -> Iterator[Aliased]:
    """Such containers of the file, the first change of each by each of its other names."""
    for statement in module.every(ast.Assign):
        match statement:
            case ast.Assign(targets=[ast.Name() as alias], value=ast.Name() as whole):
                if change := _change(module, alias, whole):
                    yield Aliased(whole.id, alias.id, whole, change)


def _change(module: Module, alias: ast.Name, whole: ast.Name) -> ast.Name | None:
    """What a request puts into the container by its other name, where that is a function's own."""
    owner = module.owner(alias)
    value = bound_value(module, whole) if module.owner(whole) is module.scopes.module else None
    is_own = owner is not None and owner.kind is ScopeKind.FUNCTION and len(owner.bindings[alias.id]) == 1
    if owner is None or not is_own or value is None or not is_container(module, value) or is_lasting_name(whole.id):
        return None
    uses = [use for use in module.scopes.uses_of(alias.id, owner) if use is not alias]
    if module.reach(alias) is None or not any(_is_whole(module, use) for use in uses):
        return None
    return next((use for use in uses if _adds(module, use)), None)


def _is_whole(module: Module, use: ast.Name) -> bool:
    return isinstance(module.parent(use), ast.Return | ast.Call | ast.keyword | ast.For | ast.Dict | ast.List)


def _adds(module: Module, use: ast.Name) -> bool:
    """A branch that sets an item to something of the request, or a method that puts something of it in."""
    above = module.parent(use)
    statement = module.statement(use)
    if isinstance(above, ast.Subscript) and isinstance(above.ctx, ast.Store):
        in_branch = any(isinstance(around, _BRANCHES) for around in _around(module, use))
        value = statement.value if isinstance(statement, ast.Assign) else None
        return in_branch and depends_on_request(module, value)
    call = module.parent(above) if isinstance(above, ast.Attribute) and above.attr in _ADDING else None
    return isinstance(call, ast.Call) and any(depends_on_request(module, argument) for argument in call.args)


def _around(module: Module, node: ast.AST) -> Iterator[ast.AST]:
    for above in module.ancestors(node):
        if isinstance(above, ast.FunctionDef | ast.AsyncFunctionDef):
            return
        yield above
