"""Attributes of a class, or of an object at module level, that some requests set and others find set.

`Context.user = event["user"]` on one branch: a request that takes the other reads an earlier one's user.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lambdafix.analysis.syntax.facts import dotted
from lambdafix.analysis.syntax.scopes import FunctionNode
from lambdafix.analysis.values.dependence import depends_on_request
from lambdafix.families.state.class_numbers import has_lasting_object, is_of_class
from lambdafix.families.state.leftover import is_lasting_name

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module

_BRANCHES = (ast.If, ast.Try, ast.For, ast.AsyncFor, ast.While, ast.Match)


@dataclass(frozen=True, slots=True, eq=False)
class AttributeValue:
    klass: str
    attribute: str
    store: ast.Attribute
    read: ast.Attribute


def attribute_values(module: Module) -> Iterator[AttributeValue]:
    """Such attributes of the file's top-level classes, one finding for each."""
    for klass in module.tree.body:
        if not isinstance(klass, ast.ClassDef) or klass.bases or klass.decorator_list or is_lasting_name(klass.name):
            continue
        lasting = has_lasting_object(module, klass)
        for name in _begun(klass, lasting):
            places = [p for p in module.every(ast.Attribute) if _is_kept(module, p, klass, name, lasting)]
            if not is_lasting_name(name) and (found := _crossed(module, klass, name, places)):
                yield found


def _begun(klass: ast.ClassDef, lasting: bool) -> Iterator[str]:
    """The attributes that the class, or a constructor of a lasting object, gives a constant."""
    constructor = next((s for s in klass.body if isinstance(s, ast.FunctionDef) and s.name == "__init__"), None)
    own = constructor.body if constructor is not None and lasting else []
    for statement in (*klass.body, *own):
        match statement:
            case (
                ast.Assign(targets=[ast.Name(id=name) | ast.Attribute(attr=name)], value=ast.Constant())
                | ast.AnnAssign(target=ast.Name(id=name) | ast.Attribute(attr=name), value=ast.Constant())
            ):
                yield name


def _is_kept(module: Module, place: ast.Attribute, klass: ast.ClassDef, name: str, lasting: bool) -> bool:
    if place.attr != name or module.qualname(module.function(place)).endswith("__init__"):
        return False
    inside = lasting and dotted(place) == f"self.{name}" and any(above is klass for above in module.ancestors(place))
    return inside or is_of_class(module, place, klass, name)


def _crossed(module: Module, klass: ast.ClassDef, name: str, places: list[ast.Attribute]) -> AttributeValue | None:
    """A store of the request's on one branch, and a read that comes without it; None where each begins anew."""
    stores = [place for place in places if isinstance(place.ctx, ast.Store)]
    reads = [place for place in places if isinstance(place.ctx, ast.Load) and module.reach(place) is not None]
    if not stores or any(not _is_of_a_branch(module, store) for store in stores):
        return None  # a request begins by setting it, or some code sets it back
    for store in stores:
        statement = module.statement(store)
        value = statement.value if isinstance(statement, ast.Assign) else None
        if module.reach(store) is None or module.runs_once(store) or not depends_on_request(module, value):
            return None
        for read in reads:
            if not _stands_in_branch_of(module, read, store):
                return AttributeValue(klass.name, name, store, read)
    return None


def _branch(module: Module, node: ast.AST) -> ast.AST | None:
    """The innermost branch around a node, in its function."""
    for above in module.ancestors(node):
        if isinstance(above, _BRANCHES):
            return above
        if isinstance(above, FunctionNode):
            return None
    return None


def _is_of_a_branch(module: Module, store: ast.Attribute) -> bool:
    return _branch(module, store) is not None


def _stands_in_branch_of(module: Module, read: ast.Attribute, store: ast.Attribute) -> bool:
    branch = _branch(module, store)
    return any(above is branch for above in module.ancestors(read))
