"""What stands behind an expression: the expressions that its names were given, and that the names in those were."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module
    from lambdafix.analysis.syntax.scopes import Scope

Given = Callable[["Module", ast.Name], Iterable[ast.expr]]
"""What a name may have been given, as far as the question goes that is asked."""


def nodes_behind(module: Module, value: ast.expr | None, given: Given) -> Iterator[ast.AST]:
    """The nodes of `value`, and of all that stands behind it. Each name is followed once, so that it costs no more."""
    followed: set[tuple[Scope, str]] = set()
    waiting = [value] if value is not None else []
    while waiting:
        for node in ast.walk(waiting.pop(0)):
            yield node
            owner = module.owner(node) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) else None
            if owner is not None and isinstance(node, ast.Name) and (owner, node.id) not in followed:
                followed.add((owner, node.id))
                waiting += given(module, node)
