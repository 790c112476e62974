"""Containers in class bodies that request code changes through instances: one object for all instances and requests."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lambdafix.analysis.syntax.facts import dotted
from lambdafix.analysis.values.variable import Action, Use, classify
from lambdafix.families.state.leftover import is_container, is_lasting_name

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module

_SHARED_ON_PURPOSE = frozenset({"Enum", "BaseModel", "Protocol", "TypedDict", "NamedTuple", "Model"})
_KEYED = frozenset({"get", "index", "count", "setdefault"})


@dataclass(frozen=True, slots=True, eq=False)
class ClassState:
    klass: str
    attribute: str
    definition: ast.stmt
    changes: tuple[ast.Attribute, ...]
    reads: tuple[ast.Attribute, ...]


def class_state(module: Module) -> Iterator[ClassState]:
    """Such containers of the file's top-level classes, those left out that an instance or a request binds anew."""
    for klass in module.every(ast.ClassDef):
        if module.parent(klass) is not module.tree or _is_declarative(klass):
            continue
        for statement in klass.body:
            name = _container(module, statement)
            if name and not is_lasting_name(name) and (found := _state(module, klass, statement, name)):
                yield found


def _is_declarative(klass: ast.ClassDef) -> bool:
    """Whether a base or decorator gives class attributes a meaning of their own."""
    bases = {dotted(base).rpartition(".")[2] for base in klass.bases}
    return bool(klass.decorator_list) or bool(bases & _SHARED_ON_PURPOSE) or bool(klass.keywords)


def _container(module: Module, statement: ast.stmt) -> str:
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)], value=value) if is_container(module, value):
            return name
        case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value) if is_container(module, value):
            return "" if "ClassVar" in ast.unparse(statement.annotation) else name
    return ""


def _state(module: Module, klass: ast.ClassDef, definition: ast.stmt, name: str) -> ClassState | None:
    owners = {"self", "cls", klass.name}
    nodes = [
        node
        for node in module.every(ast.Attribute)
        if node.attr == name and isinstance(node.value, ast.Name) and node.value.id in owners
    ]
    inside = [node for node in nodes if _within(module, node, klass) or dotted(node) == f"{klass.name}.{name}"]
    outside = [
        node
        for node in module.every(ast.Attribute)
        if node.attr == name and node not in inside and _is_instance(module, node.value, klass)
    ]
    if any(not isinstance(node.ctx, ast.Load) for node in (*inside, *outside)):
        return None
    uses = [(node, classify(module, node)) for node in (*inside, *outside) if module.reach(node) is not None]
    if any(use.action is Action.CLEAR for _, use in uses):
        return None
    changes = [node for node, use in uses if use.action is Action.MUTATE and not module.runs_once(node)]
    reads = [node for node, use in uses if _reads_all(module, use)]
    return ClassState(klass.name, name, definition, tuple(changes), tuple(reads)) if changes and reads else None


def _is_instance(module: Module, value: ast.expr, klass: ast.ClassDef) -> bool:
    """`Klass()`, a name bound to that, or `self` in a class made from it."""
    if isinstance(value, ast.Call):
        return isinstance(value.func, ast.Name) and value.func.id == klass.name
    if not isinstance(value, ast.Name):
        return False
    if value.id in ("self", "cls"):
        return any(
            isinstance(above, ast.ClassDef) and klass.name in {dotted(base) for base in above.bases}
            for above in module.ancestors(value)
        )
    owner = module.owner(value)
    statements = [module.statement(binding.node) for binding in owner.bindings[value.id]] if owner else []
    return any(isinstance(s, ast.Assign) and _is_instance(module, s.value, klass) for s in statements)


def _within(module: Module, node: ast.AST, klass: ast.ClassDef) -> bool:
    return any(above is klass for above in module.ancestors(node))


def _reads_all(module: Module, use: Use) -> bool:
    """Not one item by its key: that may be the request's own."""
    above = module.parent(use.node)
    keyed = use.method in _KEYED or isinstance(above, ast.Subscript | ast.Compare)
    return use.action in (Action.READ, Action.ESCAPE) and not keyed
