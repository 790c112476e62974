"""LMB506."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from lambdafix.codemod import Codemod, Match, Refusal, events

if TYPE_CHECKING:
    from lambdafix.codemod import Module

_IDENTIFIER = {
    "sqs": '`record["messageId"]`',
    "kinesis": '`record["kinesis"]["sequenceNumber"]` of the first one that failed',
    "dynamodb": '`record["dynamodb"]["SequenceNumber"]` of the first one that failed',
}
_MESSAGES = {
    events.BatchFault.FAILS_WHOLE: "an error with one record fails the whole batch: all of it is sent again",
    events.BatchFault.UNASKED: "the answer tells of failed records, but the template does not ask: they are lost",
    events.BatchFault.SWALLOWED: "every error is passed over: a message that failed counts as served, and is lost",
}


class PartialBatch(Codemod[None]):
    """A batch of records that fails as a whole, or whose failed records are lost.

    What it does
    ------------
    Finds handlers of an SQS queue, a Kinesis stream or a DynamoDB stream that loop over the event's records, or take
    the first, and let an error with one of them out; loops over messages of a queue that pass over every error; and
    answers with `batchItemFailures` of functions whose template does not say `ReportBatchItemFailures`.

    Why it is bad
    -------------
    Where an error leaves the handler, Lambda sends all records of the batch again, also those that were served: they
    are served twice, and one bad record holds up the others until it expires. An error that is passed over makes a
    message vanish. An answer that nobody asked for does the same.

    Example
    -------
    ```python
    import json

    import boto3

    table = boto3.resource("dynamodb").Table("parcels")


    def handler(event, context):
        for record in event["Records"]:
            parcel = json.loads(record["body"])
            table.update_item(Key={"id": parcel["id"]}, AttributeUpdates={})
    ```

    Use instead
    -----------
    ```python
    import json
    import logging

    import boto3

    table = boto3.resource("dynamodb").Table("parcels")


    def handler(event, context):
        failures = []
        for record in event["Records"]:
            try:
                parcel = json.loads(record["body"])
                table.update_item(Key={"id": parcel["id"]}, AttributeUpdates={})
            except Exception:
                logging.exception("record %s failed", record["messageId"])
                failures.append({"itemIdentifier": record["messageId"]})
        return {"batchItemFailures": failures}
    ```

    When the fix is safe
    --------------------
    Never: it takes the code and the event source mapping together, which must say
    `FunctionResponseTypes: [ReportBatchItemFailures]`; one without the other loses records.

    When it is refused
    ------------------
    Always. Answer with `batchItemFailures` and let the mapping ask for it, or use the batch processor of Powertools.
    No finding: the mapping says `BatchSize: 1`; the trigger is not known; a decorator may do it; a `try` in the loop
    handles errors.

    References
    ----------
    - https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
    - https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html
    - https://docs.powertools.aws.dev/lambda/python/latest/utilities/batch/
    """

    code = "LMB506"
    name = "partial-batch"
    evidence = re.compile(rb"Records|batchItemFailures")

    def detect(self, module: Module) -> Iterator[Match[None]]:
        for found in events.partial_batches(module):
            identifier = _IDENTIFIER.get(found.trigger, "the identifier of each")
            if found.fault is events.BatchFault.UNASKED:
                where = found.declared_in
                refusal = Refusal(
                    "it is the template that lacks something",
                    f"set `FunctionResponseTypes: [ReportBatchItemFailures]` in the mapping of {where}",
                )
            else:
                refusal = Refusal(
                    "the code and the event source mapping have to change together",
                    f"catch the error in the loop, answer with `batchItemFailures` and {identifier}, and set"
                    " `FunctionResponseTypes: [ReportBatchItemFailures]`",
                )
            yield Match.report(module.span(found.place), _MESSAGES[found.fault], refusal)
