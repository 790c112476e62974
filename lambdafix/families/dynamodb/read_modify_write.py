"""An item that is read, changed and put back: what changed it, and whether the change is one addition."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lambdafix.analysis.syntax.facts import MUTATING_METHODS
from lambdafix.analysis.syntax.scopes import BindingKind, Scope
from lambdafix.analysis.values.boto import bound_value
from lambdafix.families.dynamodb.writes import Put, Write

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module

_READS = frozenset({"Key", "ConsistentRead"})
_VERSIONS = frozenset({"version", "etag", "revision", "rev"})


@dataclass(frozen=True, slots=True, eq=False)
class WriteBack:
    """A `put_item` of what `get_item` read from the same table."""

    read: Write
    name: ast.Name
    """The variable that holds the item, as the put names it."""


@dataclass(frozen=True, slots=True, eq=False)
class Addition:
    """The only change: `item["attribute"] += amount`."""

    statement: ast.AugAssign
    attribute: str
    amount: ast.expr
    key: ast.expr
    """The Key that the item was read by; it still means the same where the item is put back."""


def write_back(module: Module, put: Put) -> WriteBack | None:
    """The read that the put's item comes from; None where there is none or the item has not changed meanwhile."""
    name = put.keyword("Item")
    if not isinstance(name, ast.Name):
        return None
    read = _read_of(module, name)
    if read is None or _place(read) != _place(put):
        return None
    changes = _changes(module, name)
    if not changes or any(_moves(change, read) for change in changes):
        return None
    return WriteBack(read, name)


def _moves(change: ast.AST, read: Write) -> bool:
    """Whether a change gives the item another key: the put makes a copy of it."""
    key = read.keyword("Key")
    names = {k.value for k in key.keys if isinstance(k, ast.Constant)} if isinstance(key, ast.Dict) else set()
    if not isinstance(change, ast.Assign):
        return False
    return any(
        isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Constant) and target.slice.value in names
        for target in change.targets
    )


def _read_of(module: Module, expression: ast.expr, depth: int = 0) -> Write | None:
    """The `get_item` call whose `Item` an expression is."""
    if depth > 4:
        return None
    match expression:
        case ast.Name():
            bound = bound_value(module, expression)
            return _read_of(module, bound, depth + 1) if bound is not None else None
        case ast.Subscript(value=value, slice=ast.Constant(value="Item")):
            return _response(module, value)
        case ast.Call(func=ast.Attribute(value=value, attr="get"), args=[ast.Constant(value="Item"), *_]):
            return _response(module, value)
    return None


def _response(module: Module, expression: ast.expr) -> Write | None:
    if isinstance(expression, ast.Name):
        expression = bound_value(module, expression) or expression
    match expression:
        case ast.Call(func=ast.Attribute(value=receiver, attr="get_item"), args=[]):
            return Write(expression, receiver, any(k.arg == "TableName" for k in expression.keywords))
    return None


def _place(write: Write) -> tuple[str, str]:
    return ast.unparse(write.receiver), ast.unparse(write.keyword("TableName") or ast.Constant(""))


def _changes(module: Module, name: ast.Name) -> list[ast.AST]:
    """What changes the item a variable holds, as far as its own function shows."""
    found: list[ast.AST] = []
    for use in _uses(module, name):
        target = module.parent(use)
        while isinstance(target, ast.Subscript) and isinstance(module.parent(target), ast.Subscript):
            target = module.parent(target)
        stored = isinstance(target, ast.Subscript) and isinstance(target.ctx, ast.Store | ast.Del)
        if target is not None and (stored or _is_mutation(module, target)):
            found.append(module.statement(target))
    return found


def _is_mutation(module: Module, target: ast.AST) -> bool:
    method = target if isinstance(target, ast.Attribute) else module.parent(target)
    call = module.parent(method) if isinstance(method, ast.Attribute) else None
    return isinstance(method, ast.Attribute) and isinstance(call, ast.Call) and method.attr in MUTATING_METHODS


def _uses(module: Module, name: ast.Name) -> list[ast.Name]:
    owner = module.owner(name)
    return module.scopes.uses_of(name.id, owner) if owner else []


def keeps_version(module: Module, back: WriteBack) -> bool:
    """Whether the item carries a version: somebody thought of this, if not to the end."""
    for use in _uses(module, back.name):
        target = module.parent(use)
        constant = target.slice if isinstance(target, ast.Subscript) else None
        if isinstance(constant, ast.Constant) and str(constant.value).lower() in _VERSIONS:
            return True
    return False


# --- one addition


def addition(module: Module, put: Put, back: WriteBack) -> Addition | None:
    """The one `+=` that changes the item, where an atomic ADD can stand for the put. None where that is not certain."""
    changes = _changes(module, back.name)
    if len(changes) != 1 or {k.arg for k in put.call.keywords} != {"Item"} or put.by_name:
        return None
    match changes[0]:
        case (
            ast.AugAssign(
                target=ast.Subscript(value=ast.Name(), slice=ast.Constant(value=str(attribute))),
                op=ast.Add() | ast.Sub(),
                value=amount,
            ) as statement
        ):
            pass
        case _:
            return None
    key = back.read.keyword("Key")
    if key is None or {k.arg for k in back.read.call.keywords} - _READS:
        return None
    whole = module.statement(put.call)
    block = module.block(whole)
    runs_together = statement in block and block.index(statement) < block.index(whole)
    if not runs_together or not isinstance(whole, ast.Expr) or not _is_private(module, put, back):
        return None
    number = isinstance(amount, ast.Constant) and type(amount.value) is int
    if not number and (isinstance(statement.op, ast.Sub) or not _is_settled(module, amount)):
        return None
    if not _begins_with(module, back, key) <= {attribute}:
        return None  # an ADD would make the item without them
    return Addition(statement, attribute, amount, key) if _is_settled(module, key) else None


def _begins_with(module: Module, back: WriteBack, key: ast.expr) -> set[str]:
    """The attributes beside the key of an item that was not there: `get("Item", {"id": …, "owner": "nobody"})`."""
    match bound_value(module, back.name):
        case ast.Call(func=ast.Attribute(attr="get"), args=[_, ast.Dict(keys=keys)]):
            own = key.keys if isinstance(key, ast.Dict) else []
            names = {str(k.value) for k in own if isinstance(k, ast.Constant)}
            return {str(k.value) if isinstance(k, ast.Constant) else "" for k in keys} - names
    return set()


def _is_private(module: Module, put: Put, back: WriteBack) -> bool:
    """Whether nothing but the put gets hold of the item or its parts: reading one attribute is all that others do."""
    for use in _uses(module, back.name):
        parent = module.parent(use)
        plain = isinstance(parent, ast.Subscript) and parent.value is use
        tested = isinstance(parent, ast.If | ast.UnaryOp | ast.BoolOp | ast.Compare)
        if not plain and not tested and put.keyword("Item") is not use:
            return False
    return True


def _is_settled(module: Module, expression: ast.expr) -> bool:
    """Whether an expression means the same wherever it stands in the function: constants, and names bound once."""
    for node in ast.walk(expression):
        if isinstance(node, ast.Name) and not _is_bound_once(module.owner(node), node.id):
            return False
        if not isinstance(node, ast.Dict | ast.Constant | ast.Name | ast.Subscript | ast.expr_context):
            return False
    return True


def _is_bound_once(owner: Scope | None, name: str) -> bool:
    kinds = [binding.kind for binding in owner.bindings[name]] if owner else []
    return kinds in ([BindingKind.ASSIGNMENT], [BindingKind.PARAMETER])
