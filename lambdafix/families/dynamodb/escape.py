"""Whether the failure of a conditional write leaves the handler, or something on its way out catches it."""

from __future__ import annotations

import ast
import builtins
import re
from typing import TYPE_CHECKING

from lambdafix.analysis.program.program import Node, Reach
from lambdafix.analysis.syntax.facts import dotted
from lambdafix.analysis.syntax.scopes import FunctionNode

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module

_CATCHES = frozenset({"Exception", "BaseException", "ClientError", "ConditionalCheckFailedException"})
_HARMLESS_DECORATORS = re.compile(
    r"(?:^|\.)(?:capture_\w+|inject_lambda_context|log_metrics|event_source|staticmethod|classmethod|lru_cache|cache)$"
)
_FRAMEWORK_CATCHES = re.compile(r"(?:exception_?handler|error_?handler)$", re.IGNORECASE)


def escapes(module: Module, call: ast.Call) -> bool:
    """Whether ConditionalCheckFailedException, raised by `call`, certainly reaches a handler's caller on some way.

    Unknown decorators, unresolved calls and unknown exception classes on the way count as catching it.
    """
    function = module.function(call)
    reach = module.reach(call)
    if function is None or reach is None or _is_caught(module, call) or _a_framework_catches(module, reach):
        return False
    return _leaves(module, function, set())


def _leaves(module: Module, function: FunctionNode, seen: set[Node]) -> bool:
    here = (module.path, module.qualname(function))
    if here in seen or not all(_is_harmless(decorator) for decorator in function.decorator_list):
        return False
    seen.add(here)
    if module.handler(function) is not None:
        return True
    return any(_leaves_by(module, function, caller, seen) for caller in module.program.callers(*here))


def _leaves_by(module: Module, function: FunctionNode, caller: Node, seen: set[Node]) -> bool:
    there = module.other(caller[0])
    outer = there.functions.get(caller[1]) if there else None
    if there is None or outer is None:
        return False
    calls = [
        call
        for call in there.every(ast.Call)
        if there.function(call) is outer and there.text(call.func).rpartition(".")[2] == function.name
    ]
    return any(not _is_caught(there, call) for call in calls) and _leaves(there, outer, seen)


def _is_caught(module: Module, call: ast.Call) -> bool:
    """Whether a `try` or a `with suppress(…)` around the call, in its function, deals with the failure."""
    function = module.function(call)
    child: ast.AST = call
    for above in module.ancestors(call):
        if above is function:
            return False
        if isinstance(above, ast.Try | ast.TryStar) and child in above.body and _any_catches(module, above):
            return True
        if isinstance(above, ast.With | ast.AsyncWith) and any(_may_suppress(item) for item in above.items):
            return True
        if isinstance(above, ast.Lambda):
            return True  # who calls it is unknown
        child = above
    return False


def _any_catches(module: Module, statement: ast.Try | ast.TryStar) -> bool:
    if any(isinstance(node, ast.Return) for last in statement.finalbody for node in ast.walk(last)):
        return True
    for handler in statement.handlers:
        types = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
        if any(kind is None or _may_catch(module, kind) for kind in types):
            return not _passes_on(handler)
    return False


def _may_catch(module: Module, kind: ast.expr) -> bool:
    """Whether an exception class is, or cannot be told from, one that the failure is an instance of."""
    name = (module.canonical(kind) or dotted(kind)).rpartition(".")[2]
    if name in _CATCHES:
        return True
    if isinstance(kind, ast.Attribute) and ".exceptions." in f".{dotted(kind)}":
        return False  # another exception of the client's
    if isinstance(kind, ast.Name) and module.owner(kind) is None:
        return not hasattr(builtins, name)
    meant = module.definition(kind)
    return meant is None or meant.kind != "class"


def _passes_on(handler: ast.ExceptHandler) -> bool:
    """Whether all that a handler does is to look at the failure and raise it again."""
    *before, last = handler.body
    if not (isinstance(last, ast.Raise) and (last.exc is None or _is(last.exc, handler.name)) and last.cause is None):
        return False
    return all(isinstance(statement, ast.Expr | ast.Assign) for statement in before)


def _is(expression: ast.expr, name: str | None) -> bool:
    return isinstance(expression, ast.Name) and expression.id == name


def _may_suppress(item: ast.withitem) -> bool:
    return isinstance(item.context_expr, ast.Call) and not dotted(item.context_expr.func).endswith(
        ("batch_writer", "open", "in_subsegment", "in_segment", "provider")
    )


def _is_harmless(decorator: ast.expr) -> bool:
    name = dotted(decorator.func if isinstance(decorator, ast.Call) else decorator)
    return bool(_HARMLESS_DECORATORS.search(name))


def _a_framework_catches(module: Module, reach: Reach) -> bool:
    """Whether a function of the same deployment is registered as a framework's handler of errors."""
    roots = {entry.root for entry in reach.handlers}
    return any(
        _FRAMEWORK_CATCHES.search(decorator)
        for path, facts in module.program.files.items()
        if any(not root or path.startswith(f"{root}/") for root in roots)
        for function in facts.functions.values()
        for decorator in function.decorators
    )
