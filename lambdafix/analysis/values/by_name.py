"""Code that may reach a name without spelling it as an import would: star imports, `sys.modules`, `setattr`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lambdafix.analysis.program.imports import module_parts
from lambdafix.analysis.syntax.facts import CONSTRUCTORS, ModuleFacts, Scope
from lambdafix.analysis.values.boto import bound_value
from lambdafix.analysis.values.variable import ModuleVariable
from lambdafix.knowledge import loading, purity

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module

_TABLE = ("sys.modules", "modules")


def testing_by_name(module: Module, variable: ModuleVariable) -> str:
    """A test file that may use the name by a star import, or by a module it imported while it runs; "" for none."""
    importers = module.tests().importers
    for path, facts in module.program.files.items():
        if facts.test is None and facts.mocking is None:
            continue
        texts = set(_texts(facts))
        if path in variable.star_importers and any(text.partition(".")[0] == variable.name for text in texts):
            return path
        reaches = path in importers or _imports_at_run_time(facts)
        if reaches and any(variable.name in text.split(".")[1:] for text in texts):
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
        not {call.rpartition(".")[2] for call in scope.calls}.isdisjoint(loading.LOADERS)
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
        if call.args and (name in loading.LOADERS or looked_up):
            yield call.args[0]


def _may_mean(key: ast.expr, name: str, is_own_file: bool) -> bool:
    if isinstance(key, ast.Constant) and isinstance(key.value, str):
        return key.value.rpartition(".")[2] == name
    if isinstance(key, ast.Name) and key.id == "__name__":
        return is_own_file
    return True


# --- writing

ANY = "*"


@dataclass(frozen=True, slots=True)
class NameWrite:
    """A place that binds a name, or sets an attribute, that is given as a text."""

    node: ast.expr
    path: str
    """The file whose module-level name it is; "" for an attribute of some object, ANY where it may be any file."""
    name: str
    """"" where it cannot be told."""
    at_any_time: bool = False
    """What writes is handed on, and may be called whenever."""

    def means(self, path: str, name: str) -> bool:
        return self.path in (path, ANY) and self.name in ("", name)


def is_written_by_name(module: Module, path: str, name: str) -> bool:
    """Whether a function, tests aside, may bind `name` by its text: a module-level one of `path`, or an attribute.

    `path` is "" for an attribute.
    """
    return any(
        one.means(path, name)
        for other in module.program.writers_by_name
        for one in module.elsewhere(other, name_writes) or ()
    )


def name_writes(module: Module) -> tuple[NameWrite, ...]:
    """What the file's functions bind by texts that name it, except what an object sets on itself while it is made."""
    return tuple(
        write for write in _name_writes(module) if write.at_any_time or module.function(write.node) is not None
    )


def name_writes_at_import(module: Module) -> tuple[NameWrite, ...]:
    """What the import of the file itself binds by texts that name it."""
    return tuple(write for write in _name_writes(module) if module.function(write.node) is None)


def _name_writes(module: Module) -> Iterator[NameWrite]:
    for call in module.every(ast.Call):
        function = module.function(call)
        making = function.name if function is not None else ""
        if isinstance(call.func, ast.Attribute) and call.func.attr == "__setattr__":
            if making not in (*CONSTRUCTORS, "__setattr__"):
                yield NameWrite(call, "", _literal(call.args[-2]) if len(call.args) > 1 else "")
            continue
        if not isinstance(call.func, ast.Name) or module.owner(call.func) is not None:
            continue
        match call:
            case ast.Call(func=ast.Name(id="setattr"), args=[target, key, *_]):
                owner = _module_meant(module, target)
                if owner is not None and not (owner == "" and making in CONSTRUCTORS):
                    yield NameWrite(call, owner, _literal(key))
            case ast.Call(func=ast.Name(id="exec"), args=[_]):
                yield NameWrite(call, module.path, "")
            case ast.Call(func=ast.Name(id="globals"), args=[]):
                yield from _written_items(module, call, module.path)
            case ast.Call(func=ast.Name(id="locals" | "vars"), args=[]) if function is None:
                yield from _written_items(module, call, module.path)
            case ast.Call(func=ast.Name(id="vars"), args=[target]):
                owner = _module_meant(module, target)
                if owner is not None and making not in CONSTRUCTORS:
                    yield from _written_items(module, call, owner)
    yield from _by_attributes(module)
    for name in module.every(ast.Name):
        if name.id == "setattr" and module.owner(name) is None:
            yield from _handed_on(module, name)


