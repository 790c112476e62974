"""Runs the coroutines of all requests on one event loop."""

from __future__ import annotations

import libcst as cst

from lambdafix.analysis.program.module import Module
from lambdafix.families.runtime.loops import OneLoop
from lambdafix.rewrite.patch import Patch


def carry_out(plan: OneLoop, module: Module, patch: Patch) -> None:
    """`asyncio.run(serve())` becomes `loop.run_until_complete(serve())`."""
    file = patch.file(module.path)
    call = file.node(plan.call, cst.Call)
    loop = file.fresh_name("loop", "event_loop")
    asyncio = file.ensure_import("asyncio")
    file.add_to_module(f"{loop} = {asyncio}.new_event_loop()")
    coroutine = file.node(plan.coroutine, cst.BaseExpression)  # type: ignore[type-abstract]
    run = cst.parse_expression(f"{loop}.run_until_complete")
    file.replace(call, cst.Call(run, [cst.Arg(coroutine.deep_clone())]))
