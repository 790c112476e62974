"""What a DynamoDB call is made on: a client or a Table, built here, by a cached getter, or by another file."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from lambdafix.analysis.program.names import Definition
from lambdafix.analysis.syntax.facts import dotted
from lambdafix.analysis.values.boto import BotoKind
from lambdafix.analysis.values.held import held

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module


def as_text(receiver: ast.expr) -> str:
    """How the receiver can be named once more: "table", "self.table", "orders_table()"; "" where it cannot."""
    if isinstance(receiver, ast.Call):
        plain = not receiver.args and not receiver.keywords
        return f"{dotted(receiver.func)}()" if plain and dotted(receiver.func) else ""
    return dotted(receiver)


def is_known(module: Module, receiver: ast.expr, *, by_name: bool) -> bool:
    """Whether the receiver certainly is a DynamoDB client or `meta.client`, or where nothing is `by_name`, a Table."""
    if by_name and isinstance(receiver, ast.Attribute) and dotted(receiver).endswith(".meta.client"):
        base = receiver.value.value if isinstance(receiver.value, ast.Attribute) else receiver
        whole = held(module, base)
        return whole is not None and whole.built.service == "dynamodb"
    found = held(module, receiver)
    if found is not None:
        wanted = BotoKind.CLIENT if by_name else BotoKind.PART
        return found.built.service == "dynamodb" and found.built.kind is wanted
    return _imported(module, receiver, "dynamodb", table=not by_name)


def _imported(module: Module, receiver: ast.expr, service: str, *, table: bool) -> bool:
    """The same for a client or Table that another file of the project makes at module level."""
    meant = module.definition(receiver)
    if not isinstance(meant, Definition) or meant.kind != "variable" or meant.path == module.path:
        return False
    facts = module.program.files[meant.path]
    made = [a for a in facts.assignments if a.name == meant.qualname and a.callee]
    if len(made) != 1:
        return False
    if not table:
        return made[0].callee.endswith(".client") and service in made[0].arguments
    head, _, part = made[0].callee.rpartition(".")
    sources = [a for a in facts.assignments if a.name == head]
    return part == "Table" and any(a.callee.endswith(".resource") and service in a.arguments for a in sources)
