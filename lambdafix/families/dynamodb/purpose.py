"""What names say a write is for: creating, replacing, or keeping a record of what happened."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from lambdafix.analysis.program.program import Reach
from lambdafix.analysis.syntax.facts import dotted
from lambdafix.families.dynamodb.receiver import as_text
from lambdafix.families.dynamodb.table_key import table_of
from lambdafix.families.dynamodb.writes import READS, Put, Write, calls

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module

_REPLACES_TEXT = """
    update upsert save put set sync refresh store replace edit modify patch cache write change
    overwrite rotate delete remove reset mark archive clear toggle merge copy
"""
_REPLACES = frozenset(_REPLACES_TEXT.split())
_BOTH = frozenset({"update", "upsert", "overwrite"})
"""Among a function's own names these say that it creates and updates."""
_RECORDS_TEXT = """
    log logs audit audits history metric metrics trace traces cache session sessions connection
    connections lock locks state status checkpoint heartbeat telemetry counter counters cursor stats
    statistics
"""
_RECORDS = frozenset(_RECORDS_TEXT.split())
_EXPIRES = frozenset({"ttl", "timetolive", "time_to_live"})
_GENERIC_FILES_TEXT = """
    app handler index main lambda function lambda_function lambda_handler
"""
_GENERIC_FILES = frozenset(_GENERIC_FILES_TEXT.split())
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_PUT = re.compile(r"(?:PUT|PATCH)\b")
_UPDATED = re.compile(r"(?:^|\s)(?:updated|overwritten|replaced)(?![\w:=])", re.IGNORECASE)


def keeps_records(module: Module, put: Put) -> bool:
    """Whether the table holds records of what happened, or the item is to expire: repeating it harms nobody."""
    table = table_of(module, put)
    if _RECORDS & {word for text in (table.name, table.variable, as_text(put.receiver)) for word in _words(text)}:
        return True
    return put.item is not None and any(attribute.lower() in _EXPIRES for attribute in put.item.values)


def means_to_replace(module: Module, put: Put, reach: Reach) -> bool:
    """Whether the function, its callers, its file or the branch it stands in say that replacing is the purpose."""
    return (
        any(_REPLACES & _words(name) for name in _titles(module, put, reach))
        or any(_BOTH & _words(name) for name in _own_names(module, put))
        or _answers_to_put(module, put)
        or _tells_of_an_update(module, put)
        or _is_second_half(module, put)
        or _knows_what_is_there(module, put)
        or all("s3" in entry.trigger or "dynamodb" in entry.trigger for entry in reach.handlers)  # a projection
    )


def is_idempotent(module: Module, write: Write, reach: Reach) -> bool:
    """Whether a decorator of a handler, or of a function in the file, deals with repeated events."""
    for entry in reach.handlers:
        facts = module.program.files.get(entry.path)
        function = facts.functions.get(entry.function) if facts else None
        if function is not None and any("idempoten" in decorator for decorator in function.decorators):
            return True
    here = module.program.files[module.path].functions.values()
    return any("idempoten" in decorator for function in here for decorator in function.decorators)


def _titles(module: Module, put: Put, reach: Reach) -> Iterator[str]:
    yield module.qualname(module.function(put.call))
    for step in reach.call_path:
        yield step.rpartition(".")[2]
    for entry in reach.handlers:
        folder, _, file = entry.path.removesuffix(".py").rpartition("/")
        yield folder.rpartition("/")[2] if file in _GENERIC_FILES else file


def _own_names(module: Module, put: Put) -> Iterator[str]:
    function = module.function(put.call)
    if function is not None:
        yield from module.scopes.of_node[function].bindings


def _words(text: str) -> set[str]:
    return {word.lower() for word in _WORDS.findall(text)}


def _answers_to_put(module: Module, put: Put) -> bool:
    """In the branch for HTTP's PUT or PATCH."""
    return any(
        isinstance(above, ast.If)
        and any(isinstance(node, ast.Constant) and _PUT.match(str(node.value)) for node in ast.walk(above.test))
        for above in module.ancestors(put.call)
    )


def _tells_of_an_update(module: Module, put: Put) -> bool:
    """Whether the answer, or a line of the log, says below the put that something is updated now."""
    function = module.function(put.call)
    end = module.statement(put.call).end_lineno or 0
    return any(
        isinstance(node, ast.Constant) and node.lineno > end and _UPDATED.search(str(node.value))
        for node in (ast.walk(function) if function is not None else ())
    )


def _is_second_half(module: Module, put: Put) -> bool:
    """Whether the other branch of an `if` around the put updates an item: the two together are an upsert."""
    child: ast.AST = put.call
    for above in module.ancestors(put.call):
        if isinstance(above, ast.If):
            others = above.body if child in above.orelse else above.orelse
            for node in (found for statement in others for found in ast.walk(statement)):
                if isinstance(node, ast.Call) and dotted(node.func).endswith(".update_item"):
                    return True
        child = above
    return False


def _knows_what_is_there(module: Module, put: Put) -> bool:
    """Whether the function deleted an item of the table before, or writes values that it read from the table."""
    function = module.function(put.call)
    table = _table_text(put.call)
    deleted = any(
        module.function(call) is function and call.lineno < put.call.lineno and _table_text(call) == table
        for call in calls(module, "delete_item")
    )
    values = put.item.values.values() if put.item else ()
    return deleted or any(table in _tables_read(module, value) for value in values)


def _table_text(call: ast.Call) -> str:
    """The receiver and the table's name, as written."""
    assert isinstance(call.func, ast.Attribute)
    name = next((k.value for k in call.keywords if k.arg == "TableName"), None)
    return ast.unparse(call.func.value) + (f" {ast.unparse(name)}" if name else "")


def _tables_read(module: Module, value: ast.expr, depth: int = 0) -> set[str]:
    """The tables that a value was read from, by way of local names bound once and loops."""
    found: set[str] = set()
    for node in ast.walk(value):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in READS:
            found.add(_table_text(node))
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and depth < 6:
            owner = module.owner(node)
            for binding in owner.bindings[node.id] if owner else ():
                statement = module.parent(binding.node)
                source = statement.iter if isinstance(statement, ast.For) else getattr(statement, "value", None)
                if isinstance(source, ast.expr) and source is not value:
                    found |= _tables_read(module, source, depth + 1)
    return found
