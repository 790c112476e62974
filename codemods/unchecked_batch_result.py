"""LMB406."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from lambdafix.codemod import Codemod, Match, sdk

if TYPE_CHECKING:
    from lambdafix.codemod import Module


class UncheckedBatchResult(Codemod[sdk.SendAgain]):
    """A batch that is sent to AWS, and whose failures nobody reads.

    What it does
    ------------
    Finds batches, sent per request, of whose answer no failure is read: `batch_write_item`, `put_records`,
    `put_record_batch`, `put_events`, `send_message_batch`, `delete_message_batch`, `publish_batch`, `delete_objects`.

    Why it is bad
    -------------
    These operations succeed though a part of the batch failed, throttled for example, and say so in a field of the
    answer. Where nobody reads it, that part is lost without an error.

    Example
    -------
    ```python
    import boto3

    dynamodb = boto3.client("dynamodb")


    def handler(event, context):
        requests = [{"PutRequest": {"Item": {"id": {"S": order}}}} for order in event["orders"]]
        dynamodb.batch_write_item(RequestItems={"orders": requests})
        return len(requests)
    ```

    Use instead
    -----------
    ```python
    import time

    import boto3

    dynamodb = boto3.client("dynamodb")


    def handler(event, context):
        requests = [{"PutRequest": {"Item": {"id": {"S": order}}}} for order in event["orders"]]
        pending = {"orders": requests}
        for attempt in range(5):
            pending = dynamodb.batch_write_item(RequestItems=pending)["UnprocessedItems"]
            if not pending:
                break
            time.sleep(2**attempt / 10)
        else:
            raise RuntimeError("batch_write_item: some items failed")
        return len(requests)
    ```

    When the fix is safe
    --------------------
    Never: it may wait three seconds, and an error comes where there was none. It sends what failed four times more,
    with a longer pause each time.

    When it is refused
    ------------------
    Where records of the event are served, for an error would have all of them served again; where the answer is logged
    or read for something else; where what failed is not told in the form in which it was sent (`delete_objects`). No
    finding: the answer is returned or passed on, or a field of it that tells of failures is read.

    References
    ----------
    - https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html
    - https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html
    - https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
    - https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html
    """

    code = "LMB406"
    name = "unchecked-batch-result"
    remedy = "Send what failed once more, then raise"
    evidence = re.compile(
        rb"batch_write_item|put_record|put_events|send_message|delete_message_batch|visibility_batch|publish_batch"
        rb"|delete_objects"
    )

    def detect(self, module: Module) -> Iterator[Match[sdk.SendAgain]]:
        for found in sdk.unchecked_batches(module):
            yield Match.answered(
                module.span(found.call),
                f"`{found.method}` succeeds though {found.batch.noun} failed, and nothing reads"
                f" `{found.batch.failures[0]}`: they are lost",
                found.answer,
                doubts=["it may wait, and then raise an error where there was none"],
                call_path=found.reach.call_path,
            )
