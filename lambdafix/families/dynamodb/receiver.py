"""What a DynamoDB call is made on: a client or a Table, built here, by a cached getter, or by another file."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lambdafix.analysis.program.names import Definition
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
    if isinstance(expression, ast.Attribute):
        kept = _kept_by_object(module, expression)
        return held(module, kept, depth + 1) if kept is not None else None
    if not isinstance(expression, ast.Call):
        return None
    part = _part(module, expression, depth)
    return Held(part, module) if part is not None else _got(module, expression, depth)


def _kept_by_object(module: Module, attribute: ast.Attribute) -> ast.expr | None:
    """What the one assignment to an attribute of `self` gives it, in the constructor of its class."""
    if dotted(attribute.value) != "self":
        return None
    klass = next((above for above in module.ancestors(attribute) if isinstance(above, ast.ClassDef)), None)
    stores = [
        node
        for node in (ast.walk(klass) if klass is not None else ())
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and dotted(node) == dotted(attribute)
    ]
    if len(stores) != 1 or module.qualname(module.function(stores[0])).rpartition(".")[2] != "__init__":
        return None
    statement = module.parent(stores[0])
    return statement.value if isinstance(statement, ast.Assign) and len(statement.targets) == 1 else None


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


def as_text(receiver: ast.expr) -> str:
    """How the receiver can be named once more: "table", "self.table", "orders_table()"; "" where it cannot."""
    if isinstance(receiver, ast.Call):
        plain = not receiver.args and not receiver.keywords
        return f"{dotted(receiver.func)}()" if plain and dotted(receiver.func) else ""
    return dotted(receiver)


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


def is_known(module: Module, receiver: ast.expr, *, by_name: bool) -> bool:
    """Whether the receiver certainly is a DynamoDB client or `meta.client`, or where nothing is `by_name`, a Table."""
    if by_name and isinstance(receiver, ast.Attribute) and dotted(receiver).endswith(".meta.client"):
        base = receiver.value.value if isinstance(receiver.value, ast.Attribute) else receiver
        whole = held(module, base)
        return whole is not None and whole.built.service == "dynamodb"
    found = held(module, receiver)
    if found is not None:
        wanted = BotoKind.CLIENT if by_name else BotoKind.PART
        return found.built.service == "dynamodb" and found.built.kind is wanted
    return _imported(module, receiver, "dynamodb", table=not by_name)


def _imported(module: Module, receiver: ast.expr, service: str, *, table: bool) -> bool:
    """The same for a client or Table that another file of the project makes at module level."""
    meant = module.definition(receiver)
    if not isinstance(meant, Definition) or meant.kind != "variable" or meant.path == module.path:
        return False
    facts = module.program.files[meant.path]
    made = [a for a in facts.assignments if a.name == meant.qualname and a.callee]
    if len(made) != 1:
        return False
    if not table:
        return made[0].callee.endswith(".client") and service in made[0].arguments
    head, _, part = made[0].callee.rpartition(".")
    sources = [a for a in facts.assignments if a.name == head]
    return part == "Table" and any(a.callee.endswith(".resource") and service in a.arguments for a in sources)
