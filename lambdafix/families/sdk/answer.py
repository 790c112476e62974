"""What is done with the answer of a call: which of its fields are read, and whether it gets out of sight."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lambdafix.analysis.syntax.facts import dotted
from lambdafix.analysis.syntax.scopes import ScopeKind
from lambdafix.knowledge import loggers

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    fields: dict[str, list[ast.expr]]
    """Constant key -> what reads it: `answer["Items"]`, `answer.get("Items")`, `"Items" in answer`."""
    escapes: bool
    """It is returned, kept, passed on, changed, or read in a way that was not understood."""
    logged: bool
    bound: ast.Name | None
    """The local it is assigned to."""

    @property
    def is_dropped(self) -> bool:
        return not self.fields and not self.escapes


def answer_of(module: Module, call: ast.Call) -> Answer:
    fields: dict[str, list[ast.expr]] = {}
    parent = module.parent(call)
    if isinstance(parent, ast.Expr):
        return Answer(fields, False, False, None)
    target = _local_target(module, call)
    if target is None:
        key = _note(module, call, fields)
        return Answer(fields, not key, False, None)
    owner = module.owner(target)
    assert owner is not None
    escapes = logged = False
    for use in module.scopes.uses_of(target.id, owner):
        if _note(module, use, fields):
            continue
        if is_logged(module, use):
            logged = True
        else:
            escapes = True
    return Answer(fields, escapes, logged, target)


def _local_target(module: Module, call: ast.Call) -> ast.Name | None:
    """The local that this call alone is assigned to."""
    statement = module.parent(call)
    if not isinstance(statement, ast.Assign | ast.AnnAssign) or statement.value is not call:
        return None
    targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
    if len(targets) != 1 or not isinstance(targets[0], ast.Name):
        return None
    owner = module.owner(targets[0])
    if owner is None or owner.kind is not ScopeKind.FUNCTION or len(owner.bindings[targets[0].id]) != 1:
        return None
    return targets[0]


def _note(module: Module, value: ast.expr, fields: dict[str, list[ast.expr]]) -> bool:
    above = module.parent(value)
    reading: ast.expr | None = None
    key: ast.expr | None = None
    match above:
        case ast.Subscript(slice=ast.Constant() as key, ctx=ast.Load()) if above.value is value:
            reading = above
        case ast.Attribute(attr="get") if isinstance(outer := module.parent(above), ast.Call) and outer.func is above:
            reading, key = outer, outer.args[0] if outer.args else None
        case ast.Compare(left=ast.Constant() as key, ops=[ast.In() | ast.NotIn()]) if above.comparators == [value]:
            reading = above
    if reading is None or not isinstance(key, ast.Constant) or not isinstance(key.value, str):
        return False
    fields.setdefault(key.value, []).append(reading)
    return True


def is_logged(module: Module, value: ast.expr) -> bool:
    """Whether a value is printed or logged, as it is or as a text."""
    for above in module.ancestors(value):
        match above:
            case ast.FormattedValue() | ast.JoinedStr() | ast.keyword() | ast.BinOp():
                continue
            case ast.Call(func=ast.Name(id="print")):
                return True
            case ast.Call(func=ast.Name(id="str" | "repr")):
                continue
            case ast.Call(func=ast.Attribute(attr=attr) as func) if attr in loggers.METHODS:
                return "log" in dotted(func).lower()
            case ast.Call(func=ast.Attribute(attr="dumps" | "format" | "pformat")):
                continue
        return False
    return False
