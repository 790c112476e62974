"""LMB404."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from lambdafix.codemod import Codemod, Match, Reach, Refusal, dynamodb

if TYPE_CHECKING:
    from lambdafix.codemod import Module

_METHODS = {"put_item": "put", "update_item": "update", "delete_item": "delete"}
_ABSENT = r"attribute_not_exists\s*\(\s*[\w#.]+\s*\)"
_CREATES = re.compile(rf"\s*{_ABSENT}(?:\s+AND\s+{_ABSENT})?\s*", re.IGNORECASE)
_PRESENT = r"attribute_exists\s*\(\s*[\w#.]+\s*\)"
_IS_THERE = re.compile(
    rf"""['\"]\s*{_PRESENT}(?:\s+AND\s+{_PRESENT})*\s*['\"]|(?:\w+\.)*Attr\(['\"][\w.]+['\"]\)\.exists\(\)""",
    re.IGNORECASE,
)
"""The condition says no more than that the item is there, as it still is for a repeated event."""
_BY_HAND = "catch ConditionalCheckFailedException and say what a repeated event, or a caller that is too late, gets"


class UnhandledCondition(Codemod[dynamodb.Acceptance]):
    """A conditional write whose failure nothing handles.

    What it does
    ------------
    Finds `put_item`, `update_item` and `delete_item` calls with a `ConditionExpression` where neither the function nor
    any of its callers up to the handler catches `ConditionalCheckFailedException`.

    Why it is bad
    -------------
    The condition is there because it can fail, and it does for every repeated event: a retry of a create that went
    through ends with an error. An asynchronous source then delivers the event again, and again, until it is given up or
    blocks its shard; a caller of the API reads "internal server error".

    Example
    -------
    ```python
    import boto3

    dynamodb = boto3.resource("dynamodb")
    table = dynamodb.Table("Users")


    def handler(event, context):
        table.put_item(
            Item={"UserId": event["user_id"], "UserName": event["user_name"]},
            ConditionExpression="attribute_not_exists(UserId)",
        )
        return {"statusCode": 201}
    ```

    Use instead
    -----------
    ```python
    import boto3

    dynamodb = boto3.resource("dynamodb")
    table = dynamodb.Table("Users")


    def handler(event, context):
        try:
            table.put_item(
                Item={"UserId": event["user_id"], "UserName": event["user_name"]},
                ConditionExpression="attribute_not_exists(UserId)",
            )
        except table.meta.client.exceptions.ConditionalCheckFailedException:
            # the item is there already: a repeated event, or a retry of a write that had gone through
            pass
        return {"statusCode": 201}
    ```

    When the fix is safe
    --------------------
    Never: the error goes away. It is unsafe for a put under `attribute_not_exists` that is the last thing to happen, so
    that a repeated event gets the answer of the first one.

    When it is refused
    ------------------
    For updates, deletes and other conditions, whose failure means something only their author knows; where the write's
    response is used, where other effects follow it, and where it cannot be told what kind of client writes. No finding:
    something on the way may catch the failure, be it a decorator or a framework; the condition is unpacked; it says
    only that the item is there, which a repeated put or update finds again;
    the key is a fresh id or the time, so that a repeated event makes another item.

    References
    ----------
    - https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.ConditionExpressions.html
    - https://docs.aws.amazon.com/lambda/latest/dg/invocation-retries.html
    - https://boto3.amazonaws.com/v1/documentation/api/latest/guide/error-handling.html
    """

    code = "LMB404"
    name = "unhandled-condition"
    remedy = "Accept that the item is there already"
    evidence = re.compile(rb"ConditionExpression")

    def detect(self, module: Module) -> Iterator[Match[dynamodb.Acceptance]]:
        for method, noun in _METHODS.items():
            for write in dynamodb.writes(module, method):
                condition = write.keyword("ConditionExpression")
                reach = module.reach(write.call)
                if condition is None or reach is None or not dynamodb.escapes(module, write.call):
                    continue
                if method != "delete_item" and _IS_THERE.fullmatch(ast.unparse(condition)):
                    continue  # a repeated event passes it
                creates = method == "put_item" and _creates(condition)
                if creates and _is_always_new(module, write, condition):
                    continue
                yield _match(module, write, noun, creates, reach)


def _match(module: Module, write: dynamodb.Write, noun: str, creates: bool, reach: Reach) -> Match[dynamodb.Acceptance]:
    span = module.span(write.call)
    message = f"the condition of this {noun} can fail, and nothing handles it: a repeated event ends with an error"
    accepted: dynamodb.Acceptance | Refusal
    if creates:
        accepted = dynamodb.acceptance(module, write, _BY_HAND)
    else:
        accepted = Refusal("a failure of this condition need not mean that the item is there already", _BY_HAND)
    if isinstance(accepted, dynamodb.Acceptance) and accepted.handled:
        accepted = Refusal(
            "an `except` clause catches the failure and raises it again, which looks deliberate", _BY_HAND
        )
    return Match.answered(
        span,
        message,
        accepted,
        doubts=["a caller whose key is taken by somebody else's item no longer gets an error"],
        call_path=reach.call_path,
    )


def _is_always_new(module: Module, write: dynamodb.Write, condition: ast.expr) -> bool:
    """Whether what the condition names is a fresh id or time: a repeated event makes another item."""
    text = ast.unparse(condition)
    return any(
        dynamodb.freshness(module, value) in (dynamodb.Freshness.UNIQUE, dynamodb.Freshness.CLOCK)
        for put in dynamodb.puts(module)
        if put.call is write.call and put.item is not None
        for attribute, value in put.item.values.items()
        if re.search(rf"\b{re.escape(attribute)}\b", text)
    )


def _creates(condition: ast.expr) -> bool:
    """Whether the condition says no more than that there is no such item."""
    match condition:
        case ast.Constant(value=str(text)):
            return _CREATES.fullmatch(text) is not None
        case ast.Call(func=ast.Attribute(value=ast.Call(func=ast.Name(id="Attr")), attr="not_exists")):
            return True
    return False
