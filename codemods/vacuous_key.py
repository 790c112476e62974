"""LMB402."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from lambdafix.codemod import Codemod, Match, Refusal, dynamodb

if TYPE_CHECKING:
    from lambdafix.codemod import Module

_BY_HAND = (
    "make the key of the event's own id, or of one its caller chose, and put the item under attribute_not_exists;"
    " or make the function idempotent with Powertools' @idempotent"
)


class VacuousKey(Codemod[None]):
    """A create whose key is new each time.

    What it does
    ------------
    Finds `put_item` calls, reached per request, whose key holds a fresh unique id or the time. Off unless selected.

    Why it is bad
    -------------
    A repeated event, and every source may repeat one, makes a second item beside the first: the order is placed twice.
    No condition can prevent it, since `attribute_not_exists` is always true of a key that was never there.

    Example
    -------
    ```python
    import uuid

    import boto3

    table = boto3.resource("dynamodb").Table("Orders")


    def handler(event, context):
        table.put_item(Item={"OrderId": str(uuid.uuid4()), "Product": event["product"]})
    ```

    Use instead
    -----------
    ```python
    import boto3

    dynamodb = boto3.resource("dynamodb")
    table = dynamodb.Table("Orders")


    def handler(event, context):
        try:
            table.put_item(
                Item={"OrderId": event["request_token"], "Product": event["product"]},
                ConditionExpression="attribute_not_exists(OrderId)",
            )
        except table.meta.client.exceptions.ConditionalCheckFailedException:
            pass
    ```

    When the fix is safe
    --------------------
    Never: which part of the event names it is known to its sender.

    When it is refused
    ------------------
    Always. No finding: the id is the invocation's or its source's own, such as a message id, which a repeated event
    repeats; the table holds records such as logs, or the item is to expire; the function is idempotent by a decorator.

    References
    ----------
    - https://docs.aws.amazon.com/lambda/latest/dg/invocation-retries.html
    - https://docs.aws.amazon.com/powertools/python/latest/utilities/idempotency/
    """

    code = "LMB402"
    name = "vacuous-key"
    selected_by_default = False
    evidence = re.compile(rb"put_item")

    def detect(self, module: Module) -> Iterator[Match[None]]:
        for put in dynamodb.puts(module):
            reach = module.reach(put.call)
            if reach is None or put.item is None or put.item.from_read:
                continue
            key = dynamodb.key_of(module, put)
            if key is None or dynamodb.keeps_records(module, put) or dynamodb.is_idempotent(module, put, reach):
                continue
            attributes = key.attributes if key.known_from else (key.attribute,)
            for attribute in attributes:
                value = put.item.values.get(attribute)
                kind = dynamodb.freshness(module, value) if value is not None else None
                if kind in (dynamodb.Freshness.UNIQUE, dynamodb.Freshness.CLOCK):
                    message = f"the key's {attribute} is made of {kind.value}: a repeated event makes a second item"
                    refusal = Refusal("only the event's sender knows which part of it identifies it", _BY_HAND)
                    yield Match.report(module.span(put.call), message, refusal, call_path=reach.call_path)
                    break
