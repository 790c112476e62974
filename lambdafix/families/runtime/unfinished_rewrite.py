"""Waits for what a handler starts, before it returns."""

from __future__ import annotations

import libcst as cst

from lambdafix.analysis.program.module import Module
from lambdafix.families.runtime.unfinished import Wait, Work
from lambdafix.rewrite.layout import Line
from lambdafix.rewrite.patch import FilePatch, Patch, Unlocatable


def carry_out(plan: Wait, module: Module, patch: Patch) -> None:
    """Raises `Unlocatable` where the statement shares its line."""
    file = patch.file(module.path)
    call = file.node(plan.call, cst.Call)
    match plan.work:
        case Work.COMMAND:
            waiting = "communicate" if plan.piped else "wait"
            file.replace(call, cst.Call(cst.Attribute(call.deep_clone(), cst.Name(waiting))))
        case Work.THREAD:
            _join(file, plan, call)
        case _:
            _gather(file, plan, call)


def _join(file: FilePatch, plan: Wait, call: cst.Call) -> None:
    assert isinstance(call.func, cst.Attribute)
    joined = f"{file.code(call.func.value)}.join()"
    start, last = file.statement(plan.statement), file.statement(plan.last)
    if start is last:
        file.insert_after(start, joined)
        return
    if not isinstance(start, Line):
        raise Unlocatable("the statement shares its line")
    siblings = list(file.layout.siblings(start))
    following = siblings[siblings.index(start) + 1]
    file.wrap(following, last, "try:", f"finally:\n    {joined}")


def _gather(file: FilePatch, plan: Wait, call: cst.Call) -> None:
    futures = file.fresh_name("futures", "pending_futures")
    wait = file.ensure_import("concurrent.futures", "wait")
    file.insert_at_top(file.function(plan.function), f"{futures} = []")
    file.replace(call, cst.Call(cst.parse_expression(f"{futures}.append"), [cst.Arg(call.deep_clone())]))
    last = file.statement(plan.last)
    is_return = isinstance(last, cst.SimpleStatementLine) and isinstance(last.body[-1], cst.Return)
    (file.insert_before if is_return else file.insert_after)(last, f"{wait}({futures})")
    file.bind(plan.name, futures)
