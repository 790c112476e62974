"""The boto3 object that an expression holds: built here, by a cached getter, by a constructor, or in another file."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lambdafix.analysis.syntax.facts import dotted
from lambdafix.analysis.values.boto import CACHED_DATA, BotoKind, BotoObject, boto_object, boto_value, bound_value
from lambdafix.knowledge import caches

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module

_DEPTH = 6
"""Names and getters that lead to others."""


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """A boto3 object, and the file in which the call that builds it stands."""

    built: BotoObject
    home: Module


def held(module: Module, expression: ast.expr, depth: int = 0) -> Held | None:
    """The boto3 object that `expression` holds, also by way of a cached getter of the project."""
    found = boto_value(module, expression)
    if found is not None or depth > _DEPTH:
        return Held(found, module) if found is not None else None
    if isinstance(expression, ast.Name):
        bound = bound_value(module, expression)
        return held(module, bound, depth + 1) if isinstance(bound, ast.Call) else _alternative(module, expression)
    if isinstance(expression, ast.Attribute) and dotted(expression.value) == "self":
        return _of_instance(module, expression, depth)
    if not isinstance(expression, ast.Call):
        return None
    part = _part(module, expression, depth)
    return Held(part, module) if part is not None else _got(module, expression, depth)


def _alternative(module: Module, name: ast.Name) -> Held | None:
    """One of several objects of the same kind that a name may hold: a client for AWS, or one for a local DynamoDB."""
    owner = module.owner(name)
    found: list[BotoObject] = []
    for binding in owner.bindings[name.id] if owner else ():
        statement = module.parent(binding.node)
        value = statement.value if isinstance(statement, ast.Assign) and binding.node in statement.targets else None
        built = boto_object(module, value) if isinstance(value, ast.Call) else None
        if built is None or binding.written_in is not owner:
            return None
        found.append(built)
    alike = {(built.kind, built.service, built.part) for built in found}
    names = {ast.dump(argument) for built in found for argument in built.call.args[:1]}
    return Held(found[0], module) if len(alike) == len(names) == 1 else None


def _part(module: Module, call: ast.Call, depth: int) -> BotoObject | None:
    """`dynamodb().Table("Users")`, on a resource that a getter gives."""
    if not isinstance(call.func, ast.Attribute):
        return None
    base = held(module, call.func.value, depth + 1)
    name = call.func.attr
    if base is None or base.built.kind is not BotoKind.RESOURCE or (base.built.service, name) not in CACHED_DATA:
        return None
    return BotoObject(call, BotoKind.PART, base.built.service, name, call.func.value)


def _got(module: Module, call: ast.Call, depth: int) -> Held | None:
    """What a getter gives: a function without parameters that builds it once, and returns it in its one `return`."""
    if call.args or call.keywords:
        return None
    meant = module.definition(call.func)
    there = module.other(meant.path) if meant is not None and meant.kind == "function" else None
    function = there.functions.get(meant.qualname) if there is not None and meant is not None else None
    if there is None or not isinstance(function, ast.FunctionDef) or not _is_cached(there, function):
        return None
    match [node for node in ast.walk(function) if isinstance(node, ast.Return | ast.Yield | ast.YieldFrom)]:
        case [ast.Return(value=ast.Call() | ast.Name() as value) as only] if only is function.body[-1]:
            return held(there, value, depth + 1)
    return None


def _is_cached(module: Module, function: ast.FunctionDef) -> bool:
    given = function.args
    if given.posonlyargs or given.args or given.kwonlyargs or given.vararg or given.kwarg:
        return False
    decorators = [d.func if isinstance(d, ast.Call) else d for d in function.decorator_list]
    return len(decorators) == 1 and module.canonical(decorators[0]) in caches.STANDARD


def held_anywhere(module: Module, expression: ast.expr) -> Held | None:
    """`held`, also of `meta.client`, and of another file's name."""
    found = held(module, expression)
    if found is not None or not isinstance(expression, ast.Attribute | ast.Name):
        return found
    bound = bound_value(module, expression) if isinstance(expression, ast.Name) else None
    if isinstance(bound, ast.Attribute):
        return held_anywhere(module, bound)
    if isinstance(expression, ast.Attribute):
        match expression:
            case ast.Attribute(value=ast.Name(id="self")):
                return None
            case ast.Attribute(value=ast.Attribute(value=whole, attr="meta"), attr="client"):
                return _client_of(held_anywhere(module, whole))
    return _of_other_file(module, expression)


def _of_instance(module: Module, attribute: ast.Attribute, depth: int) -> Held | None:
    """`self.s3`, where its class sets that attribute in one place, to a boto3 object."""
    around = _class_around(module, attribute)
    values = [
        statement.value
        for statement in module.every(ast.Assign)
        for target in statement.targets
        if isinstance(target, ast.Attribute) and target.attr == attribute.attr
        if isinstance(target.value, ast.Name) and target.value.id == "self"
        if _class_around(module, target) is around
    ]
    return held(module, values[0], depth + 1) if around is not None and len(values) == 1 else None


def _class_around(module: Module, node: ast.AST) -> ast.ClassDef | None:
    return next((above for above in module.ancestors(node) if isinstance(above, ast.ClassDef)), None)


def _client_of(whole: Held | None) -> Held | None:
    if whole is None or whole.built.kind not in (BotoKind.RESOURCE, BotoKind.PART):
        return None
    return Held(BotoObject(whole.built.call, BotoKind.CLIENT, whole.built.service), whole.home)


def _of_other_file(module: Module, expression: ast.expr) -> Held | None:
    meant = module.definition(expression)
    if meant is None or meant.kind != "variable" or meant.path == module.path or "." in meant.qualname:
        return None
    other = module.other(meant.path)
    if other is None:
        return None
    values = [
        statement.value
        for statement in other.tree.body
        if isinstance(statement, ast.Assign)
        if any(isinstance(target, ast.Name) and target.id == meant.qualname for target in statement.targets)
    ]
    return held(other, values[0]) if len(values) == 1 else None
