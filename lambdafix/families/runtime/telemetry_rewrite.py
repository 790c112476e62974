"""Empties a client's buffer before the handler returns."""

from __future__ import annotations

from lambdafix.analysis.program.module import Module
from lambdafix.families.runtime.telemetry import Flush
from lambdafix.rewrite.patch import Patch


def carry_out(plan: Flush, module: Module, patch: Patch) -> None:
    """Raises `Unlocatable` where a statement shares its line."""
    file = patch.file(module.path)
    file.wrap(file.statement(plan.first), file.statement(plan.last), "try:", f"finally:\n    {plan.flush}()")
