"""Reads all pages of an operation where one was read."""

from __future__ import annotations

import libcst as cst

from lambdafix.analysis.program.module import Module
from lambdafix.families.sdk.paging import AllPages
from lambdafix.rewrite.arguments import with_keywords
from lambdafix.rewrite.patch import Patch


def carry_out(plan: AllPages, module: Module, patch: Patch) -> None:
    """Call the operation's paginator with the same arguments, and gather its pages into one answer."""
    file = patch.file(module.path)
    call = file.node(plan.call, cst.Call)
    assert isinstance(call.func, cst.Attribute)
    receiver = file.code(call.func.value)
    client = f"{receiver}.meta.client" if plan.table else receiver
    func = file.parse_expression(f"{client}.get_paginator({file.quote(plan.method)}).paginate")
    named = {"TableName": f"{receiver}.name"} if plan.table else {}
    pages = with_keywords(call.with_changes(func=func), named, spread=False) if named else call.with_changes(func=func)
    file.replace(call, cst.Call(cst.Attribute(pages, cst.Name("build_full_result"))))
