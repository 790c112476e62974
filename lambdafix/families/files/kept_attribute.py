"""Paths that an object keeps in an attribute: `self.path = "/tmp/state.json"`."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from lambdafix.analysis.program.memo import remembered
from lambdafix.analysis.syntax.scopes import FunctionNode

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module


def is_own_attribute(expression: ast.expr) -> bool:
    return (
        isinstance(expression, ast.Attribute)
        and isinstance(expression.value, ast.Name)
        and (expression.value.id == "self")
    )


def kept_value(module: Module, attribute: ast.Attribute) -> ast.expr | None:
    """What the one assignment in the class gives an attribute of `self`; a default, where calls leave it as it is."""
    klass = next((above for above in module.ancestors(attribute) if isinstance(above, ast.ClassDef)), None)
    if klass is None:
        return None
    statements = [one for one in _kept(module).get(attribute.attr, ()) if klass in module.ancestors(one)]
    if len(statements) != 1 or statements[0].value is None:
        return None
    statement, value = statements[0], statements[0].value
    function = module.function(statement)
    if isinstance(value, ast.Name) and isinstance(function, ast.FunctionDef) and function.name == "__init__":
        return _default(module, klass, function, value.id)
    return value


@remembered
def _kept(module: Module) -> dict[str, list[ast.Assign | ast.AnnAssign]]:
    """Attribute -> the assignments of the file that set it on `self`, once for each target."""
    found: dict[str, list[ast.Assign | ast.AnnAssign]] = {}
    statements: list[ast.Assign | ast.AnnAssign] = [*module.every(ast.Assign), *module.every(ast.AnnAssign)]
    for statement in statements:
        for target in statement.targets if isinstance(statement, ast.Assign) else [statement.target]:
            if is_own_attribute(target) and isinstance(target, ast.Attribute):
                found.setdefault(target.attr, []).append(statement)
    return found


def _default(module: Module, klass: ast.ClassDef, function: FunctionNode, parameter: str) -> ast.expr | None:
    """The default of a parameter of `__init__` that some call of the class in this file leaves out."""
    positional = [*function.args.posonlyargs, *function.args.args]
    names = [argument.arg for argument in positional]
    first = len(positional) - len(function.args.defaults)
    if parameter not in names[first:] or len(module.scopes.of_node[function].bindings[parameter]) != 1:
        return None
    position = names.index(parameter) - 1
    for call in module.every(ast.Call):
        makes = isinstance(call.func, ast.Name) and call.func.id == klass.name
        unpacks = any(isinstance(a, ast.Starred) for a in call.args) or any(k.arg is None for k in call.keywords)
        given = len(call.args) > position or any(k.arg == parameter for k in call.keywords)
        if makes and not unpacks and not given and module.reach(call) is not None:
            return function.args.defaults[position + 1 - first]
    return None
