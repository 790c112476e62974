"""Code that may reach a module-level name without naming it as an import would: star imports, `sys.modules`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from lambdafix.analysis.facts import ModuleFacts, Scope
from lambdafix.analysis.imports import module_parts
from lambdafix.analysis.variable import ModuleVariable

if TYPE_CHECKING:
    from lambdafix.analysis.module import Module

_IMPORTERS = frozenset(
    {"import_module", "__import__", "reload", "exec_module", "run_path", "run_module", "load_module"}
)
_TABLE = ("sys.modules", "modules")


def testing_by_name(module: Module, variable: ModuleVariable) -> str:
    """A test file that may use the name by a star import, or by a module it imported while it runs; "" for none."""
    for path, facts in module.program.files.items():
        if facts.test is None:
            continue
        texts = set(_texts(facts))
        if path in variable.star_importers and any(text.partition(".")[0] == variable.name for text in texts):
            return path
        if _imports_at_run_time(facts) and any(variable.name in text.split(".")[1:] for text in texts):
            return path
    return ""


def reached_by_name(module: Module) -> str:
    """A file, tests aside, that looks this module up while the program runs, or may; "" for none."""
    own = module_parts(module.path)[-1]
    for path, facts in module.program.files.items():
        if facts.test is None and _imports_at_run_time(facts):
            other = module.other(path)
            if other is None or any(_may_mean(key, own, path == module.path) for key in _keys(other)):
                return path
    return ""


def _imports_at_run_time(facts: ModuleFacts) -> bool:
    return any(
        not {call.rpartition(".")[2] for call in scope.calls}.isdisjoint(_IMPORTERS)
        or any(text in _TABLE or text.startswith("sys.modules.") for text in (*scope.loads, *scope.calls))
        for scope in facts.scopes.values()
    )


def _texts(facts: ModuleFacts) -> Iterator[str]:
    for scope in facts.scopes.values():
        yield from _of_scope(scope)


def _of_scope(scope: Scope) -> Iterator[str]:
    for text in (*scope.loads, *scope.calls, *scope.mutations, *scope.binds):
        yield text.removesuffix("[]")


def _keys(module: Module) -> Iterator[ast.expr]:
    """What modules are looked up by."""
    for subscript in module.every(ast.Subscript):
        if module.canonical(subscript.value) == "sys.modules" and isinstance(subscript.ctx, ast.Load):
            yield subscript.slice
    for call in module.every(ast.Call):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        looked_up = isinstance(call.func, ast.Attribute) and module.canonical(call.func.value) == "sys.modules"
        if call.args and (name in _IMPORTERS or looked_up):
            yield call.args[0]


def _may_mean(key: ast.expr, name: str, is_own_file: bool) -> bool:
    if isinstance(key, ast.Constant) and isinstance(key.value, str):
        return key.value.rpartition(".")[2] == name
    if isinstance(key, ast.Name) and key.id == "__name__":
        return is_own_file
    return True
