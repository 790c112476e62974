"""Fields of an API's event that are null where a request has no query, and code that counts on them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from lambdafix.analysis.program.program import Reach
from lambdafix.analysis.syntax.facts import dotted
from lambdafix.analysis.syntax.scopes import ScopeKind
from lambdafix.families.events.fields import fields_read, is_events, key_read
from lambdafix.knowledge.events import NULL_WITHOUT_PARAMETERS, REST_ONLY
from lambdafix.match import RewrittenApart
from lambdafix.model import Span

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module

_CATCHING = frozenset({"Exception", "BaseException", "TypeError", "AttributeError"})
_METHODS = frozenset({"get", "items", "keys", "values", "pop", "copy"})


@dataclass(frozen=True, slots=True)
class OrEmpty(RewrittenApart):
    """Let the read of a field at `read` give an empty dict where there is none."""

    rewriting: ClassVar[str] = "lambdafix.families.events.null_fields_rewrite"

    read: Span
    event: Span
    field: str


@dataclass(frozen=True, slots=True, eq=False)
class NullField:
    read: ast.expr
    reach: Reach
    field: str
    plan: OrEmpty


def null_fields(module: Module) -> Iterator[NullField]:
    """Every read of a field that may be null, which the code then asks for a key without having looked."""
    for node in (*module.every(ast.Subscript), *module.every(ast.Call)):
        found = key_read(node)
        if found is None or found[1] not in NULL_WITHOUT_PARAMETERS or not is_events(module, found[0]):
            continue
        event, field = found
        reach = module.reach(node)
        if reach is None or (_has_default(node) and not _is_rest(module, node)):
            continue
        if _is_asked(module, node) and not _is_looked_at(module, node, field) and not _is_caught(module, node):
            yield NullField(node, reach, field, OrEmpty(module.span(node), module.span(event), field))


def _has_default(read: ast.expr) -> bool:
    """`event.get("queryStringParameters", {})`: right for an HTTP API, where the field is left out."""
    return isinstance(read, ast.Call) and len(read.args) > 1


def _is_rest(module: Module, read: ast.expr) -> bool:
    """Whether the function is known to serve a REST API: it reads a field that no other sends."""
    function = module.function(read)
    return function is not None and not REST_ONLY.isdisjoint(fields_read(module, function))


def _is_asked(module: Module, read: ast.expr, depth: int = 0) -> bool:
    """Whether a key is asked for as one that may be missing: where it must be there, an error comes either way."""
    above = module.parent(read)
    match above:
        case ast.Attribute(attr=attr) if attr in _METHODS:
            return isinstance(module.parent(above), ast.Call)
        case ast.Compare(ops=[ast.In() | ast.NotIn()], comparators=[other]):
            return other is read
        case ast.Assign(targets=[ast.Name() as target]) if depth == 0:
            owner = module.owner(target)
            if owner is None or owner.kind is not ScopeKind.FUNCTION or len(owner.bindings[target.id]) != 1:
                return False
            return any(_is_asked(module, use, 1) for use in module.scopes.uses_of(target.id, owner))
        case ast.Subscript(value=value) if value is read:
            return _key_error_is_caught(module, read)
    return False


def _is_looked_at(module: Module, read: ast.expr, field: str) -> bool:
    """Whether the function tests the field, or the local it is assigned to, for being there."""
    function = module.function(read)
    above = module.parent(read)
    name = above.targets[0].id if isinstance(above, ast.Assign) and isinstance(above.targets[0], ast.Name) else ""
    for node in ast.walk(function) if function is not None else ():
        match node:
            case ast.If(test=test) | ast.IfExp(test=test) | ast.While(test=test) | ast.Assert(test=test):
                tested = _tested(test)
            case ast.BoolOp(values=values):
                tested = [inner for value in values for inner in _tested(value)]
            case ast.Compare(left=ast.Constant(value=value), ops=[ast.In() | ast.NotIn()]) if value == field:
                return True
            case _:
                continue
        for one in tested:
            found = key_read(one)
            if (found is not None and found[1] == field) or (name and isinstance(one, ast.Name) and one.id == name):
                return True
    return False


def _tested(test: ast.expr) -> list[ast.expr]:
    """What a test asks for being there: `x`, `not x`, `x is None`, and the parts of `and` and `or`."""
    match test:
        case ast.BoolOp(values=values):
            return [inner for value in values for inner in _tested(value)]
        case ast.UnaryOp(operand=operand):
            return _tested(operand)
        case ast.Compare(left=left, ops=[ast.Is() | ast.IsNot() | ast.Eq() | ast.NotEq()]):
            return [left]
        case ast.Call(func=ast.Name(id="bool" | "isinstance" | "len"), args=[given, *_]):
            return [given]
    return [test]


def _is_caught(module: Module, read: ast.expr) -> bool:
    """Whether an error there is handled: by a `try` around it, in the function or wherever it is called."""
    return any(_CATCHING & names or not names for names in _caught_around(module, read))


def _key_error_is_caught(module: Module, read: ast.expr) -> bool:
    return any("KeyError" in names for names in _caught_around(module, read))


def _caught_around(module: Module, read: ast.expr) -> Iterator[set[str]]:
    child: ast.AST = read
    for above in module.ancestors(read):
        if isinstance(above, ast.FunctionDef | ast.AsyncFunctionDef):
            return
        if isinstance(above, ast.Try) and child in above.body:
            for handler in above.handlers:
                kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
                yield {dotted(kind).rpartition(".")[2] for kind in kinds if kind is not None}
        child = above
