"""Passes over the failure of a conditional write."""

from __future__ import annotations

from lambdafix.analysis.acceptance import Acceptance
from lambdafix.rewrite.patch import FilePatch

_WHY = "# the item is there already: a repeated event, or a retry of a write that had gone through"


def accept(plan: Acceptance, file: FilePatch) -> None:
    """Put the write into a `try` that lets its failed condition pass. Raises `Unlocatable` where it shares a line."""
    statement = file.statement(plan.statement)
    file.wrap(statement, statement, "try:", f"except {plan.error}:\n    {_WHY}\n    pass")
