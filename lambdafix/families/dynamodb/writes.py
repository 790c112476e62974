"""Writes to DynamoDB: to which table, of which item, by which key, and with what at stake.

Facts checked on moto and DynamoDB Local: a condition looks at the item with the same full key, so
`attribute_not_exists(partition key)` is right with a sort key too; a reserved word as attribute name fails without
`ExpressionAttributeNames`; `batch_writer().put_item` takes no condition.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lambdafix.analysis.syntax.facts import dotted
from lambdafix.analysis.syntax.scopes import ScopeKind
from lambdafix.analysis.values.boto import bound_value
from lambdafix.analysis.values.passed import passed
from lambdafix.families.dynamodb.receiver import is_known

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module

READS = frozenset({"get_item", "batch_get_item", "query", "scan"})


@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """What a put writes, as far as the code tells."""

    values: dict[str, ast.expr]
    """Attributes that are written whatever happens, with their values, in the order of the code."""
    from_read: bool = False
    """It began as an item read from a table."""


@dataclass(frozen=True, slots=True, eq=False)
class Write:
    """A call that writes one item: `put_item`, `update_item` or `delete_item`."""

    call: ast.Call
    receiver: ast.expr
    by_name: bool
    """The table is named by `TableName`: the receiver is a client. Otherwise it is a Table."""

    def keyword(self, name: str) -> ast.expr | None:
        return next((k.value for k in self.call.keywords if k.arg == name), None)

    @property
    def unpacks(self) -> bool:
        return any(k.arg is None for k in self.call.keywords)


@dataclass(frozen=True, slots=True, eq=False)
class Put(Write):
    item: Item | None
    """None where the code does not show what is written."""


def puts(module: Module) -> Iterator[Put]:
    """Every `put_item` with an `Item`, save those of a batch writer and of transactions."""
    for write in writes(module, "put_item"):
        given = write.keyword("Item")
        if given is not None:
            yield Put(write.call, write.receiver, write.by_name, item_of(module, given, write.call))


def writes(module: Module, method: str) -> Iterator[Write]:
    """Every call of a method of DynamoDB's, by keywords alone, save those of a batch writer."""
    for call in calls(module, method):
        assert isinstance(call.func, ast.Attribute)
        if not is_batch_writer(module, call.func.value):
            yield Write(call, call.func.value, _has(call, "TableName"))


def calls(module: Module, method: str) -> Iterator[ast.Call]:
    for call in module.every(ast.Call):
        if isinstance(call.func, ast.Attribute) and call.func.attr == method and not call.args:
            yield call


def _has(call: ast.Call, keyword: str) -> bool:
    return any(k.arg == keyword for k in call.keywords)


def is_batch_writer(module: Module, receiver: ast.expr) -> bool:
    """Whether `receiver` is, or cannot be told from, the `batch` of `with table.batch_writer() as batch`."""
    if not isinstance(receiver, ast.Name):
        return False
    owner = module.owner(receiver)
    for binding in owner.bindings[receiver.id] if owner else ():
        item = module.parent(binding.node)
        if isinstance(item, ast.withitem) and isinstance(item.context_expr, ast.Call):
            return dotted(item.context_expr.func).endswith("batch_writer")
    return "batch" in receiver.id.lower() or "writer" in receiver.id.lower()


def known_receiver(module: Module, write: Write) -> bool:
    """Whether the receiver certainly is a DynamoDB client, Table or `meta.client`, as the call's form asks."""
    return is_known(module, write.receiver, by_name=write.by_name)


# --- what is written


def item_of(module: Module, expression: ast.expr, site: ast.Call) -> Item | None:
    """The item an expression holds at `site`: a literal, or a local built from one in steps."""
    match expression:
        case ast.Dict(keys=keys, values=values):
            found = {
                k.value: v
                for k, v in zip(keys, values, strict=True)
                if isinstance(k, ast.Constant) and isinstance(k.value, str)
            }
            return Item(found)
        case ast.Call(func=ast.Name(id="dict"), args=[]):
            return Item({k.arg: k.value for k in expression.keywords if k.arg})
        case ast.Name():
            return _built_in_steps(module, expression, site)
        case _ if reads_an_item(module, expression):
            return Item({}, from_read=True)
    return None


