"""Code that looks over all names of a module, and so sees one that is new there."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from lambdafix.analysis.program.imports import short_module
from lambdafix.analysis.program.memo import remembered
from lambdafix.analysis.syntax.facts import ModuleFacts
from lambdafix.analysis.values.by_name import is_own_module

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module

_LOOKING = frozenset({"dir", "getmembers", "vars"})


@remembered
def looked_over(module: Module) -> str:
    """Where code, tests aside, looks over the names of the module: "line 7 of app"; "" for nowhere."""
    for path in (module.path, *module.users.importers(module.path)):
        if not _may_look(module.program.files[path]):
            continue
        home = module.other(path)
        for call in home.every(ast.Call) if home is not None else ():
            if home is not None and _looks_over(home, call, module.path):
                return f"line {call.lineno} of {short_module(path)}"
        for attribute in home.every(ast.Attribute) if home is not None else ():
            if attribute.attr == "__dict__" and home is not None and _means(home, attribute.value, module.path):
                return f"line {attribute.lineno} of {short_module(path)}"
    return ""


def _may_look(facts: ModuleFacts) -> bool:
    return any(
        text.rpartition(".")[2] in _LOOKING | {"globals", "__dict__"} or text.startswith("globals().")
        for scope in facts.scopes.values()
        for text in (*scope.calls, *scope.loads)
    )


def _looks_over(home: Module, call: ast.Call, path: str) -> bool:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name in _LOOKING and call.args:
        return _means(home, call.args[0], path)
    if home.path != path:
        return False
    if name == "globals":
        return not _reads_one_that_is_there(home, call)
    return name in ("dir", "vars", "locals") and not call.args and home.function(call) is None


def _reads_one_that_is_there(home: Module, call: ast.Call) -> bool:
    """`globals()["name"]`, which a new name changes nothing about; `globals().get("name")` is not sure of it."""
    above = home.parent(call)
    return isinstance(above, ast.Subscript) and isinstance(above.slice, ast.Constant)


def _means(home: Module, expression: ast.expr, path: str) -> bool:
    """Whether `expression` is the module at `path`."""
    if is_own_module(home, expression):
        return home.path == path
    meant = home.definition(expression)
    return meant is not None and (meant.kind, meant.path) == ("module", path)
