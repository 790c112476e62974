"""LMB401."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lambdafix.codemod import (
    Applicability,
    Codemod,
    Key,
    Match,
    Put,
    Reach,
    Refusal,
    Span,
    dotted,
    freshness,
    is_last_effect,
    key_of,
    known_receiver,
    needs_a_name,
    puts,
    schema_of,
    table_name,
)

if TYPE_CHECKING:
    from lambdafix.codemod import Module, Patch

# functions that mean to replace what is there, and tables whose items are records of what happened
_REPLACES = frozenset(
    "update upsert save put set sync refresh store replace edit modify patch cache write change overwrite rotate".split()
)
_RECORDS = frozenset(
    "log logs audit audits history metric metrics trace traces cache session sessions connection connections lock locks"
    " state status checkpoint heartbeat telemetry counter counters cursor stats statistics".split()
)
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")

_ALREADY = "# the item is there already: a repeated event, or a retry of a write that had gone through"


@dataclass(frozen=True, slots=True)
class Plan:
    call: Span
    statement: Span
    attribute: str
    error: str
    """The expression for ConditionalCheckFailedException."""


class UnconditionalPut(Codemod[Plan]):
    """A create that overwrites.

    What it does
    ------------
    Finds `put_item` calls, reached per request, that create an item under a key the caller chose, without a condition.

    Why it is bad
    -------------
    `put_item` replaces the whole item under the same key. Every event source may deliver an event twice, and two callers
    may choose the same key: the second write silently destroys the first one's data.

    Example
    -------
    ```python
    import boto3

    dynamodb = boto3.resource("dynamodb")
    table = dynamodb.Table("Users")


    def handler(event, context):
        user_id = event["user_id"]
        table.put_item(
            Item={
                "UserId": user_id,
                "UserName": event["user_name"],
            }
        )
    ```

    Use instead
    -----------
    ```python
    import boto3

    dynamodb = boto3.resource("dynamodb")
    table = dynamodb.Table("Users")


    def handler(event, context):
        user_id = event["user_id"]
        try:
            table.put_item(
                Item={
                    "UserId": user_id,
                    "UserName": event["user_name"],
                },
                ConditionExpression="attribute_not_exists(UserId)",
            )
        except table.meta.client.exceptions.ConditionalCheckFailedException:
            # the item is there already: a repeated event, or a retry of a write that had gone through
            pass
    ```

    When the fix is safe
    --------------------
    Never: who meant to overwrite no longer does. It is unsafe where the write is the last thing that happens, so that
    a repeated event gets the answer of the first one. The condition names the partition key where a template, the
    configuration or another call's `Key` tells it, else the most key-like attribute, which blocks a replay as well.

    When it is refused
    ------------------
    Where the write's response is used, where other effects follow it, in a loop, and where it cannot be told what writes
    or what is written. No finding: a condition is there, the key is fresh (uuid, time, an id of the invocation or its
    source) or constant, the item was read from the table, records such as logs or sessions, functions that say they update,
    and functions made idempotent by Powertools' `@idempotent`, which is the other remedy.

    References
    ----------
    - https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.ConditionExpressions.html
    - https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ReservedWords.html
    - https://docs.aws.amazon.com/powertools/python/latest/utilities/idempotency/
    """

    code = "LMB401"
    name = "unconditional-put"
    remedy = "Create the item only where there is none"
    evidence = re.compile(rb"\bput_item\b")

    def detect(self, module: Module) -> Iterator[Match[Plan]]:
        for put in puts(module):
            reach = module.reach(put.call)
            if reach is None or _is_guarded(put) or _is_meant(module, put, reach):
                continue
            key = key_of(module, put)
            if put.item is None or put.item.from_read or key is None or _never_collides(module, put, key):
                continue
            yield _match(module, put, key, reach)

    def fix(self, plan: Plan, module: Module, patch: Patch) -> Refusal | None:
        import libcst as cst

        file = patch.file(module.path)
        keywords = {}
        if needs_a_name(plan.attribute):
            keywords["ConditionExpression"] = file.quote("attribute_not_exists(#key)")
            keywords["ExpressionAttributeNames"] = f"{{{file.quote('#key')}: {file.quote(plan.attribute)}}}"
        else:
            keywords["ConditionExpression"] = file.quote(f"attribute_not_exists({plan.attribute})")
        file.add_keywords(file.node(plan.call, cst.Call), keywords)
        statement = file.statement(plan.statement)
        file.wrap(statement, statement, "try:", f"except {plan.error}:\n    {_ALREADY}\n    pass")
        return None


def _match(module: Module, put: Put, key: Key, reach: Reach) -> Match[Plan]:
    statement = module.statement(put.call)
    told = "" if key.known_from else f"; {key.attribute} is only the most key-like attribute of the item"
    message = f"creates an item without a condition: a repeated event, or a caller with the same {key.attribute}, overwrites it"
    refusal = _refusal(module, put, statement, reach)
    if refusal is not None:
        return Match(module.span(put.call), message, Applicability.REPORT, refusal=refusal, call_path=reach.call_path)
    client = "" if put.by_name else ".meta.client"
    error = f"{dotted(put.receiver)}{client}.exceptions.ConditionalCheckFailedException"
    return Match(
        module.span(put.call),
        message,
        Applicability.UNSAFE,
        Plan(module.span(put.call), module.span(statement), key.attribute, error),
        doubt=f"whoever meant to overwrite no longer does{told}",
        call_path=reach.call_path,
    )


def _refusal(module: Module, put: Put, statement: ast.stmt, reach: Reach) -> Refusal | None:
    by_hand = (
        "add ConditionExpression and handle the failure, or make the function idempotent with Powertools' @idempotent"
    )
    if not known_receiver(module, put) or not dotted(put.receiver):
        return Refusal("it cannot be told what kind of client writes", by_hand)
    if not isinstance(statement, ast.Expr):
        return Refusal("the response of the write is used", by_hand)
    function = module.function(put.call)
    assert function is not None
    if not is_last_effect(module, statement, function):
        return Refusal("more happens after the write, and would happen again for a repeated event", by_hand)
    if len(reach.call_path) > 1 and not all(_ends_with_call(module, function, step) for step in reach.steps):
        return Refusal("its callers go on after the write, and would do so again for a repeated event", by_hand)
    return None


def _ends_with_call(module: Module, function: ast.AST, step: tuple[str, int]) -> bool:
    """Whether the call at this step of the call path is the last effect of the function it stands in."""
    path, row = step
    if path != module.path:
        return False
    for call in module.every(ast.Call):
        caller = module.function(call)
        if call.lineno == row and caller is not None and caller is not function:
            return is_last_effect(module, module.statement(call), caller)
    return False


def _is_guarded(put: Put) -> bool:
    guards = ("ConditionExpression", "Expected", "ConditionalOperator", "ReturnValues")
    return put.unpacks or any(put.keyword(name) is not None for name in guards)


def _is_meant(module: Module, put: Put, reach: Reach) -> bool:
    """Whether names say that replacing is the purpose, or that repeated events are dealt with already."""
    function = module.function(put.call)
    names = [module.qualname(function), *(step.rpartition(".")[2] for step in reach.call_path)]
    names += [entry.path.rpartition("/")[2].removesuffix(".py") for entry in reach.handlers]
    if any(_REPLACES & _words(name) for name in names):
        return True
    if _RECORDS & {word for text in (*table_name(module, put), dotted(put.receiver)) for word in _words(text)}:
        return True
    return _is_idempotent(module, reach) or _answers_to_put(module, put)


def _words(text: str) -> set[str]:
    return {word.lower() for word in _WORDS.findall(text)}


def _is_idempotent(module: Module, reach: Reach) -> bool:
    for entry in reach.handlers:
        facts = module.program.files.get(entry.path)
        function = facts.functions.get(entry.function) if facts else None
        if function is not None and any("idempoten" in decorator for decorator in function.decorators):
            return True
    here = module.program.files[module.path].functions.values()
    return any("idempoten" in decorator for function in here for decorator in function.decorators)


def _answers_to_put(module: Module, put: Put) -> bool:
    """In the branch for HTTP's PUT or PATCH."""
    return any(
        isinstance(above, ast.If)
        and any(isinstance(node, ast.Constant) and node.value in ("PUT", "PATCH") for node in ast.walk(above.test))
        for above in module.ancestors(put.call)
    )


def _never_collides(module: Module, put: Put, key: Key) -> bool:
    """Whether the key is new each time, or the same each time on purpose."""
    assert put.item is not None
    schema = schema_of(module, put)
    attributes = (
        [key.attribute] if key.known_from else [a for a in put.item.values if a.lower().endswith(("id", "key", "pk"))]
    )
    if schema is not None and schema.sort_key:
        attributes.append(schema.sort_key)
    values = [put.item.values[a] for a in attributes if a in put.item.values]
    if any(freshness(module, value) for value in values):
        return True
    first = put.item.values.get(key.attribute)
    return first is not None and module.origin(_plain(first)).stable


def _plain(value: ast.expr) -> ast.expr:
    """`x` of the typed `{"S": x}`."""
    if isinstance(value, ast.Dict) and len(value.values) == 1:
        return value.values[0]
    return value
