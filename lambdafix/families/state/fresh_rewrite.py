"""Give a request its own value: move the definition into the handler, or reset it where the request enters."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from lambdafix.analysis.program.module import Module
from lambdafix.families.state.fresh import Entrance, Move, Plan, Together
from lambdafix.rewrite.globals import declaring, globals_of, leading_globals
from lambdafix.rewrite.patch import FilePatch, Patch
from lambdafix.rewrite.render import NewStatement


def carry_out(plan: Plan, module: Module, patch: Patch) -> None:
    """Record what `plan` says. Raises `CannotRewriteError`."""
    if isinstance(plan, Together):
        for one in plan.plans:
            carry_out(one, module, patch)
        return
    if isinstance(plan, Move):
        file = patch.file(plan.path)
        function = file.function(plan.function)
        file.undeclare(function, plan.name)
        line = file.taken(file.statement(plan.definition))
        _insert(file, function, plan.name, [line])
        file.unbind("", plan.name)
        file.bind(plan.scope, plan.name)
        return
    for entrance in plan.entrances:
        _reset(patch.file(entrance.path), entrance, plan.name)


def _reset(file: FilePatch, entrance: Entrance, name: str) -> None:
    function = file.function(entrance.function)
    if entrance.module:
        file.ensure_import(entrance.module, name)
    lines = list(entrance.code)
    if entrance.declares:
        leading = list(leading_globals(function))
        declared = list(globals_of(function, name))
        for statement in declared:
            if statement not in leading:
                file.undeclare(statement, name)
        if not any(statement in leading for statement in declared):
            if leading:
                file.replace(leading[-1], declaring(leading[-1], name))
            else:
                lines.insert(0, f"global {name}")
    _insert(file, function, name, lines)


def _insert(file: FilePatch, function: cst.FunctionDef, name: str, lines: Sequence[NewStatement]) -> None:
    """At the top of a function, below the first values of other names that stand there: names keep their order."""
    last: cst.SimpleStatementLine | None = None
    for line in function.body.body:
        if not isinstance(line, cst.SimpleStatementLine) or len(line.body) != 1:
            break
        small = line.body[0]
        if isinstance(small, (cst.Assign, cst.AnnAssign)) and _binds_literal(small, name):
            last = line
        elif last is not None or not _heads_a_body(small):
            break
    if last is None:
        file.insert_at_top(function, *lines)
    else:
        file.insert_after(last, *lines)


def _heads_a_body(small: cst.BaseSmallStatement) -> bool:
    return isinstance(small, cst.Global) or (isinstance(small, cst.Expr) and isinstance(small.value, cst.BaseString))


def _binds_literal(statement: cst.Assign | cst.AnnAssign, name: str) -> bool:
    """`other = value` of a value that nothing can change and that changes nothing."""
    if isinstance(statement, cst.Assign):
        target = statement.targets[0].target if len(statement.targets) == 1 else None
    else:
        target = statement.target
    other = isinstance(target, cst.Name) and target.value != name
    return other and statement.value is not None and _is_literal(statement.value)


def _is_literal(value: cst.BaseExpression) -> bool:
    match value:
        case cst.List(elements=[]) | cst.Dict(elements=[]) | cst.Tuple(elements=[]):
            return True
        case cst.Call(func=cst.Name(value="list" | "dict" | "set"), args=[]):
            return True
        case cst.Name(value="None" | "True" | "False") | cst.Integer() | cst.Float() | cst.SimpleString():
            return True
    return False
