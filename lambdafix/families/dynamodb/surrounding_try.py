"""Whether a `try` that stands around a write can take the failure of its condition in a clause of its own.

A clause does what a nested `try` does only where nothing else in the body raises the same error, where what follows the
write in the body is not lost by it, and where the client that names the error is there whatever the body raised.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lambdafix.analysis.program.users import UseKind
from lambdafix.analysis.syntax.scopes import ScopeKind
from lambdafix.analysis.values.boto import boto_value, bound_value
from lambdafix.analysis.values.effects import only_computes
from lambdafix.analysis.values.origin import Source, trace
from lambdafix.families.dynamodb.writes import READS, Write, is_changed
from lambdafix.model import Span

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module

_FAILURE = "ConditionalCheckFailedException"
_CALLS_BACK = frozenset(
    {"asyncio", "concurrent", "contextlib", "functools", "itertools", "multiprocessing", "threading"}
)
"""Modules of the standard library whose functions call what they are given."""
_FROM_JSON = frozenset({Source.CONSTANT, Source.ENVIRONMENT, Source.EVENT})
_GIVE_TEXT = frozenset({"isoformat", "strftime", "hexdigest", "lower", "upper", "strip"})
_LONGEST_ANSWER = 6
"""Rows of a `return` that may stand there twice."""
_DEPTH = 6
"""Names that stand for names."""


@dataclass(frozen=True, slots=True)
class Clause:
    """Where a clause of a `try` is put in."""

    last: Span
    """The last statement of its body."""
    answer: Span | None = None
    """The `return` that follows the write: the clause returns the same."""


def names_the_failure(module: Module, statement: ast.stmt) -> bool:
    """Whether the clauses of the innermost `try` around the statement, in its function, name a condition's failure."""
    child: ast.AST = statement
    for above in module.ancestors(statement):
        if isinstance(above, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            return False
        if isinstance(above, ast.Try) and child in above.body and above.handlers:
            inside = [node for handler in above.handlers for node in ast.walk(handler)]
            return any(
                (isinstance(node, ast.Attribute) and node.attr == _FAILURE)
                or (isinstance(node, ast.Constant) and node.value == _FAILURE)
                for node in inside
            )
        child = above
    return False


def surrounding_clause(module: Module, statement: ast.stmt, write: Write) -> Clause | None:
    """The place for the clause in the `try` directly around the statement; None where the two need one of their own."""
    rest: list[ast.stmt] = []
    here: ast.stmt = statement
    above = module.parent(here)
    while isinstance(above, ast.If):
        rest += _after(module, here)
        here, above = above, module.parent(above)
    if not isinstance(above, ast.Try) or here not in above.body or above.orelse:
        return None
    rest += _after(module, here)
    if not _outlives(module, write.receiver, above):
        return None
    while rest and _only_logs(module, rest[0]):
        rest.pop(0)  # what it tells of the write is not so when the condition fails
    answer = rest[0] if rest else None
    if answer is not None and not (isinstance(answer, ast.Return) and _can_be_repeated(module, answer)):
        return None
    if any(_may_fail_alike(module, call) for call in _calls(above.body, write.call)):
        return None
    return Clause(module.span(above.body[-1]), module.span(answer) if answer is not None else None)


def _after(module: Module, statement: ast.stmt) -> list[ast.stmt]:
    block = module.block(statement)
    return block[block.index(statement) + 1 :]


def _only_logs(module: Module, statement: ast.stmt) -> bool:
    match statement:
        case ast.Expr(value=ast.Call(func=ast.Name(id="print") as func)):
            return module.owner(func) is None
        case ast.Expr(value=ast.Call(func=ast.Attribute(attr="debug" | "info") as func)):
            return not module.canonical(func) or module.canonical(func).startswith("logging.")
    return False


def _outlives(module: Module, receiver: ast.expr, around: ast.Try) -> bool:
    """Whether the receiver is bound before the `try` begins: the clause looks at it whatever the body raises."""
    while isinstance(receiver, ast.Attribute):
        receiver = receiver.value
    if not isinstance(receiver, ast.Name):
        return False
    owner = module.owner(receiver)
    if owner is None or owner.kind is ScopeKind.MODULE:
        return owner is not None and not _is_stood_in_for(module, receiver.id)
    outer = [around, *(above for above in module.ancestors(around) if isinstance(above, ast.stmt))]
    for binding in owner.bindings[receiver.id]:
        made = module.statement(binding.node)
        block = module.block(made)
        if not any(made in block[: block.index(one)] for one in outer if one in block):
            return False
    return True


def _is_stood_in_for(module: Module, name: str) -> bool:
    """Whether tests put a stand-in in the place of a client: what it gives for an error is no exception class."""
    replaced = {use.kind for use in module.users.of(module.path, name)}
    return UseKind.PATCH in replaced or any("boto3" in text.split(".") for text in module.tests().patched)


def _can_be_repeated(module: Module, answer: ast.Return) -> bool:
    """Whether the `return` is short and cannot fail: an error in the clause would pass by the other clauses."""
    rows = (answer.end_lineno or answer.lineno) - answer.lineno + 1
    text = module.text(answer)
    if rows > _LONGEST_ANSWER or "#" in text or '"""' in text or "'''" in text:
        return False
    return answer.value is None or _cannot_fail(module, answer.value)


def _cannot_fail(module: Module, value: ast.expr) -> bool:
    match value:
        case ast.Constant() | ast.Name():
            return True
        case ast.Dict(keys=keys, values=values):
            return all(key is not None and isinstance(key, ast.Constant) for key in keys) and all(
                _cannot_fail(module, inner) for inner in values
            )
        case ast.List(elts=values) | ast.Tuple(elts=values) | ast.JoinedStr(values=values):
            return all(_cannot_fail(module, inner) for inner in values)
        case ast.FormattedValue(value=inner, format_spec=None):
            return isinstance(inner, ast.Name)
        case ast.Call(func=func, args=[inner], keywords=[]) if module.canonical(func) == "json.dumps":
            return _cannot_fail(module, inner) and _is_json(module, inner)
    return False


def _is_json(module: Module, value: ast.expr, depth: int = 0) -> bool:
    """Whether a value certainly can be written as JSON: it is a text, or came out of JSON."""
    match value:
        case ast.Constant(value=constant):
            return constant is None or isinstance(constant, str | int | float)
        case ast.JoinedStr():
            return True
        case ast.Dict(values=values) | ast.List(elts=values) | ast.Tuple(elts=values):
            return all(_is_json(module, inner, depth) for inner in values)
        case ast.BinOp(left=left, right=right):
            return _is_json(module, left, depth) and _is_json(module, right, depth)
        case ast.Subscript(value=inner) | ast.Call(func=ast.Attribute(value=inner, attr="get"), args=[_]):
            return _is_json(module, inner, depth)
        case ast.Call(func=ast.Attribute(attr=attr)) if attr in _GIVE_TEXT:
            return True
        case ast.Call(func=ast.Name(id="str" | "int" | "float" | "len") as func):
            return module.owner(func) is None
        case ast.Call(func=func, args=[_], keywords=[]) if module.canonical(func) == "json.loads":
            return True
        case ast.Name():
            bound = bound_value(module, value) if depth < _DEPTH else None
            if bound is not None:
                return not is_changed(module, value) and _is_json(module, bound, depth + 1)
            return trace(module, value).sources <= _FROM_JSON
    return False


def _calls(body: list[ast.stmt], write: ast.Call) -> Iterator[ast.Call]:
    """The calls in the body, save the write and what it is given."""
    stack: list[ast.AST] = list(body)
    while stack:
        node = stack.pop()
        if node is write:
            continue
        if isinstance(node, ast.Call):
            yield node
        stack += ast.iter_child_nodes(node)


def _may_fail_alike(module: Module, call: ast.Call) -> bool:
    """Whether a call may end with the failure of another condition."""
    root = module.canonical(call.func).partition(".")[0]
    if root in sys.stdlib_module_names and root not in _CALLS_BACK:
        return False
    if isinstance(call.func, ast.Attribute):
        held = boto_value(module, call.func.value)
        if held is not None and (held.service not in ("", "dynamodb") or call.func.attr in READS):
            return False
        if isinstance(call.func.value, ast.Constant | ast.JoinedStr):
            return False
    return not only_computes(module, call)