def _built_in_steps(module: Module, name: ast.Name, site: ast.Call) -> Item | None:
    if _is_loop_over_a_read(module, name) or reads_an_item(module, name):
        return Item({}, from_read=True)
    given = passed(module, name)
    if given is not None and not is_changed(module, name):
        return item_of(module, given.value, given.call)
    value = bound_value(module, name)
    owner = module.owner(name)
    if value is None or owner is None or owner.kind is ScopeKind.MODULE:
        return None
    begun = item_of(module, value, site) if not isinstance(value, ast.Name) else None
    if begun is None or begun.from_read:
        return begun
    values = dict(begun.values)
    for use in module.scopes.uses_of(name.id, owner):
        target = module.parent(use)
        if (
            isinstance(target, ast.Subscript)
            and isinstance(target.ctx, ast.Store)
            and isinstance(target.slice, ast.Constant)
        ):
            statement = module.statement(target)
            if isinstance(statement, ast.Assign) and _always_before(module, statement, site):
                values[str(target.slice.value)] = statement.value
    return Item(values)


def is_changed(module: Module, name: ast.Name) -> bool:
    """Whether attributes are set on what the name holds."""
    owner = module.owner(name)
    parents = [module.parent(use) for use in module.scopes.uses_of(name.id, owner)] if owner else []
    return any(isinstance(parent, ast.Subscript) and isinstance(parent.ctx, ast.Store) for parent in parents)


def _always_before(module: Module, statement: ast.stmt, site: ast.Call) -> bool:
    """Whether `statement` has run whenever `site` does: it stands above it in a block around it."""
    block = module.block(statement)
    around = [module.statement(site), *(a for a in module.ancestors(site) if isinstance(a, ast.stmt))]
    return any(statement is earlier for outer in around if outer in block for earlier in block[: block.index(outer)])


def reads_an_item(module: Module, expression: ast.expr, depth: int = 0) -> bool:
    """Whether the value comes out of a read of a table: `table.get_item(…)["Item"]`, `response.get("Items")[0]`."""
    if depth > 6:
        return False
    match expression:
        case ast.Subscript(value=value) | ast.Attribute(value=value) | ast.Await(value=value):
            return reads_an_item(module, value, depth + 1)
        case ast.Call(func=ast.Attribute(value=value, attr=attr)):
            return attr in READS or (attr in ("get", "copy", "pop") and reads_an_item(module, value, depth + 1))
        case ast.Call(func=ast.Name(id="dict"), args=[value]):
            return reads_an_item(module, value, depth + 1)
        case ast.Call() if not module.canonical(expression.func):
            return _helper_reads(module, expression, depth)
        case ast.Name():
            bound = bound_value(module, expression)
            return bound is not None and reads_an_item(module, bound, depth + 1)
    return False


def _helper_reads(module: Module, call: ast.Call, depth: int) -> bool:
    """Whether a function of the project gives back an item that it read."""
    meant = module.definition(call.func)
    there = module.other(meant.path) if meant is not None and meant.kind == "function" else None
    function = there.functions.get(meant.qualname) if there is not None and meant is not None else None
    if there is None or function is None:
        return False
    returns = [node.value for node in ast.walk(function) if isinstance(node, ast.Return) and node.value is not None]
    return any(reads_an_item(there, value, depth + 2) for value in returns)


def _is_loop_over_a_read(module: Module, name: ast.Name) -> bool:
    owner = module.owner(name)
    for binding in owner.bindings[name.id] if owner else ():
        loop = module.parent(binding.node)
        if isinstance(loop, ast.For) and reads_an_item(module, loop.iter):
            return True
    return False
