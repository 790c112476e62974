"""Numbers in class bodies that request code counts up on the class: one number for all instances and requests."""

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
        for statement in klass.body if isinstance(klass, ast.ClassDef) else ():
            name = _number(statement)
            if not name or not isinstance(klass, ast.ClassDef):
                continue
            places = [place for place in module.every(ast.Attribute) if _is_of_class(module, place, klass, name)]
            stores = [place for place in places if isinstance(place.ctx, ast.Store)]
            changes = [above for place in stores if isinstance(above := module.parent(place), ast.AugAssign)]
            reached = [change for change in changes if module.reach(change) is not None]
            if reached and len(changes) == len(stores):
                yield ClassNumber(klass.name, name, statement, tuple(reached))


def _number(statement: ast.stmt) -> str:
    match statement:
        case (
            ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=int() | float()))
            | ast.AnnAssign(target=ast.Name(id=name), value=ast.Constant(value=int() | float()))
        ):
            return name
    return ""


def _is_of_class(module: Module, place: ast.Attribute, klass: ast.ClassDef, name: str) -> bool:
    """`Klass.name`, and in the class `cls.name`, `type(self).name`, `self.__class__.name`: not an instance's own."""
    if place.attr != name:
        return False
    if module.definition(place.value) == Definition(module.path, klass.name, "class"):
        return True
    inside = any(above is klass for above in module.ancestors(place))
    return inside and (dotted(place.value) in ("cls", "self.__class__") or ast.unparse(place.value) == "type(self)")
