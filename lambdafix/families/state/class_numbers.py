"""Numbers that request code counts up on a class, or on an object at module level: one number for all requests."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lambdafix.analysis.program.names import Definition
from lambdafix.analysis.syntax.facts import dotted

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module


@dataclass(frozen=True, slots=True, eq=False)
class ClassNumber:
    klass: str
    attribute: str
    definition: ast.stmt
    changes: tuple[ast.AugAssign, ...]


def class_numbers(module: Module) -> Iterator[ClassNumber]:
    """Such numbers of the file's top-level classes, those left out that some function sets anew."""
    for klass in module.tree.body:
        if isinstance(klass, ast.ClassDef):
            yield from _on_class(module, klass)
            if has_lasting_object(module, klass):
                yield from _on_object(module, klass)


def _on_class(module: Module, klass: ast.ClassDef) -> Iterator[ClassNumber]:
    for statement in klass.body:
        if name := _number(statement):
            places = [place for place in module.every(ast.Attribute) if is_of_class(module, place, klass, name)]
            yield from _counted(module, klass, name, statement, places)


def _on_object(module: Module, klass: ast.ClassDef) -> Iterator[ClassNumber]:
    constructor = next((s for s in klass.body if isinstance(s, ast.FunctionDef) and s.name == "__init__"), None)
    for statement in constructor.body if constructor is not None else ():
        match statement:
            case (
                ast.Assign(targets=[ast.Attribute(attr=name) as own], value=ast.Constant(value=int() | float()))
                | ast.AnnAssign(target=ast.Attribute(attr=name) as own, value=ast.Constant(value=int() | float()))
            ) if dotted(own) == f"self.{name}":
                places = [p for p in module.every(ast.Attribute) if p.attr == name and p is not own]
                if all(_is_inside(module, p, klass) for p in places if isinstance(p.ctx, ast.Store)):
                    yield from _counted(module, klass, name, statement, places)


def _counted(
    module: Module, klass: ast.ClassDef, name: str, statement: ast.stmt, places: list[ast.Attribute]
) -> Iterator[ClassNumber]:
    stores = [place for place in places if isinstance(place.ctx, ast.Store)]
    changes = [above for place in stores if isinstance(above := module.parent(place), ast.AugAssign)]
    reached = [change for change in changes if module.reach(change) is not None]
    if reached and len(changes) == len(stores):
        yield ClassNumber(klass.name, name, statement, tuple(reached))


def has_lasting_object(module: Module, klass: ast.ClassDef) -> bool:
    """Whether the module's top level binds a name to an object of the class, and nothing binds it anew."""
    for statement in module.tree.body:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(func=ast.Name(id=made))) if made == klass.name:
                if len(module.scopes.module.bindings[name]) == 1:
                    return True
    return False


def _number(statement: ast.stmt) -> str:
    match statement:
        case (
            ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=int() | float()))
            | ast.AnnAssign(target=ast.Name(id=name), value=ast.Constant(value=int() | float()))
        ):
            return name
    return ""


def is_of_class(module: Module, place: ast.Attribute, klass: ast.ClassDef, name: str) -> bool:
    """`Klass.name`, and in the class `cls.name`, `type(self).name`, `self.__class__.name`: not an instance's own."""
    if place.attr != name:
        return False
    if module.definition(place.value) == Definition(module.path, klass.name, "class"):
        return True
    inside = _is_inside(module, place, klass)
    return inside and (dotted(place.value) in ("cls", "self.__class__") or ast.unparse(place.value) == "type(self)")


def _is_inside(module: Module, node: ast.AST, klass: ast.ClassDef) -> bool:
    return any(above is klass for above in module.ancestors(node))
