"""Writes to DynamoDB: of which item, under which key and condition, and what a repeated event makes of them."""

from lambdafix.families.dynamodb.acceptance import Acceptance, acceptance
from lambdafix.families.dynamodb.escape import escapes
from lambdafix.families.dynamodb.freshness import Freshness, freshness, holds_what_was_started, is_short_random
from lambdafix.families.dynamodb.purpose import is_idempotent, keeps_records, means_to_create, means_to_replace
from lambdafix.families.dynamodb.read_modify_write import Addition, addition, keeps_version, write_back
from lambdafix.families.dynamodb.reserved_words import needs_a_name
from lambdafix.families.dynamodb.table_key import Key, key_of
from lambdafix.families.dynamodb.writes import Put, Write, known_receiver, puts, writes

__all__ = [
    "Acceptance",
    "Addition",
    "Freshness",
    "Key",
    "Put",
    "Write",
    "acceptance",
    "addition",
    "escapes",
    "freshness",
    "holds_what_was_started",
    "is_idempotent",
    "is_short_random",
    "keeps_records",
    "keeps_version",
    "key_of",
    "known_receiver",
    "means_to_create",
    "means_to_replace",
    "needs_a_name",
    "puts",
    "write_back",
    "writes",
]
