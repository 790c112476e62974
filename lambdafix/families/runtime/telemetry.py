"""Clients that buffer what requests give them, and that nothing makes send it before the handler returns."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from lambdafix.analysis.program.program import Reach
from lambdafix.analysis.syntax.facts import dotted
from lambdafix.analysis.syntax.scopes import FunctionNode, ScopeKind
from lambdafix.analysis.values.boto import bound_value
from lambdafix.knowledge.telemetry import CLASSES, MODULES, Buffered
from lambdafix.match import RewrittenApart
from lambdafix.model import Refusal, Span

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module

_BY_HAND = "empty the buffer before the handler returns, in a `finally`"


@dataclass(frozen=True, slots=True)
class Flush(RewrittenApart):
    """Call `flush` after the statements from `first` to `last`, whatever happens in them."""

    rewriting: ClassVar[str] = "lambdafix.families.runtime.telemetry_rewrite"

    first: Span
    last: Span
    flush: str
    """ "producer.flush"."""


@dataclass(frozen=True, slots=True, eq=False)
class Unflushed:
    call: ast.Call
    reach: Reach
    client: Buffered
    answer: Flush | Refusal


def unflushed(module: Module) -> Iterator[Unflushed]:
    """The first call in each function that gives something to a client which nothing in the project's file empties."""
    seen: set[tuple[FunctionNode, str]] = set()
    words: set[str] | None = None
    for call in module.every(ast.Call):
        if not isinstance(call.func, ast.Attribute):
            continue
        client = _client(module, call.func)
        function = module.function(call) if client is not None else None
        if client is None or function is None or call.func.attr not in client.gives:
            continue
        words = _words(module) if words is None else words
        reach = module.reach(call)
        receiver = dotted(call.func.value)
        if (
            reach is None
            or words & client.empties
            or (function, receiver) in seen
            or _is_flushed_elsewhere(module, client)
        ):
            continue
        seen.add((function, receiver))
        yield Unflushed(call, reach, client, _answer(module, call, client, function, receiver))


def _client(module: Module, func: ast.Attribute) -> Buffered | None:
    known = MODULES.get(module.canonical(func.value))
    if known is not None or not isinstance(func.value, ast.Name):
        return known
    bound = bound_value(module, func.value)
    if isinstance(bound, ast.Call):
        return CLASSES.get(module.canonical(bound.func))
    return None


def _words(module: Module) -> set[str]:
    """All attributes, names and keywords of the file."""
    return (
        {node.attr for node in module.every(ast.Attribute)}
        | {node.id for node in module.every(ast.Name)}
        | {node.arg or "" for node in module.every(ast.keyword)}
    )


def _is_flushed_elsewhere(module: Module, client: Buffered) -> bool:
    """Whether another file of the project, tests aside, calls something of that name."""
    return any(
        text.rpartition(".")[2] in client.empties - {"get", "close", "join"}
        for facts in module.program.files.values()
        if facts.test is None and facts.path != module.path
        for function in facts.functions.values()
        for text in (*facts.scopes[function.qualname].calls, *function.decorators)
    )


def _answer(module: Module, call: ast.Call, client: Buffered, function: FunctionNode, receiver: str) -> Flush | Refusal:
    if isinstance(function, ast.AsyncFunctionDef) or not receiver:
        return Refusal("emptying the buffer would block the coroutine", _BY_HAND)
    value = call.func.value if isinstance(call.func, ast.Attribute) else call
    owner = module.owner(value) if isinstance(value, ast.Name) else None
    block, start = function.body, 0
    if owner is not None and owner.kind is ScopeKind.FUNCTION:
        made = module.statement(owner.bindings[receiver][0].node)
        block = module.block(made)
        start = block.index(made) + 1
    later = range(start, len(block))
    holding = [n for n in later if any(_gives(node, receiver, client) for node in ast.walk(block[n]))]
    if not holding:
        return Refusal("the client is made in another place than it is used", _BY_HAND)
    return Flush(module.span(block[holding[0]]), module.span(block[holding[-1]]), f"{receiver}.{client.flush}")


def _gives(node: ast.AST, receiver: str, client: Buffered) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in client.gives
        and dotted(node.func.value) == receiver
    )
