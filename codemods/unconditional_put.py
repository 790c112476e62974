"""LMB401."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lambdafix.codemod import Codemod, Match, Reach, Refusal, Span, dynamodb, values

if TYPE_CHECKING:
    from lambdafix.codemod import Module, Patch

_SUCCESS = (200, 201, 202, "200", "201")
_BY_HAND = (
    "add ConditionExpression and handle the failure, or make the function idempotent with Powertools' @idempotent"
)


@dataclass(frozen=True, slots=True)
class Plan:
    call: Span
    attribute: str
    acceptance: dynamodb.Acceptance


class UnconditionalPut(Codemod[Plan]):
    """A `put_item` meant to create an item, which silently replaces one that is there.

    What it does
    ------------
    Finds `put_item` calls, reached per request, that create an item under a key the caller chose, without a condition.

    Why it is bad
    -------------
    `put_item` replaces the whole item under the same key. Every event source may deliver an event twice, and two
    callers may choose the same key: the second write silently destroys the first one's data.

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
    Never: who meant to overwrite no longer does. A function that answers 409 itself, where it finds the item there,
    answers so for a failed condition as well. It is unsafe where the write is the last thing that happens, so that
    a repeated event gets the answer of the first one. A `try` around the write takes the failure in a clause of its
    own, where nothing else in it raises the same and nothing gets lost; else the write gets a `try` of its own. The
    condition names the partition key where a template, the configuration or another call's `Key` tells it, else the
    most key-like attribute, which blocks a replay as well.

    When it is refused
    ------------------
    Where the write's response is used, where other effects follow it, in a loop, where the item holds what the function
    has started before, and where it cannot be told what writes. No finding: it cannot be told what is written; a
    condition is there; the key is fresh (uuid, time, an id of the invocation or its source) or constant; the item was
    read from the table, or is to expire; the handler keeps up a copy of a bucket or a stream; the table holds records
    such as logs or sessions; the function says that it updates;
    and where Powertools' `@idempotent`, the other remedy, is there.

    References
    ----------
    - https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.ConditionExpressions.html
    - https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ReservedWords.html
    - https://docs.aws.amazon.com/powertools/python/latest/utilities/idempotency/
    """

    code = "LMB401"
    name = "unconditional-put"
    remedy = "Create the item only where there is none"
    evidence = re.compile(rb"put_item")

    def detect(self, module: Module) -> Iterator[Match[Plan]]:
        for put in dynamodb.puts(module):
            reach = module.reach(put.call)
            if reach is None or _is_guarded(put) or _is_meant(module, put, reach):
                continue
            key = dynamodb.key_of(module, put)
            if put.item is not None and put.item.from_read:
                continue
            if put.item is None or key is None:
                if _creates_visibly(module, put, reach):
                    yield _report_of_unknown(module, put, reach)
            elif not _never_collides(module, put, key) and not _is_only_its_key(put, key):
                yield _match(module, put, key, reach)

    def fix(self, plan: Plan, module: Module, patch: Patch) -> Refusal | None:
        import libcst as cst

        file = patch.file(module.path)
        keywords = {}
        if dynamodb.needs_a_name(plan.attribute):
            keywords["ConditionExpression"] = file.quote("attribute_not_exists(#key)")
            keywords["ExpressionAttributeNames"] = f"{{{file.quote('#key')}: {file.quote(plan.attribute)}}}"
        else:
            keywords["ConditionExpression"] = file.quote(f"attribute_not_exists({plan.attribute})")
        file.add_keywords(file.node(plan.call, cst.Call), keywords)
        return plan.acceptance.carry_out(module, patch)


def _creates_visibly(module: Module, put: dynamodb.Put, reach: Reach) -> bool:
    """Whether the function says that it creates, and nothing of the item is new each time."""
    if not dynamodb.means_to_create(module, put, reach):
        return False
    given = put.keyword("Item")
    values_given = list(put.item.values.values()) if put.item is not None else [given] if given is not None else []
    return bool(values_given) and not any(dynamodb.freshness(module, value) for value in values_given)


def _report_of_unknown(module: Module, put: dynamodb.Put, reach: Reach) -> Match[Plan]:
    what = "what is written" if put.item is None else "which attribute is the table's key"
    return Match.report(
        module.span(put.call),
        "creates an item without a condition: a repeated event, or a caller with the same key, overwrites it",
        Refusal(f"the code does not show {what}", f"name the table's key in the configuration; or {_BY_HAND}"),
        call_path=reach.call_path,
    )


def _is_only_its_key(put: dynamodb.Put, key: dynamodb.Key) -> bool:
    """Whether writing the item again loses nothing: all of it stands in the call, and is the key."""
    given = put.keyword("Item")
    is_whole = isinstance(given, ast.Dict) and all(isinstance(one, ast.Constant) for one in given.keys)
    attributes = {key.attribute, *(key.attributes if key.known_from else ())}
    return is_whole and put.item is not None and set(put.item.values) <= attributes


def _match(module: Module, put: dynamodb.Put, key: dynamodb.Key, reach: Reach) -> Match[Plan]:
    span = module.span(put.call)
    told = "" if key.known_from else f"; {key.attribute} is only the most key-like attribute of the item"
    message = (
        "creates an item without a condition: a repeated event, or a caller with the same"
        f" {key.attribute}, overwrites it"
    )
    accepted = dynamodb.acceptance(module, put, _BY_HAND)
    if isinstance(accepted, dynamodb.Acceptance) and accepted.handled and dynamodb.escapes(module, put.call):
        accepted = Refusal("an `except` clause would catch the failure and raise it again", _BY_HAND)
    if put.item is not None and any(
        dynamodb.holds_what_was_started(module, value) for value in put.item.values.values()
    ):
        accepted = Refusal(
            "the item records work that this request has started; without the write nothing would know of that work",
            _BY_HAND,
        )
    own = put.item.values.get(key.attribute) if put.item is not None else None
    if own is not None and dynamodb.is_short_random(module, own):
        accepted = Refusal(
            f"{key.attribute} is random and short: the item that is there is somebody else's",
            "put the item under attribute_not_exists, and try again with another key when that fails",
        )
    doubts = [f"a caller that means to overwrite an item no longer does{told}"]
    if isinstance(accepted, dynamodb.Acceptance) and not accepted.conflict and _answers_with_success(module, put):
        doubts.append(f"a caller whose {key.attribute} is taken is answered as if the item had been made")
    return Match.answered(
        span,
        message,
        accepted if isinstance(accepted, Refusal) else Plan(span, key.attribute, accepted),
        doubts=doubts,
        call_path=reach.call_path,
    )


def _answers_with_success(module: Module, put: dynamodb.Put) -> bool:
    """Whether the function returns a status of HTTP's for success below the put."""
    function = module.function(put.call)
    return any(
        isinstance(node, ast.Return)
        and node.lineno > put.call.lineno
        and any(isinstance(part, ast.Constant) and part.value in _SUCCESS for part in ast.walk(node))
        for node in (ast.walk(function) if function is not None else ())
    )


