"""The yardstick: "a boto3 client is built inside a function", as a rule for Fixit."""

# ruff: noqa: N802 - libcst names the methods of its visitors

from __future__ import annotations

import libcst as cst
from fixit import Invalid, LintRule, Valid


class ClientInFunction(LintRule):
    """Build the client once, at module level."""

    VALID = [Valid("import boto3\nclient = boto3.client('s3')")]  # noqa: RUF012 - Fixit's own way
    INVALID = [Invalid("def handler(event, context):\n    client = boto3.client('s3')")]  # noqa: RUF012

    def __init__(self) -> None:
        super().__init__()
        self._depth = 0

    def visit_FunctionDef(self, node: cst.FunctionDef) -> None:
        self._depth += 1

    def leave_FunctionDef(self, original_node: cst.FunctionDef) -> None:
        self._depth -= 1

    def visit_Call(self, node: cst.Call) -> None:
        match node.func:
            case cst.Attribute(value=cst.Name("boto3"), attr=cst.Name("client" | "resource")) if self._depth:
                self.report(node, "client built inside a function")
