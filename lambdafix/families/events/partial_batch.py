"""Batches of which one record's error fails all, and answers about single records that nobody asked for."""

from __future__ import annotations

import ast
import enum
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lambdafix.analysis.syntax.facts import dotted
from lambdafix.analysis.syntax.scopes import FunctionNode
from lambdafix.families.events.failed_records import BY_HAND, TellFailures, told
from lambdafix.families.events.records import BATCHED, is_records, trigger_of
from lambdafix.knowledge import loggers
from lambdafix.model import Confidence, HandlerEntry, Refusal

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module

FAILURES = "batchItemFailures"
_QUIET = loggers.METHODS | {"print"}


class BatchFault(enum.Enum):
    FAILS_WHOLE = "an error with one record fails the whole batch"
    UNASKED = "the answer tells of failed records, and the template does not ask for it"
    SWALLOWED = "every error is passed over"


@dataclass(frozen=True, slots=True, eq=False)
class PartialBatch:
    place: ast.expr | ast.stmt
    function: FunctionNode
    trigger: str
    fault: BatchFault
    answer: TellFailures | Refusal


def partial_batches(module: Module) -> Iterator[PartialBatch]:
    """The handlers here whose batches fail as a whole, or lose what failed."""
    for function in module.handlers_here():
        entry = module.handler(function)
        if entry is None or entry.batching.single:
            continue
        said = _tells_of_failures(function)
        by_template = entry.confidence is Confidence.TEMPLATE and bool(BATCHED & set(entry.trigger.split("+")))
        if said is not None:
            if by_template and not entry.batching.partial and said.value == FAILURES:
                yield PartialBatch(said, function, entry.trigger, BatchFault.UNASKED, _asked(module, function, entry))
            continue
        trigger = trigger_of(module, function)
        if trigger not in BATCHED or _is_processed_elsewhere(function):
            continue
        for loop in _loops(module, function):
            fault = _fault(loop.body, trigger)
            if fault is not None:
                passing = _passing(loop) if fault is BatchFault.SWALLOWED else ()
                answer = told(module, function, loop, trigger, passing) if by_template else Refusal(*BY_HAND[trigger])
                yield PartialBatch(loop.iter, function, trigger, fault, answer)


def _tells_of_failures(function: FunctionNode) -> ast.Constant | None:
    texts = [node for node in ast.walk(function) if isinstance(node, ast.Constant)]
    return next((node for node in texts if node.value in (FAILURES, "itemIdentifier")), None)


def _is_processed_elsewhere(function: FunctionNode) -> bool:
    """Whether Powertools, or a decorator that may catch, has a hand in it."""
    texts = [ast.unparse(one) for one in function.decorator_list]
    return any("inject" not in text and "capture" not in text for text in texts)


def _loops(module: Module, function: FunctionNode) -> Iterator[ast.For]:
    """The loops over all records; of a handler that takes the first alone LMB508 tells."""
    for statement in function.body:
        if isinstance(statement, ast.For) and is_records(module, statement.iter):
            yield statement


def _asked(module: Module, function: FunctionNode, entry: HandlerEntry) -> TellFailures | Refusal:
    """The template's half of an answer that the code gives already."""
    lacking = tuple(source for source in entry.batching.sources if source.kind in BATCHED)
    if not lacking:
        return Refusal(
            "it is the template that lacks something",
            f"set `FunctionResponseTypes: [ReportBatchItemFailures]` in the mapping of {entry.declared_in}",
        )
    return TellFailures(module.qualname(function), lacking)


def _passing(loop: ast.For) -> tuple[ast.ExceptHandler, ...]:
    attempt = next(one for one in loop.body if isinstance(one, ast.Try))
    return tuple(handler for handler in attempt.handlers if _passes_over(handler))


def _fault(body: list[ast.stmt], trigger: str) -> BatchFault | None:
    attempt = next((one for one in body if isinstance(one, ast.Try)), None)
    if attempt is None:
        return BatchFault.FAILS_WHOLE if _has_effects(body) else None
    if trigger == "sqs" and body[-1] is attempt and any(map(_passes_over, attempt.handlers)) and not attempt.finalbody:
        return BatchFault.SWALLOWED if _has_effects(attempt.body) else None
    return None


def _has_effects(body: list[ast.stmt]) -> bool:
    """Whether something other than reading and logging is called."""
    calls = [node for one in body for node in ast.walk(one) if isinstance(node, ast.Call)]
    return any(
        not _is_quiet(call) and dotted(call.func) not in _READS and getattr(call.func, "attr", "") not in _PLAIN
        for call in calls
    )


_PLAIN = frozenset({"append", "decode", "format", "get"})
_READS = frozenset({"json.loads", "base64.b64decode", "str", "len", "int", "float", "dict", "json.dumps"})


def _is_quiet(call: ast.Call) -> bool:
    last = dotted(call.func).rpartition(".")[2] or getattr(call.func, "attr", "")
    return last in _QUIET


def _passes_over(handler: ast.ExceptHandler) -> bool:
    if handler.type is not None and dotted(handler.type) not in ("Exception", "BaseException"):
        return False
    return all(
        isinstance(one, ast.Pass | ast.Continue)
        or (isinstance(one, ast.Expr) and isinstance(one.value, ast.Call) and _is_quiet(one.value))
        for one in handler.body
    )
