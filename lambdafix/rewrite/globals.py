"""The `global` statements of a function."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst


def leading_globals(function: cst.FunctionDef) -> Iterator[cst.Global]:
    """Those above anything the function does, a docstring aside."""
    body = function.body.body
    for index, line in enumerate(body):
        small = line.body[0] if isinstance(line, cst.SimpleStatementLine) else None
        if isinstance(small, cst.Global):
            yield small
        elif index or not isinstance(small, cst.Expr) or not isinstance(small.value, cst.BaseString):
            return


def globals_of(function: cst.FunctionDef, name: str) -> Iterator[cst.Global]:
    """The function's own declarations of `name`, those of functions inside it left out."""
    stack: list[cst.CSTNode] = [function.body]
    while stack:
        node = stack.pop()
        if isinstance(node, cst.Global):
            if any(item.name.value == name for item in node.names):
                yield node
        elif not isinstance(node, (cst.FunctionDef, cst.ClassDef)):
            stack += node.children


def declaring(statement: cst.Global, *further: str) -> cst.Global:
    """The statement with the names `further` as its last."""
    names = [item.with_changes(comma=cst.MaybeSentinel.DEFAULT) for item in statement.names]
    return statement.with_changes(names=[*names, *(cst.NameItem(cst.Name(name)) for name in further)])


def without(statement: cst.Global, name: str) -> cst.Global | None:
    """The statement without `name`; None where nothing is left of it."""
    names = [item for item in statement.names if item.name.value != name]
    if not names:
        return None
    names[-1] = names[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)
    return statement.with_changes(names=names)
