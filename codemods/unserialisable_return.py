"""LMB709."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from lambdafix.codemod import Codemod, Match, events

if TYPE_CHECKING:
    from lambdafix.codemod import Module

_DOUBTS = {
    events.Kind.DECIMAL: "whole numbers are written as 12.0",
    events.Kind.DATE: "who reads it has to know the form of the time",
    events.Kind.SET: "the order of what it holds is another each time",
    events.Kind.BYTES: "who reads it gets a text, which has to be UTF-8",
    events.Kind.BODY: "a caller that is no API may count on the object",
}


class UnserialisableReturn(Codemod[events.Written]):
    """A value that JSON has no form for, in an answer or a `json.dumps`.

    What it does
    ------------
    Finds items of a DynamoDB Table, whose numbers are `Decimal`, and bytes in a `json.dumps` without `default`;
    datetimes and sets there and in what a handler returns; and answers of an API whose body is a dict or a list.

    Why it is bad
    -------------
    The function does its work and then fails with `Runtime.MarshalError` or `TypeError: Object of type Decimal is not
    JSON serializable`. A body that is no text makes API Gateway answer with 502.

    Example
    -------
    ```python
    import json

    import boto3

    table = boto3.resource("dynamodb").Table("prices")


    def handler(event, context):
        item = table.get_item(Key={"sku": event["pathParameters"]["sku"]})["Item"]
        return {"statusCode": 200, "body": json.dumps(item)}
    ```

    Use instead
    -----------
    ```python
    import json

    import boto3

    table = boto3.resource("dynamodb").Table("prices")


    def handler(event, context):
        item = table.get_item(Key={"sku": event["pathParameters"]["sku"]})["Item"]
        return {"statusCode": 200, "body": json.dumps(item, default=float)}
    ```

    When the fix is safe
    --------------------
    Never: the form is a choice. A `Decimal` becomes a float, a datetime its ISO text, a set a list, bytes a text.

    When it is refused
    ------------------
    Never. No finding: `default` or `cls` is given; the value is changed or handed on before; its type is not certain;
    the handler has decorators; a `Decimal` or bytes that the handler returns, which the runtime itself can write; a
    body in the answer of a function that no API is known to call.

    References
    ----------
    - https://docs.aws.amazon.com/lambda/latest/dg/python-handler.html
    - https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
    - https://boto3.amazonaws.com/v1/documentation/api/latest/reference/customizations/dynamodb.html
    """

    code = "LMB709"
    name = "unserialisable-return"
    remedy = "Write it in a form that JSON has"
    evidence = re.compile(rb"json|statusCode|date|set|b64|encode|[bB][\"']")

    def detect(self, module: Module) -> Iterator[Match[events.Written]]:
        for found in events.unwritable(module):
            if found.kind is events.Kind.BODY:
                message = "the body of an API's answer has to be a text: API Gateway answers with 502"
            else:
                message = f"JSON has no form for {found.kind.value}: this fails"
            yield Match.repair(
                module.span(found.place),
                message,
                found.plan,
                doubts=[_DOUBTS[found.kind]],
                call_path=found.reach.call_path,
            )
