"""Writes a value in a form that JSON has."""

from __future__ import annotations

import libcst as cst

from lambdafix.analysis.program.module import Module
from lambdafix.families.events.answers import Kind, Written
from lambdafix.rewrite.patch import Patch

_DEFAULTS = {Kind.DATE: "str", Kind.DECIMAL: "float", Kind.SET: "list"}


def carry_out(plan: Written, module: Module, patch: Patch) -> None:
    """A `default=` for `json.dumps`, or the value's own form: `.isoformat()`, `.decode()`, `list(…)`, a JSON text."""
    file = patch.file(module.path)
    if plan.in_dumps and plan.kind in _DEFAULTS:
        file.add_keywords(file.node(plan.place, cst.Call), {"default": _DEFAULTS[plan.kind]})
        return
    value = file.node(plan.place, cst.BaseExpression)  # type: ignore[type-abstract]
    own = value.deep_clone()  # the node itself would be replaced once more inside its replacement
    match plan.kind:
        case Kind.DATE:
            file.replace(value, cst.Call(cst.Attribute(own, cst.Name("isoformat"))))
        case Kind.BYTES:
            file.replace(value, cst.Call(cst.Attribute(own, cst.Name("decode"))))
        case Kind.SET:
            file.replace(value, cst.Call(cst.Name("list"), [cst.Arg(own)]))
        case Kind.BODY:
            dumps = cst.parse_expression(f"{file.ensure_import('json')}.dumps")
            file.replace(value, cst.Call(dumps, [cst.Arg(own)]))
