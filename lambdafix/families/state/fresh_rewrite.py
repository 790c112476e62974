"""Give a request its own value: move the definition into the handler, or reset it where the request enters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import libcst as cst

from lambdafix.analysis.program.module import Module
from lambdafix.families.state.fresh_plan import Entrance, Move, Plan, Reset, Together
from lambdafix.model import Span
from lambdafix.rewrite.globals import declaring, globals_of, leading_globals
from lambdafix.rewrite.patch import FilePatch, Patch
from lambdafix.rewrite.render import NewStatement


def carry_out(plan: Plan, module: Module, patch: Patch) -> None:
    """Record what `plan` says. Raises `CannotRewriteError`."""
    entrances: dict[tuple[str, Span], list[tuple[str, Entrance]]] = {}
    for one in _single(plan):
        if isinstance(one, Move):
            _move(patch.file(one.path), one)
        else:
            for entrance in one.entrances:
                entrances.setdefault((entrance.path, entrance.function), []).append((one.name, entrance))
    for (path, _), begun in entrances.items():
        _begin(patch.file(path), begun)


def _single(plan: Plan) -> Iterator[Move | Reset]:
    if isinstance(plan, Together):
        for one in plan.plans:
            yield from _single(one)
    else:
        yield plan


def _move(file: FilePatch, plan: Move) -> None:
    function = file.function(plan.function)
    file.undeclare(function, plan.name)
    line = file.taken(file.statement(plan.definition))
    _insert(file, function, plan.name, [line])
    file.unbind("", plan.name)
    file.bind(plan.scope, plan.name)


def _begin(file: FilePatch, begun: Sequence[tuple[str, Entrance]]) -> None:
    """Give the names their first values at the top of the one function that all these entrances are of."""
    function = file.function(begun[0][1].function)
    declared: list[str] = []
    for name, entrance in begun:
        if entrance.module:
            file.ensure_import(entrance.module, name)
        if entrance.declares and not _is_declared(file, function, name):
            declared.append(name)
    lines = [line for _, entrance in begun for line in entrance.code]
    if declared:
        leading = list(leading_globals(function))
        if leading:
            file.replace(leading[-1], declaring(leading[-1], *declared))
        else:
            lines.insert(0, f"global {', '.join(declared)}")
    _insert(file, function, begun[0][0], lines)


def _is_declared(file: FilePatch, function: cst.FunctionDef, name: str) -> bool:
    """Whether the function declares it at its top; a declaration further down goes."""
    leading = list(leading_globals(function))
    found = list(globals_of(function, name))
    for statement in found:
        if statement not in leading:
            file.undeclare(statement, name)
    return any(statement in leading for statement in found)


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
