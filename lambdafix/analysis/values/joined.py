"""Texts put together from literals: in a sum, by `join`, or one after the other."""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lambdafix.analysis.values.boto import bound_value

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module

_SHORTEST_PART = 4
"""Characters of a part below which it tells nothing, and is found in any text."""


@dataclass(frozen=True, slots=True, eq=False)
class Literal:
    """One string literal that a longer text is made of."""

    node: ast.Constant
    value: str


def joins(module: Module) -> Iterator[tuple[ast.expr, list[Literal]]]:
    """The largest expressions that join string literals, and names bound once to one, to a text known as a whole."""
    for total in module.every(ast.BinOp):
        above = module.parent(total)
        is_inner = isinstance(above, ast.BinOp) and isinstance(above.op, ast.Add)
        literals = None if is_inner else _summed(module, total)
        if literals:
            yield total, literals
    for call in module.every(ast.Call):
        match call:
            case ast.Call(
                func=ast.Attribute(value=ast.Constant(value=""), attr="join"),
                args=[ast.List(elts=given) | ast.Tuple(elts=given)],
            ):
                found = [_literal(module, one) for one in given]
                if found and all(found):
                    yield call, [one for one in found if one is not None]


def _summed(module: Module, expression: ast.expr) -> list[Literal] | None:
    if isinstance(expression, ast.BinOp) and isinstance(expression.op, ast.Add):
        left, right = _summed(module, expression.left), _summed(module, expression.right)
        return left + right if left and right else None
    found = _literal(module, expression)
    return [found] if found is not None else None


def _literal(module: Module, expression: ast.expr) -> Literal | None:
    meant = bound_value(module, expression) if isinstance(expression, ast.Name) else expression
    if isinstance(meant, ast.Constant) and isinstance(meant.value, str):
        return Literal(meant, meant.value)
    return None


def parts_of(value: str, literals: list[Literal]) -> Iterator[str]:
    """What of each literal belongs to `value`, a part of the whole text."""
    first = "".join(literal.value for literal in literals).index(value)
    end, at = first + len(value), 0
    for literal in literals:
        part = literal.value[max(first - at, 0) : max(end - at, 0)]
        at += len(literal.value)
        if len(part) >= _SHORTEST_PART:
            yield part


def as_written(module: Module, node: ast.Constant, value: str) -> Iterator[str]:
    """The pieces in which the source shows `value`, a part of the literal: itself, or its rows and escapes."""
    text = module.text(node)
    if value in text or isinstance(module.parent(node), ast.JoinedStr):
        yield value
        return
    for token in tokenize.generate_tokens(io.StringIO(f"({text})").readline):
        if token.type == tokenize.STRING:
            inner = token.string.lstrip("rRbBuUfF")
            inner = inner[3:-3] if inner[:3] in ('"""', "'''") else inner[1:-1]
            if len(inner) >= _SHORTEST_PART:
                yield inner
