"""Tests that count on more than what one call answers: on what an earlier call left, or on a function's signature."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from lambdafix.analysis.program.program import Node
from lambdafix.analysis.syntax.facts import ModuleFacts, dotted
from lambdafix.analysis.syntax.nodes import LOOPS

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module

_SIGNATURE = frozenset({"__defaults__", "__kwdefaults__", "getfullargspec", "getsource", "signature"})


def calling_twice(module: Module, entrances: Iterable[Node]) -> str:
    """A test that enters more than once in one function, and so may count on what the first call left; "" for none."""
    entered = [*entrances]
    names = {qualname.rpartition(".")[2] for _, qualname in entered}
    for test in _tests_of(module, entered):
        other = module.other(test)
        calls = [c for c in other.every(ast.Call) if dotted(c.func).rpartition(".")[2] in names] if other else []
        functions = [other.function(call) for call in calls] if other else []
        if len(functions) > len(set(functions)) or (other and any(_is_repeated(other, call) for call in calls)):
            return test
    return ""


def reading_signatures(module: Module) -> str:
    """A test that reaches the module and looks at the defaults of functions; "" for none."""
    files = module.program.files
    return next((test for test in module.tests().importers if _SIGNATURE & set(_last_parts(files[test]))), "")


def _last_parts(facts: ModuleFacts) -> Iterator[str]:
    for scope in facts.scopes.values():
        yield from (text.rpartition(".")[2] for text in (*scope.calls, *scope.loads))


def _tests_of(module: Module, entrances: Iterable[Node]) -> list[str]:
    return sorted({test for path, _ in entrances for test in module.users.tests_of(path).importers})


def _is_repeated(module: Module, call: ast.Call) -> bool:
    return any(isinstance(above, LOOPS) for above in module.ancestors(call))
