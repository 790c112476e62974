"""Passes over the failure of a conditional write."""

from __future__ import annotations

from lambdafix.analysis.program.module import Module
from lambdafix.families.dynamodb.acceptance import Acceptance
from lambdafix.rewrite.patch import Patch

_BETWEEN = "# another request, or this event when it came before, has made the item since the look above"
_WHY = "# the item is there already: a repeated event, or a retry of a write that had gone through"


def carry_out(plan: Acceptance, module: Module, patch: Patch) -> None:
    """Let the failed condition pass: in a clause of the `try` around the write, or in a `try` of its own.

    Raises `Unlocatable` where the write shares a line.
    """
    if plan.handled:
        return
    file = patch.file(module.path)
    clause = f"except {plan.error}:\n    {_WHY}"
    if plan.conflict:
        clause = f"except {plan.error}:\n    {_BETWEEN}\n    {plan.conflict}"
    if plan.clause is None:
        statement = file.statement(plan.statement)
        file.wrap(statement, statement, "try:", clause if plan.conflict else f"{clause}\n    pass")
    elif plan.conflict:
        file.add_clause(file.statement(plan.clause.last), clause)
    elif plan.clause.answer is None:
        file.add_clause(file.statement(plan.clause.last), f"{clause}\n    pass")
    else:
        file.add_clause(file.statement(plan.clause.last), clause, repeated=file.statement(plan.clause.answer))