def _by_attributes(module: Module) -> Iterator[NameWrite]:
    for attribute in module.every(ast.Attribute):
        function = module.function(attribute)
        if attribute.attr in _GLOBALS:
            yield from _written_items(module, attribute, _home_of(module, attribute.value))
        elif attribute.attr == "__dict__" and not (function is not None and function.name in CONSTRUCTORS):
            owner = _module_meant(module, attribute.value)
            if owner is not None:
                yield from _written_items(module, attribute, owner)
        elif not isinstance(attribute.ctx, ast.Load) and _is_looked_up(module, attribute.value):
            owner = _module_meant(module, attribute.value)
            if owner is not None:
                yield NameWrite(attribute, owner, attribute.attr)


_GLOBALS = frozenset({"__globals__", "f_globals"})


def _handed_on(module: Module, name: ast.Name) -> Iterator[NameWrite]:
    """`partial(setattr, conf, "REGION")`, and any other use of `setattr` than its call."""
    above = module.parent(name)
    match above:
        case ast.Call(func=func) if func is name:
            return
        case ast.Call(args=[first, target, *rest]) if first is name and _last(above.func) == "partial":
            owner = _module_meant(module, target)
            if owner is not None:
                yield NameWrite(above, owner, _literal(rest[0]) if rest else "", at_any_time=True)
        case _:
            yield NameWrite(name, ANY, "", at_any_time=True)
            yield NameWrite(name, "", "", at_any_time=True)


def _home_of(module: Module, function: ast.expr) -> str:
    """The file whose names are the globals of a function."""
    meant = module.definition(function)
    return meant.path if meant is not None else ANY


def _is_looked_up(module: Module, expression: ast.expr) -> bool:
    """Whether `expression` is a module that is looked up while the program runs, by its name as text."""
    match expression:
        case ast.Subscript(value=value):
            return module.canonical(value) == "sys.modules"
        case ast.Call(func=func, args=[_, *_]):
            return _last(func) in _IMPORTERS or module.canonical(func) == "sys.modules.get"
        case ast.Name() as name:
            bound = bound_value(module, name)
            return bound is not None and not isinstance(bound, ast.Name) and _is_looked_up(module, bound)
    return False


_IMPORTERS = frozenset({"import_module", "__import__"})


def _last(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _module_meant(module: Module, target: ast.expr) -> str | None:
    """The file of the project that `target` holds as a module; "" for an object, None for a module of others."""
    if _is_looked_up(module, target):
        return _looked_up(module, target)
    if module.canonical(target):
        return None
    meant = module.definition(target)
    return meant.path if meant is not None and meant.kind == "module" else ""


def is_own_module(module: Module, expression: ast.expr) -> bool:
    """Whether `expression` is `sys.modules[__name__]`, by whatever name."""
    return _is_looked_up(module, expression) and _looked_up(module, expression) == module.path


def _looked_up(module: Module, target: ast.expr) -> str | None:
    """The file that a text names, as of `sys.modules["conf"]`; ANY for a text that is not known."""
    if isinstance(target, ast.Name):
        value = bound_value(module, target)
        return _looked_up(module, value) if value is not None else ANY
    key: ast.expr = target.slice if isinstance(target, ast.Subscript) else target.args[0]  # type: ignore[attr-defined]
    if isinstance(key, ast.Name) and key.id == "__name__":
        return module.path
    named = _literal(key)
    return module.program.modules.find(module.path, named) if named else ANY


def _written_items(module: Module, names: ast.expr, path: str) -> Iterator[NameWrite]:
    """What is written into the dictionary of names that the expression gives."""
    above = module.parent(names)
    match above:
        case ast.Subscript(value=value, slice=key) if value is names:
            if not isinstance(above.ctx, ast.Load):
                yield NameWrite(names, path, _literal(key))
        case ast.Attribute(attr=method) if method in purity.READING_METHODS:
            return
        case ast.Attribute() | ast.Assign() | ast.AugAssign() | ast.NamedExpr() | ast.Return():
            yield NameWrite(names, path, "")
        case ast.Call(func=func):
            if not (isinstance(func, ast.Name) and func.id in purity.READING_BUILTINS | {"iter"}):
                yield NameWrite(names, path, "")


def _literal(key: ast.expr) -> str:
    return key.value if isinstance(key, ast.Constant) and isinstance(key.value, str) else ""
