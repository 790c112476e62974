"""Batches whose failures nobody reads, and the loop that sends what failed once more."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from lambdafix.analysis.program.program import Reach
from lambdafix.analysis.syntax.facts import dotted
from lambdafix.analysis.values.boto import BotoKind
from lambdafix.analysis.values.held import held_anywhere
from lambdafix.families.sdk.answer import Answer, answer_of
from lambdafix.knowledge.batches import BATCHES, Batch
from lambdafix.match import RewrittenApart
from lambdafix.model import Refusal, Span

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module

_BY_HAND = "send what failed once more, a few times with a pause between, then raise an error"


@dataclass(frozen=True, slots=True)
class SendAgain(RewrittenApart):
    """Send what failed in `call`, the whole of `statement`, a few times more; then raise."""

    rewriting: ClassVar[str] = "lambdafix.families.sdk.batches_rewrite"

    call: Span
    statement: Span
    method: str
    function: str
    """Qualified name of the function around."""


@dataclass(frozen=True, slots=True, eq=False)
class Unchecked:
    call: ast.Call
    reach: Reach
    batch: Batch
    method: str
    answer: SendAgain | Refusal


def unchecked_batches(module: Module) -> Iterator[Unchecked]:
    """Every batch that requests send and of whose answer no failure is read."""
    for call in module.every(ast.Call):
        batch = BATCHES.get(call.func.attr) if isinstance(call.func, ast.Attribute) else None
        if batch is None or call.args or not _is_sent(module, call, batch):
            continue
        reach = module.reach(call)
        if reach is None or isinstance(module.parent(call), ast.Await):
            continue
        answer = answer_of(module, call)
        if answer.escapes or any(field in answer.fields for field in batch.failures):
            continue
        assert isinstance(call.func, ast.Attribute)
        yield Unchecked(call, reach, batch, call.func.attr, _answer(module, call, answer, batch, reach))


def _is_sent(module: Module, call: ast.Call, batch: Batch) -> bool:
    """Whether it has the operation's keyword, and no known client of another service for its receiver."""
    if not any(keyword.arg == batch.entries for keyword in call.keywords):
        return False
    if any(keyword.arg is None for keyword in call.keywords):
        return False
    assert isinstance(call.func, ast.Attribute)
    found = held_anywhere(module, call.func.value)
    if found is None:
        return module.definition(call.func) is None
    return found.built.service in ("", batch.service) and found.built.kind in (BotoKind.CLIENT, BotoKind.PART)


def _answer(module: Module, call: ast.Call, answer: Answer, batch: Batch, reach: Reach) -> SendAgain | Refusal:
    statement = module.statement(call)
    if _serves_a_batch(module, call):
        reason = "it is sent while a batch of records is served, which an error would have served again as a whole"
        return Refusal(reason, "answer with `batchItemFailures` for the records whose part failed")
    if answer.fields or answer.logged or answer.bound is not None or not isinstance(statement, ast.Expr):
        return Refusal("its answer is used for something else", _BY_HAND)
    if statement.value is not call:
        return Refusal("the call is part of a larger expression", _BY_HAND)
    given = next(keyword.value for keyword in call.keywords if keyword.arg == batch.entries)
    if not (batch.again or batch.results or batch.by_id):
        return Refusal("what to send again is not told in the form in which it was sent", _BY_HAND)
    if not isinstance(given, ast.Name | ast.List | ast.ListComp | ast.Dict | ast.Subscript):
        return Refusal("lambdafix cannot tell that what is sent is a list that can be sent again", _BY_HAND)
    return SendAgain(module.span(call), module.span(statement), _method(call), module.qualname(module.function(call)))


def _method(call: ast.Call) -> str:
    return dotted(call.func).rpartition(".")[2] or getattr(call.func, "attr", "")


def _serves_a_batch(module: Module, call: ast.Call) -> bool:
    """Whether a loop over the event's records stands around it, or its function is called with one of them."""
    for above in module.ancestors(call):
        if isinstance(above, ast.For) and "Records" in ast.unparse(above.iter):
            return True
    function = module.function(call)
    return function is not None and any(
        isinstance(node, ast.Constant) and node.value == "Records" and isinstance(module.parent(node), ast.Subscript)
        for node in ast.walk(function)
    )
