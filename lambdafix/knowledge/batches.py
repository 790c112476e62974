"""Operations that answer with success though a part of the batch failed.

From the API references of the services: each says that a successful answer may hold entries that were not processed.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Batch:
    """One operation. What failed is told by `failures`; the entries are the keyword `entries`."""

    service: str
    entries: str
    """The keyword that holds what is sent: "Records"."""
    failures: tuple[str, ...]
    """Fields of the answer that tell of failures; the first is the one to look at."""
    results: str = ""
    """A list of the answer in the order of the entries, whose "ErrorCode" tells which failed."""
    by_id: bool = False
    """`failures` lists what failed, by the "Id" of the entry."""
    again: bool = False
    """`failures[0]` is what to send next."""
    noun: str = "entries"


_SQS = Batch("sqs", "Entries", ("Failed",), by_id=True)

BATCHES: dict[str, Batch] = {
    "batch_write_item": Batch("dynamodb", "RequestItems", ("UnprocessedItems",), again=True, noun="items"),
    "put_records": Batch("kinesis", "Records", ("FailedRecordCount", "Records"), results="Records", noun="records"),
    "put_record_batch": Batch(
        "firehose", "Records", ("FailedPutCount", "RequestResponses"), results="RequestResponses", noun="records"
    ),
    "put_events": Batch("events", "Entries", ("FailedEntryCount", "Entries"), results="Entries", noun="events"),
    "send_message_batch": _SQS,
    "delete_message_batch": _SQS,
    "change_message_visibility_batch": _SQS,
    "send_messages": _SQS,  # of the Queue of a resource
    "publish_batch": Batch("sns", "PublishBatchRequestEntries", ("Failed",), by_id=True),
    "delete_objects": Batch("s3", "Delete", ("Errors",), noun="objects"),
}
"""Method -> operation. Each of the names means one thing among all the services of AWS, given its keyword."""
