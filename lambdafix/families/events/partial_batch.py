"""Batches of which one record's error fails all, and answers about single records that nobody asked for."""

from __future__ import annotations

import ast
import enum
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lambdafix.analysis.syntax.facts import dotted
from lambdafix.analysis.syntax.scopes import FunctionNode
from lambdafix.families.events.records import BATCHED, is_first_record, is_records, trigger_of
from lambdafix.knowledge import loggers
from lambdafix.model import Confidence

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
    declared_in: str
    """The template and row, "" where none names the handler."""


def partial_batches(module: Module) -> Iterator[PartialBatch]:
    """The handlers here whose batches fail as a whole, or lose what failed."""
    for function in module.handlers_here():
        entry = module.handler(function)
        if entry is None or entry.batching.single:
            continue
        told = _tells_of_failures(function)
        by_template = entry.confidence is Confidence.TEMPLATE and bool(BATCHED & set(entry.trigger.split("+")))
        if told is not None:
            if by_template and not entry.batching.partial and told.value == FAILURES:
                yield PartialBatch(told, function, entry.trigger, BatchFault.UNASKED, entry.declared_in)
            continue
        trigger = trigger_of(module, function)
        if trigger not in BATCHED or _is_processed_elsewhere(function):
            continue
        for records, body in _served(module, function):
            fault = _fault(body, trigger)
            if fault is not None:
                yield PartialBatch(records, function, trigger, fault, entry.declared_in if by_template else "")


def _tells_of_failures(function: FunctionNode) -> ast.Constant | None:
    texts = [node for node in ast.walk(function) if isinstance(node, ast.Constant)]
    return next((node for node in texts if node.value in (FAILURES, "itemIdentifier")), None)


def _is_processed_elsewhere(function: FunctionNode) -> bool:
    """Whether Powertools, or a decorator that may catch, has a hand in it."""
    texts = [ast.unparse(one) for one in function.decorator_list]
    return any("inject" not in text and "capture" not in text for text in texts)


def _served(module: Module, function: FunctionNode) -> Iterator[tuple[ast.expr, list[ast.stmt]]]:
    """(records, what is done with one): the loops over all records, or the rest of a handler that takes the first."""
    for position, statement in enumerate(function.body):
        if isinstance(statement, ast.For) and is_records(module, statement.iter):
            yield statement.iter, statement.body
            continue
        nodes = list(ast.walk(statement)) if not isinstance(statement, ast.For | ast.Return) else []
        firsts = [one for one in nodes if isinstance(one, ast.Subscript) and is_first_record(module, one)]
        if firsts:
            rest = function.body[position:]
            yield firsts[0].value, rest[:-1] if isinstance(rest[-1], ast.Return) else rest
            return


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
