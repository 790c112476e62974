"""Calls that give another value each time."""

from __future__ import annotations

import ast

from lambdafix.analysis.program.module import Module
from lambdafix.knowledge import clocks, randomness

NEW_EACH_TIME = clocks.CALLS | randomness.NEW_EACH_TIME
"""The dotted names of what may be called for them."""


def is_new_each_time(module: Module, call: ast.Call) -> bool:
    """Whether the call tells the time of day, or gives a random or unique value."""
    name = module.canonical(call.func)
    return name in randomness.NEW_EACH_TIME or clocks.tells_time(name, len(call.args))
