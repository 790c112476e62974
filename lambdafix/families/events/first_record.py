"""Handlers that serve the first record of a batch alone, and the loop that serves all."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from lambdafix.analysis.syntax.nodes import LOOPS
from lambdafix.analysis.syntax.scopes import FunctionNode
from lambdafix.families.events.records import BATCHED, is_first_record, is_records, trigger_of
from lambdafix.match import RewrittenApart
from lambdafix.model import Refusal, Span

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module

_BY_HAND = "put what serves a record into a loop over all of them"


@dataclass(frozen=True, slots=True)
class ServeAll(RewrittenApart):
    """Put the statements from `first` to `last` into a loop over the records, and let `uses` mean one of them."""

    rewriting: ClassVar[str] = "lambdafix.families.events.first_record_rewrite"

    function: str
    first: Span
    last: Span
    records: Span
    uses: tuple[Span, ...]
    name: str
    """What the code calls the record already, "" for nothing."""
    named: Span
    """The statement that gives it that name, and goes."""


@dataclass(frozen=True, slots=True, eq=False)
class FirstRecord:
    place: ast.expr
    function: FunctionNode
    trigger: str
    answer: ServeAll | Refusal


def first_records(module: Module) -> Iterator[FirstRecord]:
    """Each handler here that reads `event["Records"][0]` and looks at no other record."""
    for function in module.handlers_here():
        firsts = [
            node for node in ast.walk(function) if isinstance(node, ast.Subscript) and is_first_record(module, node)
        ]
        entry = module.handler(function)
        if not firsts or entry is None or entry.batching.single:
            continue
        inside = {first.value for first in firsts}
        if any(_looks_further(module, node, inside) for node in ast.walk(function)):
            continue
        trigger = trigger_of(module, function)
        if trigger in BATCHED:
            yield FirstRecord(firsts[0], function, trigger, _answer(module, function, firsts))


def _looks_further(module: Module, node: ast.AST, inside: set[ast.expr]) -> bool:
    """Whether the records are used in another way, or the event is handed on as a whole."""
    if isinstance(node, ast.expr) and node not in inside and is_records(module, node):
        above = module.parent(node)
        bound = isinstance(above, ast.Assign) or node in inside
        return not bound and isinstance(getattr(node, "ctx", ast.Load()), ast.Load)
    match node:
        case ast.Call(args=args, keywords=keywords):
            given = [*args, *(keyword.value for keyword in keywords)]
            return any(isinstance(one, ast.Name) and _is_event_name(module, one) for one in given) and not _logs(node)
    return False


def _is_event_name(module: Module, name: ast.Name) -> bool:
    function = module.function(name)
    parameters = [*function.args.posonlyargs, *function.args.args] if function is not None else []
    return bool(parameters) and name.id == parameters[0].arg


def _logs(call: ast.Call) -> bool:
    text = ast.unparse(call.func).lower()
    return text == "print" or "log" in text or text.endswith("dumps")


def _answer(module: Module, function: FunctionNode, firsts: list[ast.Subscript]) -> ServeAll | Refusal:
    body = [statement for statement in function.body if not _is_docstring(statement)]
    holding = [n for n, statement in enumerate(body) if any(f in set(ast.walk(statement)) for f in firsts)]
    start, end = holding[0], len(body)
    if end and isinstance(body[-1], ast.Return):
        end -= 1
    if holding[-1] >= end:
        return Refusal("the answer is made of the record", _BY_HAND)
    served = body[start:end]
    if isinstance(function, ast.AsyncFunctionDef) or any(isinstance(f.value, ast.Name) for f in firsts):
        return Refusal("the records have a name of their own", _BY_HAND)
    if any(_leaves(node) for statement in served for node in ast.walk(statement)):
        return Refusal("the handler returns from the midst of serving the record", _BY_HAND)
    bound = {node.id for s in served for node in ast.walk(s) if isinstance(node, ast.Name) and not _loads(node)}
    after = {node.id for s in body[end:] for node in ast.walk(s) if isinstance(node, ast.Name)}
    if bound & after:
        return Refusal("the answer is made of what the record's serving leaves", _BY_HAND)
    scope = module.scopes.of_node[function]
    if bound & (scope.globals | scope.nonlocals):
        return Refusal("serving a record rebinds a name from outside of the handler", _BY_HAND)
    if any(isinstance(above, LOOPS) for first in firsts for above in module.ancestors(first)):
        return Refusal("the record is read in a loop", _BY_HAND)
    name, uses = "", firsts
    match served[0]:
        case ast.Assign(targets=[ast.Name(id=given)], value=value) if (
            value in firsts and len(served) > 1 and "#" not in module.source.line(served[0].lineno)
        ):
            name, uses, served = given, [first for first in firsts if first is not value], served[1:]
    return ServeAll(
        module.qualname(function),
        module.span(served[0]),
        module.span(served[-1]),
        module.span(firsts[0].value),
        tuple(module.span(use) for use in uses),
        name,
        module.span(body[start]),
    )


def _is_docstring(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _leaves(node: ast.AST) -> bool:
    return isinstance(node, ast.Return | ast.Yield | ast.YieldFrom | ast.FunctionDef | ast.Lambda)


def _loads(name: ast.Name) -> bool:
    return isinstance(name.ctx, ast.Load)
