"""Module-level state by which one request reaches the next, and how each request gets its own."""

from lambdafix.families.state.aliased import Aliased, aliased
from lambdafix.families.state.attribute_values import AttributeValue, attribute_values
from lambdafix.families.state.class_numbers import ClassNumber, class_numbers
from lambdafix.families.state.class_state import ClassState, class_state
from lambdafix.families.state.fresh import leftover_match, renewal
from lambdafix.families.state.fresh_plan import Move, Plan, Reset
from lambdafix.families.state.leftover import Fault, Leftover, definition, frozen
from lambdafix.families.state.object_state import ObjectState, may_gather, object_state
from lambdafix.families.state.together import leftovers

__all__ = [
    "Aliased",
    "AttributeValue",
    "ClassNumber",
    "ClassState",
    "Fault",
    "Leftover",
    "Move",
    "ObjectState",
    "Plan",
    "Reset",
    "aliased",
    "attribute_values",
    "class_numbers",
    "class_state",
    "definition",
    "frozen",
    "leftover_match",
    "leftovers",
    "may_gather",
    "object_state",
    "renewal",
]
