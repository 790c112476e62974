"""Give a request its own value: move the definition into the handler, or reset it where the request enters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import libcst as cst

from lambdafix.families.state.fresh import Entrance, Move, Reset
from lambdafix.rewrite.patch import FilePatch, Patch
from lambdafix.rewrite.render import NewStatement


def make_fresh(plan: Move | Reset, patch: Patch) -> None:
    """Record what `plan` says. Raises `CannotRewriteError`."""
    if isinstance(plan, Move):
        file = patch.file(plan.path)
        function = file.function(plan.function)
        undeclare(file, function, plan.name)
        line = file.taken(file.statement(plan.definition))
        _insert(file, function, plan.name, [line])
        file.unbind("", plan.name)
        file.bind(plan.scope, plan.name)
        return
    for entrance in plan.entrances:
        _reset(patch.file(entrance.path), entrance, plan.name)


def undeclare(file: FilePatch, function: cst.FunctionDef, name: str) -> None:
    """Take `name` out of the function's `global` statements."""
    for statement in _globals_of(function, name):
        _undeclare(file, statement, name)


def _reset(file: FilePatch, entrance: Entrance, name: str) -> None:
    function = file.function(entrance.function)
    if entrance.module:
        file.ensure_import(entrance.module, name)
    lines = list(entrance.code)
    if entrance.declares:
        leading = list(_leading_globals(function))
        declared = list(_globals_of(function, name))
        for statement in declared:
            if statement not in leading:
                _undeclare(file, statement, name)
        if not any(statement in leading for statement in declared):
            if leading:
                _declare(file, leading[-1], name)
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


def _leading_globals(function: cst.FunctionDef) -> Iterator[cst.Global]:
    body = function.body.body
    for index, line in enumerate(body):
        small = line.body[0] if isinstance(line, cst.SimpleStatementLine) else None
        if isinstance(small, cst.Global):
            yield small
        elif index or not isinstance(small, cst.Expr) or not isinstance(small.value, cst.BaseString):
            return


def _globals_of(function: cst.FunctionDef, name: str) -> Iterator[cst.Global]:
    """The function's own declarations of `name`, those of functions inside it left out."""
    stack: list[cst.CSTNode] = [function.body]
    while stack:
        node = stack.pop()
        if isinstance(node, cst.Global):
            if any(item.name.value == name for item in node.names):
                yield node
        elif not isinstance(node, (cst.FunctionDef, cst.ClassDef)):
            stack += node.children


def _declare(file: FilePatch, statement: cst.Global, name: str) -> None:
    names = [item.with_changes(comma=cst.MaybeSentinel.DEFAULT) for item in statement.names]
    file.replace(statement, statement.with_changes(names=[*names, cst.NameItem(cst.Name(name))]))


def _undeclare(file: FilePatch, statement: cst.Global, name: str) -> None:
    names = [item for item in statement.names if item.name.value != name]
    if not names:
        file.remove(statement)
        return
    names[-1] = names[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)
    file.replace(statement, statement.with_changes(names=names))
