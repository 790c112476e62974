"""The records of an event: which trigger sends them, by template or by the fields that the code reads.

The fields are those of AWS's sample events: https://docs.aws.amazon.com/lambda/latest/dg/lambda-services.html
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from lambdafix.analysis.syntax.scopes import FunctionNode, ScopeKind
from lambdafix.analysis.values.boto import bound_value
from lambdafix.analysis.values.origin import Source, trace

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module

_FIELDS = {
    "body": "sqs",
    "receiptHandle": "sqs",
    "messageAttributes": "sqs",
    "messageId": "sqs",
    "kinesis": "kinesis",
    "dynamodb": "dynamodb",
    "Sns": "sns",
    "s3": "s3",
    "ses": "ses",
    "cf": "cloudfront",
}
BATCHED = frozenset({"sqs", "kinesis", "dynamodb"})
"""Triggers that send several records unless their mapping says otherwise."""


def is_event(module: Module, expression: ast.expr) -> bool:
    """Whether it is the event of a handler, by that handler's first parameter."""
    return isinstance(expression, ast.Name) and trace(module, expression).sources == {Source.EVENT}


def is_records(module: Module, expression: ast.expr, depth: int = 0) -> bool:
    """`event["Records"]`, `event.get("Records", [])`, or a local of that."""
    match expression:
        case ast.Subscript(value=value, slice=ast.Constant(value="Records")):
            return is_event(module, value)
        case ast.Call(func=ast.Attribute(value=value, attr="get"), args=[ast.Constant(value="Records"), *_]):
            return is_event(module, value)
        case ast.Name() if depth == 0:
            bound = bound_value(module, expression)
            return bound is not None and is_records(module, bound, 1)
    return False


def is_first_record(module: Module, expression: ast.expr) -> bool:
    return (
        isinstance(expression, ast.Subscript)
        and isinstance(expression.slice, ast.Constant)
        and expression.slice.value == 0
        and not isinstance(expression.slice.value, bool)
        and is_records(module, expression.value)
    )


def trigger_of(module: Module, function: FunctionNode) -> str:
    """Which of the triggers that send `Records` calls the handler: by its template, else by what it reads of a record.

    "" where neither tells, or they tell of several.
    """
    entry = module.handler(function)
    known = set(entry.trigger.split("+")) & set(_FIELDS.values()) if entry is not None else set()
    if len(known) == 1:
        return known.pop()
    read = {_FIELDS[key] for key in read_of_records(module, function) if key in _FIELDS}
    return read.pop() if len(read) == 1 else ""


def read_of_records(module: Module, function: FunctionNode) -> Iterator[str]:
    """The keys that the function reads of its records."""
    for node in ast.walk(function):
        match node:
            case (
                ast.Subscript(value=value, slice=ast.Constant(value=str(key)))
                | ast.Call(func=ast.Attribute(value=value, attr="get"), args=[ast.Constant(value=str(key)), *_])
            ) if is_record(module, value):
                yield key


def is_record(module: Module, expression: ast.expr) -> bool:
    """Whether it is one of the event's records: `event["Records"][0]`, or a name that a loop over them binds."""
    if is_first_record(module, expression):
        return True
    if not isinstance(expression, ast.Name):
        return False
    owner = module.owner(expression)
    if owner is None or owner.kind is ScopeKind.MODULE or len(owner.bindings[expression.id]) != 1:
        return False
    above = module.parent(owner.bindings[expression.id][0].node)
    match above:
        case ast.For() | ast.comprehension():
            return is_records(module, above.iter)
        case ast.Assign():
            return is_first_record(module, above.value)
    return False
