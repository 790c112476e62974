"""The statements of a module's top level: what of them its import runs, and what that changes."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from lambdafix.analysis.facts import MUTATING_METHODS

DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def import_time(node: ast.AST) -> Iterator[ast.AST]:
    """`node` and all it runs when the module is imported: not what stands in functions and lambdas."""
    yield node
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
        arguments = node.args
        inner: list[ast.AST] = [*arguments.defaults, *(d for d in arguments.kw_defaults if d is not None)]
        if not isinstance(node, ast.Lambda):
            inner += node.decorator_list
    else:
        inner = list(ast.iter_child_nodes(node))
    for child in inner:
        yield from import_time(child)


def changes(statement: ast.stmt, name: str) -> bool:
    """Whether the import, by this statement, changes what `name` holds: `x["a"] = 1`, `x.a = 1`, `x.update()`."""
    for node in import_time(statement):
        match node:
            case ast.Attribute(value=value) | ast.Subscript(value=value) if not isinstance(node.ctx, ast.Load):
                if _root(value) == name:
                    return True
            case ast.Call(func=ast.Attribute(value=value, attr=method)) if method in MUTATING_METHODS:
                if _root(value) == name:
                    return True
    return False


def is_main_guard(statement: ast.stmt) -> bool:
    """`if __name__ == "__main__":`"""
    return isinstance(statement, ast.If) and any(
        isinstance(part, ast.Name) and part.id == "__name__" for part in ast.walk(statement.test)
    )


def first_row(statement: ast.stmt) -> int:
    """The row a statement begins at, its decorators among it."""
    decorators = statement.decorator_list if isinstance(statement, DEFINITIONS) else []
    return min([statement.lineno, *(decorator.lineno for decorator in decorators)])


def _root(expression: ast.expr) -> str:
    while isinstance(expression, ast.Attribute | ast.Subscript):
        expression = expression.value
    return expression.id if isinstance(expression, ast.Name) else ""
