"""Serves every record where the first alone was served."""

from __future__ import annotations

import libcst as cst

from lambdafix.analysis.program.module import Module
from lambdafix.families.events.first_record import ServeAll
from lambdafix.rewrite.patch import Patch


def carry_out(plan: ServeAll, module: Module, patch: Patch) -> None:
    """Loop over the records. Raises `Unlocatable` where a statement shares its line."""
    file = patch.file(module.path)
    name = plan.name or file.fresh_name("record", "event_record")
    records = file.code(file.node(plan.records, cst.CSTNode))  # type: ignore[type-abstract]
    first, last = file.statement(plan.first), file.statement(plan.last)
    if plan.name:
        file.remove(file.statement(plan.named))
    else:
        file.bind(plan.function, name)
    for use in plan.uses:
        file.replace(file.node(use, cst.Subscript), cst.Name(name))
    file.wrap(first, last, f"for {name} in {records}:")
