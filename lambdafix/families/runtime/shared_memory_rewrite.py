"""Makes a pool of threads where one of processes was made."""

from __future__ import annotations

import libcst as cst

from lambdafix.analysis.program.module import Module
from lambdafix.families.runtime.shared_memory import Threads
from lambdafix.rewrite.patch import FilePatch, Patch

_NAME = "ThreadPoolExecutor"


def carry_out(plan: Threads, module: Module, patch: Patch) -> None:
    """`Pool(8)` and `ProcessPoolExecutor(8)` become `ThreadPoolExecutor(8)`, and `pool.map(…)` a list of it."""
    file = patch.file(module.path)
    func = file.node(plan.func, cst.BaseExpression)  # type: ignore[type-abstract]
    executor = _imported_instead(file, plan, func) or file.ensure_import("concurrent.futures", _NAME)
    file.replace(func, file.parse_expression(executor))
    for span in plan.maps:
        call = file.node(span, cst.Call)
        file.replace(call, cst.Call(cst.Name("list"), [cst.Arg(call.deep_clone())]))
    for span in plan.closings:
        call = file.node(span, cst.Call)
        assert isinstance(call.func, cst.Attribute)
        file.replace(call, file.parse_expression(f"{file.code(call.func.value)}.shutdown()"))


def _imported_instead(file: FilePatch, plan: Threads, func: cst.BaseExpression) -> str:
    """Let the import that nothing else needs import the executor; "" where it must stay, or the name is taken."""
    if plan.imported is None or file.fresh_name(_NAME) != _NAME:
        return ""
    file.replace(file.statement(plan.imported), file.parse_statement(f"from concurrent.futures import {_NAME}"))
    file.unbind("", file.code(func).partition(".")[0])
    file.bind("", _NAME)
    return _NAME
