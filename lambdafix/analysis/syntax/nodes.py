"""Which fields of a syntax node lead to further nodes: walking only these is several times faster than `ast.walk`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

_LEAVES = (
    "arg asname attr conversion ctx id is_async kind kwd_attrs level module name names op ops rest simple type_comment"
    " type_ignores"
)
_WITHOUT_NODES = frozenset(_LEAVES.split())

CHILDREN: dict[type[ast.AST], tuple[str, ...]] = {
    kind: tuple(field for field in kind._fields if field not in _WITHOUT_NODES)
    for kind in vars(ast).values()
    if isinstance(kind, type) and issubclass(kind, ast.AST)
}
"""Kind of node -> its fields that may hold expressions, statements and the like; operators, contexts and the aliases of
an import are none."""


LOOPS = (ast.For, ast.AsyncFor, ast.While, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
"""Whatever runs a part of itself several times."""


def children(node: ast.AST) -> list[Any]:
    found: list[Any] = []
    for field in CHILDREN[type(node)]:
        value = getattr(node, field)
        if type(value) is list:
            found += value
        elif isinstance(value, ast.AST):
            found.append(value)
    # the key of `**others` in a dict is None, and so is a missing default
    return found if None not in found else [child for child in found if child is not None]


def inside(*roots: ast.AST) -> Iterator[Any]:
    """`roots` and all that is in them, in no order."""
    waiting: list[Any] = [*roots]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += children(node)
