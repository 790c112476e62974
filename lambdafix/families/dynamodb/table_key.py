"""By which key a table holds its items, as templates, the configuration and the code tell."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from posixpath import commonpath, dirname
from typing import TYPE_CHECKING

from lambdafix.analysis.values.boto import bound_value, literal
from lambdafix.analysis.values.held import held
from lambdafix.analysis.values.origin import trace
from lambdafix.families.dynamodb.writes import Put, Write, writes
from lambdafix.model import TableSchema

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module

_PLAIN_KEYS = re.compile(r"^(?:pk|id|key|hash_?key|partition_?key|_id)$", re.IGNORECASE)
_LIKE_KEYS = re.compile(r"^.*(?:[a-z0-9]I[dD]|_id|ID|_key|Key|uuid)$", re.ASCII)
_NATURAL_KEYS = re.compile(r"^(?:e_?mail|user_?name|slug|isbn|sku|phone_?number|short_?code|code)$", re.IGNORECASE)
"""Attributes that identify by themselves; where there are several, which of them is the key is not told."""
_SORT_NAMES = re.compile(r"^(?:sk|sort_?key|range_?key)$", re.IGNORECASE)
_WITH_KEYS = ("get_item", "delete_item", "update_item")


@dataclass(frozen=True, slots=True)
class Key:
    """The attribute a condition names, and all that the key may be made of."""

    attribute: str
    known_from: str
    """For people: "template.yaml:9", "the configuration"; "" where it is only the most key-like attribute."""
    attributes: tuple[str, ...]
    """The partition and sort key; where nothing tells them, every attribute that may be part of it."""


@dataclass(frozen=True, slots=True)
class Table:
    """How a call names its table; each "" where the code does not tell."""

    name: str
    variable: str
    """The environment variable that holds the name."""

    def __bool__(self) -> bool:
        return bool(self.name or self.variable)


def key_of(module: Module, put: Put) -> Key | None:
    """The attribute a condition should name: the partition key where something tells it, else the most key-like one."""
    written = list(put.item.values) if put.item else []
    for schema in _schemas(module, put):
        attributes = tuple(a for a in (schema.partition_key, schema.sort_key) if a)
        if not written or all(attribute in written for attribute in attributes):
            return Key(schema.partition_key, schema.declared_in, attributes)
    table = table_of(module, put)
    for configured in module.config.tables:
        if configured.table == table.name:
            attributes = tuple(a for a in (configured.partition, configured.sort) if a)
            return Key(configured.partition, "the configuration", attributes)
    told = {keys for keys in _keys_of_calls(module, put, table) if not written or set(keys) <= set(written)}
    if len({frozenset(keys) for keys in told}) == 1:
        keys = min(told)
        return Key(_partition(keys), "the Key of another call on the table", keys)
    likely = [attribute for attribute in written if _PLAIN_KEYS.match(attribute)]
    likely += [attribute for attribute in written if _LIKE_KEYS.match(attribute) and attribute not in likely]
    if not likely and len(natural := [a for a in written if _NATURAL_KEYS.match(a)]) == 1:
        likely = natural
    sorting = [attribute for attribute in written if _SORT_NAMES.match(attribute)]
    return Key(likely[0], "", (*likely, *sorting)) if likely else None


def _partition(keys: tuple[str, ...]) -> str:
    """Of a literal Key's attributes the first one that does not sort: any of them always exists with the item."""
    return next((key for key in keys if not _SORT_NAMES.match(key)), keys[0])


def _schemas(module: Module, put: Write) -> Iterator[TableSchema]:
    """The schema that the nearest templates declare for the put's table, where they agree."""
    deployment = module.program.deployment
    table = table_of(module, put)
    names = {table.name} if table.name else set(deployment.table_variables.get(table.variable, ()))
    found = [schema for schema in deployment.tables if names & {schema.name, schema.logical_id} - {""}]
    nearest = max((_nearness(module, schema) for schema in found), default=0)
    found = [schema for schema in found if _nearness(module, schema) == nearest]
    if len({(schema.partition_key, schema.sort_key) for schema in found}) == 1:
        yield found[0]


def _nearness(module: Module, schema: TableSchema) -> int:
    """How many folders the file shares with the template that declares the table."""
    folders = (dirname(module.path), dirname(schema.declared_in))
    shared = commonpath(folders) if all(folders) else ""
    return len(shared.split("/")) if shared else 0


def table_of(module: Module, write: Write) -> Table:
    """How a write, or a read of the same shape, names its table."""
    given = write.keyword("TableName")
    if given is None:
        table = held(module, write.receiver)
        if table is None or not table.built.call.args:
            return Table("", "")
        module, given = table.home, table.built.call.args[0]
    if isinstance(given, ast.Name):
        given = bound_value(module, given) or given
    name = literal(module, given)
    variables = trace(module, given).environment - {""}
    return Table(name, next(iter(variables)) if len(variables) == 1 and not name else "")


def _keys_of_calls(module: Module, put: Put, table: Table) -> Iterator[tuple[str, ...]]:
    """The attributes of each literal `Key={…}` given to the same table, here and elsewhere in the deployment."""
    here = _as_written(put)
    for call in _keyed(module):
        if _as_written(call) == here or (table and table_of(module, call) == table):
            yield from _literal_key(call)
    if not table:
        return
    for path in _neighbours(module, put):
        other = module.other(path)
        for call in _keyed(other) if other else ():
            if other and table_of(other, call) == table:
                yield from _literal_key(call)


def _keyed(module: Module) -> Iterator[Write]:
    for method in _WITH_KEYS:
        yield from writes(module, method)


def _as_written(write: Write) -> tuple[str, str]:
    return ast.unparse(write.receiver), ast.unparse(write.keyword("TableName") or ast.Constant(""))


def _literal_key(write: Write) -> Iterator[tuple[str, ...]]:
    key = write.keyword("Key")
    if isinstance(key, ast.Dict) and key.keys:
        texts = [k.value for k in key.keys if isinstance(k, ast.Constant) and isinstance(k.value, str)]
        if len(texts) == len(key.keys):
            yield tuple(texts)


def _neighbours(module: Module, put: Put) -> Iterator[str]:
    """Other files of the deployment roots that the put belongs to, where something reads or writes by key."""
    reach = module.reach(put.call)
    roots = {entry.root for entry in reach.handlers} if reach else set()
    for path, facts in module.program.files.items():
        if path == module.path or not any(not root or path.startswith(root + "/") for root in roots):
            continue
        called = {name.rpartition(".")[2] for scope in facts.scopes.values() for name in scope.calls}
        if called & set(_WITH_KEYS):
            yield path
