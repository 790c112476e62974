"""Events: what each trigger sends, and what becomes of its records."""

from lambdafix.families.events.answers import Kind, Unwritable, Written, unwritable
from lambdafix.families.events.failed_records import TellFailures
from lambdafix.families.events.fields import is_whole_event, key_read, reads_an_api
from lambdafix.families.events.first_record import FirstRecord, ServeAll, first_records
from lambdafix.families.events.null_fields import NullField, OrEmpty, null_fields
from lambdafix.families.events.partial_batch import BatchFault, PartialBatch, partial_batches
from lambdafix.families.events.records import BATCHED, is_record, is_records, trigger_of
from lambdafix.families.events.s3_keys import Decode, EncodedKey, encoded_keys

__all__ = [
    "BATCHED",
    "BatchFault",
    "Decode",
    "EncodedKey",
    "FirstRecord",
    "Kind",
    "NullField",
    "OrEmpty",
    "PartialBatch",
    "ServeAll",
    "TellFailures",
    "Unwritable",
    "Written",
    "encoded_keys",
    "first_records",
    "is_record",
    "is_records",
    "is_whole_event",
    "key_read",
    "null_fields",
    "partial_batches",
    "reads_an_api",
    "trigger_of",
    "unwritable",
]
