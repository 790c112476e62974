"""Reads all pages of an operation where one was read."""

from __future__ import annotations

import ast

import libcst as cst

from lambdafix.analysis.program.module import Module
from lambdafix.families.sdk.paging import AllPages
from lambdafix.rewrite.arguments import LINE_LENGTH, with_keywords
from lambdafix.rewrite.patch import FilePatch, Patch


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
    whole = cst.Call(cst.Attribute(pages, cst.Name("build_full_result")))
    if (statement := _statement_begun_by(file, call)) is None or _fits(file, call, whole):
        file.replace(call, whole)
        return
    name = file.fresh_name("pages")
    node = next(node for node in module.every(ast.Call) if module.span(node) == plan.call)
    file.bind(module.qualname(module.function(node)) if module.function(node) else "", name)
    file.insert_before(statement, file.parse_statement(f"{name} = {cst.Module([]).code_for_node(pages)}"))
    file.replace(call, cst.parse_expression(f"{name}.build_full_result()"))


def _statement_begun_by(file: FilePatch, call: cst.Call) -> cst.SimpleStatementLine | None:
    """The line of an assignment or `return` whose value begins with the call, so that nothing runs before it."""
    inner: cst.CSTNode = call
    for above in file.tree.ancestors(call):
        if isinstance(above, cst.SimpleStatementLine):
            is_plain = isinstance(inner, cst.Assign | cst.Return) and len(above.body) == 1
            value = inner.value if isinstance(inner, cst.Assign | cst.Return) else None
            begins = value is not None and file.tree.spans[value].start == file.tree.spans[call].start
            return above if is_plain and begins else None
        inner = above
    return None


def _fits(file: FilePatch, call: cst.Call, new: cst.Call) -> bool:
    """Whether the row of the call is no longer with `new` than formatters allow."""
    source, code = file.tree.source, cst.Module([]).code_for_node(new)
    row = source.line(source.position(file.tree.spans[call].start).row).rstrip()
    return "\n" in file.code(call) or len(row) - len(file.code(call)) + len(code) <= LINE_LENGTH
