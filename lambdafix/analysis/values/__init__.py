"""What the values in a file are: where they come from, what is done with them, and whether requests share them."""

from lambdafix.analysis.values.anew import NEW_EACH_TIME, is_new_each_time
from lambdafix.analysis.values.boto import (
    CACHED_DATA,
    CREDENTIALS,
    REGIONLESS,
    BotoKind,
    BotoObject,
    argument,
    boto_object,
    boto_value,
    bound_value,
    literal,
)
from lambdafix.analysis.values.dependence import depends_on_request
from lambdafix.analysis.values.effects import ends_requests, only_computes
from lambdafix.analysis.values.held import Held, held, held_anywhere
from lambdafix.analysis.values.origin import Origin, trace
from lambdafix.analysis.values.repetition import repeats
from lambdafix.analysis.values.tested import calling_twice, reading_signatures
from lambdafix.analysis.values.variable import Action, ModuleVariable, classify, describe

__all__ = [
    "CACHED_DATA",
    "CREDENTIALS",
    "NEW_EACH_TIME",
    "REGIONLESS",
    "Action",
    "BotoKind",
    "BotoObject",
    "Held",
    "ModuleVariable",
    "Origin",
    "argument",
    "boto_object",
    "boto_value",
    "bound_value",
    "calling_twice",
    "classify",
    "depends_on_request",
    "describe",
    "ends_requests",
    "held",
    "held_anywhere",
    "is_new_each_time",
    "literal",
    "only_computes",
    "reading_signatures",
    "repeats",
    "trace",
]
