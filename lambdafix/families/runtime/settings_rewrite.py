"""Sets for the process once what every request set."""

from __future__ import annotations

import libcst as cst

from lambdafix.analysis.program.module import Module
from lambdafix.families.runtime.settings import Once
from lambdafix.rewrite.patch import Patch


def carry_out(plan: Once, module: Module, patch: Patch) -> None:
    """Raises `Unlocatable` where the statement shares its line."""
    file = patch.file(module.path)
    if plan.decorator is None:
        statement = file.statement(plan.statement)
        file.wrap(statement, statement, f"if {plan.test}:")
    elif plan.is_call:
        file.add_keywords(file.node(plan.decorator, cst.Call), {"clear_state": "True"})
    else:
        decorator = file.node(plan.decorator, cst.BaseExpression)  # type: ignore[type-abstract]
        file.replace(decorator, file.parse_expression(f"{file.code(decorator)}(clear_state=True)"))
