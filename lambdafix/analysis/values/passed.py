"""What a parameter holds, where a single call in the file gives it."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lambdafix.analysis.syntax.scopes import BindingKind, FunctionNode

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module


@dataclass(frozen=True, slots=True, eq=False)
class Passed:
    value: ast.expr
    call: ast.Call


def passed(module: Module, name: ast.Name) -> Passed | None:
    """What `name`, a parameter that is never rebound, is given; None where several calls, or none here, give it."""
    owner = module.owner(name)
    bindings = owner.bindings[name.id] if owner else []
    if owner is None or len(bindings) != 1 or bindings[0].kind is not BindingKind.PARAMETER:
        return None
    function = owner.node
    if not isinstance(function, FunctionNode) or module.handler(function) is not None:
        return None
    calls = _calls_of(module, function)
    value = _argument(function, calls[0], name.id) if len(calls) == 1 else None
    return Passed(value, calls[0]) if value is not None else None


def _calls_of(module: Module, function: FunctionNode) -> list[ast.Call]:
    meant = (module.path, module.qualname(function))
    if any(path != module.path for path, _ in module.program.callers(*meant)):
        return []
    found = []
    for call in module.every(ast.Call):
        text = module.text(call.func)
        if text.rpartition(".")[2] == function.name:
            target = module.definition(call.func)
            if target is not None and (target.path, target.qualname) == meant:
                found.append(call)
    return found


def _argument(function: FunctionNode, call: ast.Call, parameter: str) -> ast.expr | None:
    if any(isinstance(a, ast.Starred) for a in call.args) or any(k.arg is None for k in call.keywords):
        return None
    for keyword in call.keywords:
        if keyword.arg == parameter:
            return keyword.value
    names = [argument.arg for argument in (*function.args.posonlyargs, *function.args.args)]
    position = names.index(parameter) if parameter in names else len(call.args)
    return call.args[position] if position < len(call.args) else None
