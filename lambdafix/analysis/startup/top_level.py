"""The statements of a module's top level: what of them its import runs, and what that changes."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from lambdafix.analysis.syntax.facts import MUTATING_METHODS
from lambdafix.analysis.syntax.nodes import children
from lambdafix.knowledge import loading

DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def import_time(node: ast.AST) -> Iterator[ast.AST]:
    """`node` and all it runs when the module is imported, in no order: not what stands in functions and lambdas."""
    waiting: list[ast.AST | None] = [node]
    while waiting:
        here = waiting.pop()
        if here is None:
            continue
        yield here
        if isinstance(here, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            waiting += [*here.args.defaults, *here.args.kw_defaults]
            if not isinstance(here, ast.Lambda):
                waiting += here.decorator_list
        else:
            waiting += children(here)


def changed_names(statement: ast.stmt) -> set[str]:
    """The names whose objects the import changes by this statement: `x["a"] = 1`, `x.a = 1`, `x.update()`."""
    found = set()
    for node in import_time(statement):
        match node:
            case ast.Attribute(value=value) | ast.Subscript(value=value) if not isinstance(node.ctx, ast.Load):
                found.add(_root(value))
            case ast.Call(func=ast.Attribute(value=value, attr=method)) if method in MUTATING_METHODS:
                found.add(_root(value))
    return found


def handed_on(statement: ast.stmt) -> set[str]:
    """The names whose objects the import gives to a call, or calls a method of: `config.read(…)`, `fill(config)`."""
    found = set()
    for node in import_time(statement):
        if isinstance(node, ast.Call):
            arguments = [*node.args, *(keyword.value for keyword in node.keywords)]
            places = arguments + ([node.func.value] if isinstance(node.func, ast.Attribute) else [])
            found |= {_root(place) for place in places}
    return found - {""}


def runs_other_code(node: ast.AST) -> bool:
    """Whether the node is a call that runs code which is not told by its imports."""
    match node:
        case ast.Call(func=ast.Name(id=name)) | ast.Call(func=ast.Attribute(attr=name)):
            return name in loading.LOADERS | {"exec"}
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