def _is_guarded(put: dynamodb.Put) -> bool:
    guards = ("ConditionExpression", "Expected", "ConditionalOperator", "ReturnValues")
    return put.unpacks or any(put.keyword(name) is not None for name in guards)


def _is_meant(module: Module, put: dynamodb.Put, reach: Reach) -> bool:
    """Whether replacing is the purpose, or repeated events are dealt with already."""
    return (
        dynamodb.means_to_replace(module, put, reach)
        or dynamodb.keeps_records(module, put)
        or dynamodb.is_idempotent(module, put, reach)
    )


def _never_collides(module: Module, put: dynamodb.Put, key: dynamodb.Key) -> bool:
    """Whether the key is new each time, or the same each time on purpose."""
    assert put.item is not None
    given = [put.item.values[a] for a in key.attributes if a in put.item.values]
    if any(dynamodb.freshness(module, v) and not dynamodb.is_short_random(module, v) for v in given):
        return True
    attributes = key.attributes if key.known_from else (key.attribute,)
    own = [put.item.values[a] for a in attributes if a in put.item.values]
    return bool(own) and all(values.trace(module, _plain(value)).stable for value in own)


def _plain(value: ast.expr) -> ast.expr:
    """`x` of the typed `{"S": x}`."""
    if isinstance(value, ast.Dict) and len(value.values) == 1:
        return value.values[0]
    return value
