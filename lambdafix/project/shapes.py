"""Handlers that show in the code itself: decorators, framework objects, and last the signature."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass

from lambdafix.analysis.syntax.facts import Function, ModuleFacts
from lambdafix.model import Confidence

_DECORATORS = frozenset(
    {
        "capture_lambda_handler",
        "event_parser",
        "event_source",
        "idempotent",
        "inject_lambda_context",
        "lambda_handler_decorator",
        "log_metrics",
    }
)
_DECORATOR_TRIGGERS = {
    "authorizer": "authorizer",
    "on_cw_event": "eventbridge",
    "on_dynamodb_record": "dynamodb",
    "on_kinesis_record": "kinesis",
    "on_s3_event": "s3",
    "on_sns_message": "sns",
    "on_sqs_message": "sqs",
    "on_ws_connect": "api",
    "on_ws_disconnect": "api",
    "on_ws_message": "api",
    "route": "api",
    "schedule": "schedule",
    "lambda_function": "unknown",
}
_CUSTOM_RESOURCE = frozenset({"create", "update", "delete", "poll_create", "poll_update", "poll_delete"})
_FRAMEWORKS = frozenset({"Chalice", "Blueprint", "CfnResource"})
_ADAPTERS = frozenset({"Mangum", "make_lambda_handler", "AwsLambdaAdapter", "LambdaHandler"})
EVENT = re.compile(r"_*(?:lambda_|sns_|sqs_|s3_|api_|aws_)?(?:event|evt|events|event_data|event_dict|ev)_*")
CONTEXT = re.compile(r"_*(?:lambda_|aws_|unused_)?(?:context|ctx|contex|cntxt|ctxt|contxt|conext)_*|_+|_c|_unused")
NAMES = re.compile(
    r"(?:\w+_)?lambda_?handler|_?handler|lambda_function|handle|handle_?(?:event|request)", re.IGNORECASE
)
_OTHER_CALLERS = frozenset({"script_handler"})
"""What AWS documents as the entry point of a Systems Manager runbook's script."""
_NOT_LAMBDA = re.compile(r"(?:^|/)(?:runbooks?|ssm_?documents?|ssmdocs|ssm)/", re.I)


@dataclass(frozen=True, slots=True)
class Shape:
    function: str
    how: str
    confidence: Confidence
    trigger: str = "unknown"


def shapes(facts: ModuleFacts, imported: Set[str] = frozenset()) -> Iterator[Shape]:
    """The handlers that the file at `facts.path` seems to hold. Test files hold none.

    `imported` names what other files import from this one: a function among it that is not called like a handler is a
    helper of theirs.
    """
    if facts.test is not None:
        return
    owners = _owners(facts)
    for function in facts.functions.values():
        if function.nested:
            continue
        decorated = _decorated(function, owners)
        if decorated:
            yield decorated
    yield from _objects(facts)
    if not _NOT_LAMBDA.search(facts.path):
        yield from _signatures(facts, imported)


def _owners(facts: ModuleFacts) -> dict[str, str]:
    """Module-level name -> class of the framework object it holds."""
    flask = {i.local for i in facts.imports if i.name == "Blueprint" and not i.module.startswith("chalice")}
    made = ((a.name, a.callee) for a in facts.assignments if a.callee.partition(".")[0] != a.name)
    return {name: _framework_class(facts, callee) for name, callee in made if callee not in flask}


def _framework_class(facts: ModuleFacts, callee: str) -> str:
    """The class's name, or that of the framework's class which a class of this file is made from."""
    bases = [base.rpartition(".")[2] for base in facts.classes.get(callee, ())]
    return next((base for base in bases if base in _FRAMEWORKS), callee.rpartition(".")[2])


def _decorated(function: Function, owners: dict[str, str]) -> Shape | None:
    for decorator in function.decorators:
        head, _, last = decorator.rpartition(".")
        owner = owners.get(head, "")
        if last in _DECORATORS:
            return Shape(function.qualname, "decorator", Confidence.CODE)
        if owner in ("Chalice", "Blueprint") and last in _DECORATOR_TRIGGERS and head:
            return Shape(function.qualname, "chalice", Confidence.CODE, _DECORATOR_TRIGGERS[last])
        if owner == "CfnResource" and last in _CUSTOM_RESOURCE:
            return Shape(function.qualname, "decorator", Confidence.CODE, "custom-resource")
    return None


def _objects(facts: ModuleFacts) -> Iterator[Shape]:
    for assignment in facts.assignments:
        owner, _, last = assignment.callee.rpartition(".")
        if owner.partition(".")[0] == assignment.name:
            continue
        if last in _ADAPTERS:
            yield Shape(assignment.name, "wrapper", Confidence.CODE, "api")
        elif last == "lambda_handler" and owner and not assignment.arguments:
            yield Shape(assignment.name, "wrapper", Confidence.CODE, "alexa")


def _signatures(facts: ModuleFacts, imported: Set[str]) -> Iterator[Shape]:
    helpers = {name for scope in facts.scopes.values() for name in scope.calls} | imported
    for function in facts.functions.values():
        if function.nested or function.in_class or not _takes_two(function) or function.qualname in _OTHER_CALLERS:
            continue
        named = NAMES.fullmatch(function.qualname) is not None
        first, second = function.parameters[:2]
        fits = EVENT.fullmatch(first) is not None, CONTEXT.fullmatch(second) is not None
        if function.qualname == "lambda_handler" and CONTEXT.fullmatch(first) and EVENT.fullmatch(second):
            fits = True, True  # named the wrong way round
        if (all(fits) or (named and (any(fits) or function.parameters[0].startswith("_")))) and (
            named or (function.qualname not in helpers and not function.qualname.startswith("_"))
        ):
            yield Shape(function.qualname, "signature", Confidence.SHAPE)


def _takes_two(function: Function) -> bool:
    return len(function.parameters) >= 2 and function.required <= 2
