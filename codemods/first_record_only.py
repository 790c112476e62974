"""LMB508."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from lambdafix.codemod import Codemod, Match, events

if TYPE_CHECKING:
    from lambdafix.codemod import Module

_SENDS = {"sqs": "SQS sends up to 10 messages", "kinesis": "Kinesis sends up to 100 records"}


class FirstRecordOnly(Codemod[events.ServeAll]):
    """A handler that serves the first record of a batch and leaves out the others.

    What it does
    ------------
    Finds `event["Records"][0]` in handlers of an SQS queue, a Kinesis stream or a DynamoDB stream that look at no
    other record. The trigger is known by the template, or by the fields that are read of the record.

    Why it is bad
    -------------
    Unless the mapping's `BatchSize` is 1, such a trigger sends several records as soon as they come quickly. The
    handler succeeds, and those that it did not look at count as served: they are lost.

    Example
    -------
    ```python
    import json

    import boto3

    table = boto3.resource("dynamodb").Table("parcels")


    def handler(event, context):
        parcel = json.loads(event["Records"][0]["body"])
        table.delete_item(Key={"id": parcel["id"]})
        return {"statusCode": 200}
    ```

    Use instead
    -----------
    ```python
    import json

    import boto3

    table = boto3.resource("dynamodb").Table("parcels")


    def handler(event, context):
        for record in event["Records"]:
            parcel = json.loads(record["body"])
            table.delete_item(Key={"id": parcel["id"]})
        return {"statusCode": 200}
    ```

    When the fix is safe
    --------------------
    Never: the template that sets `BatchSize: 1` may lie elsewhere, and an error with one record has all of them sent
    again. It is unsafe where nothing that follows the loop depends on the record.

    When it is refused
    ------------------
    Where the answer is made of the record, or the handler returns while it serves it. No finding: the other records
    are looked at, or the event is handed on; a template says `BatchSize: 1`; the trigger is S3, SNS or SES, which send
    one record, or is not known.

    References
    ----------
    - https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
    - https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventsourcemapping.html
    """

    code = "LMB508"
    name = "first-record-only"
    remedy = "Serve every record"
    reveals = ("LMB506",)
    evidence = re.compile(rb"Records")

    def detect(self, module: Module) -> Iterator[Match[events.ServeAll]]:
        for found in events.first_records(module):
            sends = _SENDS.get(found.trigger, "a DynamoDB stream sends up to 100 records")
            yield Match.answered(
                module.span(found.place),
                f"serves the first record alone: {sends} at once, and the others are lost",
                found.answer,
                doubts=["an error with one record has all of them sent again"],
                call_path=(f"{module.path.removesuffix('.py').replace('/', '.')}.{module.qualname(found.function)}",),
            )
