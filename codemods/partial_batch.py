"""LMB506."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from lambdafix.codemod import Codemod, Match, events

if TYPE_CHECKING:
    from lambdafix.codemod import Module

_MESSAGES = {
    events.BatchFault.FAILS_WHOLE: "an error with one record fails the whole batch: all of it is sent again",
    events.BatchFault.UNASKED: "the answer tells of failed records, but the template does not ask: they are lost",
    events.BatchFault.SWALLOWED: "every error is passed over: a message that failed counts as served, and is lost",
}


class PartialBatch(Codemod[events.TellFailures]):
    """A batch of records that fails as a whole, or whose failed records are lost.

    What it does
    ------------
    Finds handlers of an SQS queue, a Kinesis stream or a DynamoDB stream that loop over the event's records and let an
    error with one of them out; loops over messages of a queue that pass over every error; and answers with
    `batchItemFailures` of functions whose template does not say `ReportBatchItemFailures`. Of handlers that take the
    first record alone LMB508 tells.

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
            table.delete_item(Key={"id": parcel["id"]})
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
                table.delete_item(Key={"id": parcel["id"]})
            except Exception:
                logging.exception("record %s failed", record["messageId"])
                failures.append({"itemIdentifier": record["messageId"]})
        return {"batchItemFailures": failures}
    ```

    When the fix is safe
    --------------------
    Never: it changes the code and, in the template, the mapping of the queue or stream, which must say
    `FunctionResponseTypes: [ReportBatchItemFailures]`; one without the other loses records. A stream ends at the first
    record that failed, and is sent again from there; of a FIFO queue all messages after it count as failed. Where the
    project has the batch processor of Powertools already, that does the rest.

    When it is refused
    ------------------
    Where no SAM, CloudFormation or Serverless template of the project declares the mapping, or declares it in a way
    that cannot be edited; where the handler leaves the loop before its end, answers in several places, or does
    something after the loop that counts on every record; where it has triggers of several kinds. No finding: the
    mapping says `BatchSize: 1`; the trigger is not known; a decorator may do it; a `try` in the loop handles errors.

    References
    ----------
    - https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
    - https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html
    - https://docs.powertools.aws.dev/lambda/python/latest/utilities/batch/
    """

    code = "LMB506"
    name = "partial-batch"
    remedy = "Answer with the records that failed, and let the mapping ask for them"
    reveals = ("LMB808",)  # it logs the failures
    evidence = re.compile(rb"Records|batchItemFailures")

    def detect(self, module: Module) -> Iterator[Match[events.TellFailures]]:
        for found in events.partial_batches(module):
            doubts = ["it holds once the code and the template are deployed together"]
            if found.fault is not events.BatchFault.UNASKED:
                doubts += ["a record that failed is no error of the function any more, which alarms may count"]
            yield Match.answered(module.span(found.place), _MESSAGES[found.fault], found.answer, doubts=doubts)
