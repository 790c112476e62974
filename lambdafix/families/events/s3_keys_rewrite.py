"""Decodes the key of an S3 event where it is read."""

from __future__ import annotations

import libcst as cst

from lambdafix.analysis.program.module import Module
from lambdafix.families.events.s3_keys import Decode
from lambdafix.rewrite.patch import Patch


def carry_out(plan: Decode, module: Module, patch: Patch) -> None:
    """`record["s3"]["object"]["key"]` becomes `unquote_plus(record["s3"]["object"]["key"])`."""
    file = patch.file(module.path)
    read = file.node(plan.read, cst.BaseExpression)  # type: ignore[type-abstract]
    decode = file.ensure_import("urllib.parse", "unquote_plus")
    file.replace(read, cst.Call(cst.parse_expression(decode), [cst.Arg(read.deep_clone())]))
