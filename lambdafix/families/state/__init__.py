"""Module-level state by which one request reaches the next, and how each request gets its own."""

from lambdafix.families.state.class_state import ClassState, class_state
from lambdafix.families.state.fresh import Move, Reset, leftover_match, renewal
from lambdafix.families.state.leftover import Fault, Leftover, definition, frozen, leftovers

__all__ = [
    "ClassState",
    "Fault",
    "Leftover",
    "Move",
    "Reset",
    "class_state",
    "definition",
    "frozen",
    "leftover_match",
    "leftovers",
    "renewal",
]
