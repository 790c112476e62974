"""Loads in a cached getter what every request loaded."""

from __future__ import annotations

import libcst as cst

from lambdafix.analysis.program.module import Module
from lambdafix.families.runtime.loading import LoadOnce
from lambdafix.rewrite.patch import Patch


def carry_out(plan: LoadOnce, module: Module, patch: Patch) -> None:
    """`model = joblib.load("m")` becomes `model = load_model()`, and that a function under `functools.cache`."""
    file = patch.file(module.path)
    statement = file.statement(plan.statement)
    call = file.node(plan.call, cst.Call)
    getter = file.fresh_name(f"load_{plan.name}", f"load_the_{plan.name}")
    cache = file.ensure_import("functools", "cache")
    if plan.opened:
        assert isinstance(statement, cst.With)
        header = file.code(statement.items[0])
        body = f"    with {header}:\n        return {file.code(call)}"
    else:
        body = f"    return {file.code(call)}"
    file.add_to_module(f"@{cache}\ndef {getter}():\n{body}")
    file.replace(statement, file.parse_statement(f"{plan.name} = {getter}()"))
    if plan.opened:
        file.bind(getter, plan.opened)
        file.unbind(plan.function, plan.opened)
