"""Events: what each trigger sends, and what becomes of its records."""

from lambdafix.families.events.first_record import FirstRecord, ServeAll, first_records
from lambdafix.families.events.partial_batch import BatchFault, PartialBatch, partial_batches
from lambdafix.families.events.records import BATCHED, is_record, is_records, trigger_of

__all__ = [
    "BATCHED",
    "BatchFault",
    "FirstRecord",
    "PartialBatch",
    "ServeAll",
    "first_records",
    "is_record",
    "is_records",
    "partial_batches",
    "trigger_of",
]
