"""Everything that is done with one module-level name, in its own file and in others."""

from __future__ import annotations

import ast
import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lambdafix.analysis.program.users import ExternalUse
from lambdafix.analysis.syntax.facts import MUTATING_METHODS
from lambdafix.analysis.syntax.scopes import Binding, FunctionNode, Scope, ScopeKind
from lambdafix.knowledge import loggers, purity

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module


class Action(enum.Enum):
    """What one use does with the name's value."""

    READ = "reads"
    """Reads it or a part of it and keeps nothing: indexing, membership, iteration, a method that only reads."""
    MUTATE = "mutates"
    CLEAR = "clears"
    """Empties it whatever it held: `.clear()`, `x[:] = []`, `del x[:]`."""
    ESCAPE = "passes on"
    """Hands the object itself to something else: an argument, a return value, another name, a container."""
    CAPTURE = "captures"
    """Kept by a default argument, a decorator or a class body."""
    DELETE = "deletes"


@dataclass(frozen=True, slots=True, eq=False)
class Use:
    node: ast.Name | ast.Attribute
    action: Action
    function: FunctionNode | None
    """The function whose body holds it; None at import time."""
    method: str = ""
    """The method called on it, if one is."""


@dataclass(frozen=True, slots=True, eq=False)
class ModuleVariable:
    name: str
    bindings: tuple[Binding, ...]
    """Every place that binds it, in source order: at module level, and under `global` in functions."""
    uses: tuple[Use, ...]
    """Every other use in this file, in source order."""
    external: tuple[ExternalUse, ...]
    star_importers: tuple[str, ...]
    exported: bool
    """Named in `__all__`."""

    @property
    def module_bindings(self) -> tuple[Binding, ...]:
        return tuple(b for b in self.bindings if b.written_in.kind is ScopeKind.MODULE)

    @property
    def global_bindings(self) -> tuple[Binding, ...]:
        return tuple(b for b in self.bindings if b.written_in.kind is not ScopeKind.MODULE)

    def functions(self) -> list[FunctionNode]:
        """Every function of this file that binds or uses it, in source order."""
        found: dict[FunctionNode, None] = {}
        for binding in self.global_bindings:
            scope: Scope | None = binding.written_in.function()
            if scope is not None:
                found[scope.node] = None  # type: ignore[index]
        for use in self.uses:
            if use.function is not None:
                found[use.function] = None
        return sorted(found, key=lambda function: function.lineno)


def describe(module: Module, name: str) -> ModuleVariable | None:
    """The life of the module-level `name`; None where the module binds no such name."""
    top = module.scopes.module
    if name not in top.bindings:
        return None
    bindings = sorted(top.bindings[name], key=lambda b: (b.node.lineno, b.node.col_offset))  # type: ignore[attr-defined]
    uses = sorted(module.scopes.uses_of(name, top), key=lambda n: (n.lineno, n.col_offset))
    facts = module.program.files[module.path]
    return ModuleVariable(
        name,
        tuple(bindings),
        tuple(classify(module, use) for use in uses),
        module.users.of(module.path, name),
        module.users.star_importers(module.path),
        name in (facts.exports or ()),
    )


def classify(module: Module, name: ast.Name | ast.Attribute) -> Use:
    """What the expression around a use of a name, or of `module.name`, does with the object."""
    function = module.function(name)
    if isinstance(name.ctx, ast.Del):
        return Use(name, Action.DELETE, function)
    above = module.parent(name)
    if _is_captured(module, name):
        return Use(name, Action.CAPTURE, function)
    match above:
        case ast.Attribute(attr=attr):
            call = module.parent(above)
            if isinstance(call, ast.Call) and call.func is above:
                if attr == "clear":
                    return Use(name, Action.CLEAR, function, attr)
                return Use(name, Action.MUTATE if attr in MUTATING_METHODS else Action.READ, function, attr)
            if isinstance(above.ctx, ast.Load):
                # a bound method or attribute that is itself passed on
                return Use(
                    name,
                    Action.READ if isinstance(call, ast.Attribute | ast.Subscript) else Action.ESCAPE,
                    function,
                    attr,
                )
            return Use(name, Action.MUTATE, function)
        case ast.Subscript(value=value, slice=index) if value is name:
            return Use(name, _subscript(module, above, index), function)
        case (
            ast.Subscript()
            | ast.Compare()
            | ast.BoolOp()
            | ast.UnaryOp()
            | ast.If()
            | ast.While()
            | ast.IfExp()
            | ast.Assert()
        ):
            escapes = isinstance(above, ast.BoolOp) or (isinstance(above, ast.IfExp) and above.test is not name)
            return Use(name, Action.ESCAPE if escapes and not _is_condition(module, above) else Action.READ, function)
        case ast.For() | ast.AsyncFor() | ast.comprehension():
            return Use(name, Action.READ, function)
        case ast.AugAssign(target=target) if target is name:
            return Use(name, Action.MUTATE, function)
        case ast.BinOp() | ast.FormattedValue():
            return Use(name, Action.READ, function)
        case ast.Starred():
            return Use(name, Action.READ, function)
        case ast.Call(func=func) if func is not name:
            return Use(name, Action.READ if _only_reads(module, func) else Action.ESCAPE, function)
        case ast.Call():
            return Use(name, Action.READ, function)
    return Use(name, Action.ESCAPE, function)


def _only_reads(module: Module, func: ast.expr) -> bool:
    if isinstance(func, ast.Name):
        return func.id in purity.READING_BUILTINS and module.owner(func) is None
    if isinstance(func, ast.Attribute):
        if func.attr in ("join", "format", "extend", "update") and not module.canonical(func):
            return True
        if func.attr in loggers.METHODS and isinstance(func.value, ast.Name):
            return func.value.id in loggers.NAMES
    return module.canonical(func) in purity.READING_CALLS


def _subscript(module: Module, subscript: ast.Subscript, index: ast.expr) -> Action:
    if not isinstance(subscript.ctx, ast.Load):
        whole = isinstance(index, ast.Slice) and index.lower is None and index.upper is None and index.step is None
        return Action.CLEAR if whole else Action.MUTATE
    node: ast.AST = subscript
    above = module.parent(node)
    # x["a"]["b"] = 1 and x["a"].append(1) change what x holds
    while isinstance(above, ast.Subscript | ast.Attribute) and above.value is node:
        if not isinstance(above.ctx, ast.Load):
            return Action.MUTATE
        if isinstance(above, ast.Attribute):
            call = module.parent(above)
            if isinstance(call, ast.Call) and call.func is above:
                return Action.MUTATE if above.attr in (MUTATING_METHODS | {"clear"}) else Action.READ
        node, above = above, module.parent(above)
    if isinstance(above, ast.AugAssign) and above.target is node:
        return Action.MUTATE
    return Action.READ


def _is_condition(module: Module, node: ast.AST) -> bool:
    above = module.parent(node)
    while isinstance(above, ast.BoolOp | ast.UnaryOp):
        node, above = above, module.parent(above)
    return isinstance(above, ast.If | ast.While | ast.Assert) or (isinstance(above, ast.IfExp) and above.test is node)


def _is_captured(module: Module, name: ast.expr) -> bool:
    """In a default argument, a decorator, or a class body."""
    if module.scopes.scope_at(name).kind is ScopeKind.CLASS:
        return True
    child: ast.AST = name
    for above in module.ancestors(name):
        if isinstance(above, ast.arguments):
            return True
        if isinstance(above, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            return child in above.decorator_list
        child = above
    return False
