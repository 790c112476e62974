"""Lets the read of a field of the event give an empty dict where it is null or left out."""

from __future__ import annotations

import libcst as cst

from lambdafix.analysis.program.module import Module
from lambdafix.families.events.null_fields import OrEmpty
from lambdafix.rewrite.patch import Patch


def carry_out(plan: OrEmpty, module: Module, patch: Patch) -> None:
    """`event["f"]` and `event.get("f")` become `(event.get("f") or {})`."""
    file = patch.file(module.path)
    read = file.node(plan.read, cst.BaseExpression)  # type: ignore[type-abstract]
    event = file.code(file.node(plan.event, cst.Name))
    text = f"{event}.get({file.quote(plan.field)}) or {{}}"
    is_whole = isinstance(file.tree.parent.get(read), cst.Assign)
    file.replace(read, file.parse_expression(text if is_whole else f"({text})"))
