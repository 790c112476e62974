"""Connections opened while a module is imported: who uses them, and whether anybody asks if they still live."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from lambdafix.analysis.program.program import Reach
from lambdafix.analysis.startup.top_level import is_main_guard
from lambdafix.analysis.syntax.scopes import FunctionNode
from lambdafix.analysis.values.variable import ModuleVariable, describe
from lambdafix.families.clients.drivers import Opened, opened
from lambdafix.match import RewrittenApart

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module

_ASKS = frozenset({"ping", "is_connected", "closed", "open", "reconnect", "is_closed"})
_SAYS = frozenset({"print", "info", "debug", "log", "warning"})


@dataclass(frozen=True, slots=True, eq=False)
class ImportedConnection(RewrittenApart):
    """A connection opened at module level that requests use and nobody checks."""

    rewriting: ClassVar[str] = "lambdafix.families.clients.reconnect_rewrite"

    product: Opened
    name: str
    opening: tuple[ast.stmt, ...]
    """The module's statements that open it, make its cursors and say so, in order."""
    cursors: tuple[str, ...]
    """Module-level names of cursors made of it at once."""
    reach: Reach
    handlers: tuple[FunctionNode, ...]
    """The handlers of this file whose requests use it."""
    closes: tuple[ast.stmt, ...]
    """Statements in functions that close it."""
    tried: tuple[ast.stmt, ...]
    """The first statements of blocks that a person's own run alone comes to, and that use it."""
    obstacle: str = ""
    """Why it cannot be opened later than at the import."""


def imported_connections(module: Module) -> Iterator[ImportedConnection]:
    for call in module.every(ast.Call):
        product = opened(module, call)
        statement = module.statement(call)
        if product is None or product.driver.pools or module.function(call) is not None:
            continue
        if isinstance(statement, ast.Assign) and statement.value is call and isinstance(statement.targets[0], ast.Name):
            found = _described(module, product, statement, statement.targets[0].id)
            if found is not None:
                yield found


def _described(module: Module, product: Opened, statement: ast.Assign, name: str) -> ImportedConnection | None:
    variable = describe(module, name)
    if variable is None or variable.global_bindings or len(statement.targets) != 1:
        return None
    others = [b for b in variable.bindings if module.statement(b.node) is not statement]
    if any(not _is_none(module.statement(binding.node)) for binding in others):
        return None
    top = _top(module, statement)
    cursors = {cursor: s for s in module.tree.body if (cursor := _cursor_of(s, name))}
    nodes = [use.node for use in variable.uses]
    nodes += [use for c in cursors for use in module.scopes.uses_of(c, module.scopes.module)]
    if any(_attribute(module, node) in _ASKS for node in nodes):
        return None
    functions = {function for node in nodes if (function := module.function(node)) is not None}
    reaches = [r for f in functions if (r := module.program.reach(module.path, module.qualname(f))) is not None]
    if not reaches:
        return None
    entries = {(entry.path, entry.function) for reach in reaches for entry in reach.handlers}
    handlers = tuple(h for h in module.handlers_here() if (module.path, module.qualname(h)) in entries)
    opening = (top, *cursors.values(), *_said_after(module, top))
    return ImportedConnection(
        product,
        name,
        tuple(sorted(opening, key=lambda s: s.lineno)),
        tuple(cursors),
        min(reaches, key=lambda reach: len(reach.call_path)),
        handlers,
        tuple(_closes(module, variable)),
        tuple(_tried(module, {name, *cursors}, handlers)),
        f"the import binds `{name}` twice"
        if others
        else _obstacle(module, variable, opening, len(handlers) == len(entries)),
    )


def _is_none(statement: ast.stmt) -> bool:
    """`conn = None`, before a `try` that opens it."""
    value = statement.value if isinstance(statement, ast.Assign) else None
    return isinstance(value, ast.Constant) and value.value is None


def _obstacle(module: Module, variable: ModuleVariable, opening: tuple[ast.stmt, ...], all_here: bool) -> str:
    moving = {node for statement in opening for node in ast.walk(statement)}
    moving |= {node for guard in _guards(module) for node in ast.walk(guard)}
    if any(use.function is None and use.node not in moving for use in variable.uses):
        return "the import itself uses it"
    if any(not use.in_test for use in variable.external) or variable.star_importers:
        return f"other files use `{variable.name}`"
    if not all_here:
        return "handlers in other files use it"
    if any(not isinstance(s, ast.Assign | ast.Try | ast.Expr) for s in opening):
        return "it is opened inside another statement"
    return ""


def _guards(module: Module) -> Iterator[ast.If]:
    return (statement for statement in module.tree.body if isinstance(statement, ast.If) and is_main_guard(statement))


def _tried(module: Module, names: set[str], handlers: tuple[FunctionNode, ...]) -> Iterator[ast.stmt]:
    """Where `if __name__ == "__main__":` uses one of `names`, or calls what may: all functions but `handlers`."""
    served = {module.qualname(handler) for handler in handlers}
    using = names | {name for name in module.functions if name not in served}
    for guard in _guards(module):
        if any(isinstance(node, ast.Name) and node.id in using for inner in guard.body for node in ast.walk(inner)):
            yield guard.body[0]


def _top(module: Module, statement: ast.stmt) -> ast.stmt:
    """The statement of the module's own block around `statement`."""
    above: ast.AST | None = statement
    while above is not None and not isinstance(module.parent(above), ast.Module):
        above = module.parent(above)
    assert isinstance(above, ast.stmt)
    return above


def _cursor_of(statement: ast.stmt, name: str) -> str:
    match statement:
        case ast.Assign(
            targets=[ast.Name(id=cursor)],
            value=ast.Call(func=ast.Attribute(value=ast.Name(id=owner), attr="cursor")),
        ) if owner == name:
            return cursor
    return ""


def _said_after(module: Module, top: ast.stmt) -> Iterator[ast.stmt]:
    """A log line directly below that speaks of the connection."""
    block = module.tree.body
    for statement in block[block.index(top) + 1 : block.index(top) + 2]:
        match statement:
            case ast.Expr(value=ast.Call(func=ast.Name(id=said) | ast.Attribute(attr=said))) if said in _SAYS:
                if "connect" in ast.unparse(statement).lower():
                    yield statement


def _attribute(module: Module, use: ast.AST) -> str:
    above = module.parent(use)
    return above.attr if isinstance(above, ast.Attribute) else ""


def _closes(module: Module, variable: ModuleVariable) -> Iterator[ast.stmt]:
    for use in variable.uses:
        above = module.parent(use.node)
        call = module.parent(above) if isinstance(above, ast.Attribute) and above.attr == "close" else None
        statement = module.parent(call) if isinstance(call, ast.Call) else None
        if use.function is not None and isinstance(statement, ast.Expr):
            yield statement
