"""What names say a write is for: creating, replacing, or keeping a record of what happened."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from lambdafix.analysis.program.program import Reach
from lambdafix.analysis.syntax.facts import dotted
from lambdafix.analysis.values.behind import nodes_behind
from lambdafix.analysis.values.boto import bound_value
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
_CREATES_TEXT = """
    create add register registration signup insert book enroll subscribe reserve join submit invite onboard install new
"""
_CREATES = frozenset(_CREATES_TEXT.split())
_SIGNS_UP = re.compile(r"sign_?up|post_?confirm", re.IGNORECASE)
_KEPT_UP = re.compile(
    r"^(?:last|latest)(?!_?name)(?=[_A-Z]|$)|^(?:installed|modified|updated|refreshed|synced)(?=[_A-Z]|$)"
    r"|(?:[uU]pdated|[mM]odified|[rR]efreshed|[sS]ynced|[sS]een)_?(?:[aA]t|[oO]n|[tT]ime|[dD]ate|[bB]y)?$"
)
_MADE = re.compile(r"(?:creat|regist|join|sign_?ed|insert|add)ed|creation", re.IGNORECASE)
_SUMS = frozenset({"len", "max", "min", "round", "sum"})
_SOURCES = frozenset(["csv.DictReader", "csv.reader", "json.load", "open", "requests.get", "urllib.request.urlopen"])
_DEPTH = 6
"""Names that stand for names."""
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
        or _is_kept_up(module, put)
        or _copies_a_source(module, put)
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


def means_to_create(module: Module, put: Put, reach: Reach) -> bool:
    """Whether the function, its callers or the branch it stands in say that the item is new."""
    titles = [module.qualname(module.function(put.call)), *(step.rpartition(".")[2] for step in reach.call_path)]
    return any(_CREATES & _words(title) or _SIGNS_UP.search(title) for title in titles) or _answers_to_post(module, put)


def _answers_to_post(module: Module, put: Put) -> bool:
    return any(
        isinstance(above, ast.If)
        and any(isinstance(node, ast.Constant) and str(node.value) == "POST" for node in ast.walk(above.test))
        for above in module.ancestors(put.call)
    )


def _is_kept_up(module: Module, put: Put) -> bool:
    """Whether the item says when it was last changed and not when it was made, or holds only what is computed."""
    attributes = list(put.item.values) if put.item is not None else []
    if any(_MADE.search(attribute) for attribute in attributes):
        return False
    return any(_KEPT_UP.search(attribute) for attribute in attributes) or _is_summary(module, put)


def _is_summary(module: Module, put: Put) -> bool:
    """Whether all but one attribute, which is the key, is counted or added up from other data."""
    values = list(put.item.values.values()) if put.item is not None else []
    summed = [value for value in values if _adds_up(module, value)]
    return bool(summed) and len(summed) >= len(values) - 1


def _adds_up(module: Module, value: ast.expr, depth: int = 0) -> bool:
    bound = bound_value(module, value) if isinstance(value, ast.Name) and depth < _DEPTH else None
    if bound is not None:
        return _adds_up(module, bound, depth + 1)
    return any(
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _SUMS
        for node in ast.walk(value)
    )


def _copies_a_source(module: Module, put: Put) -> bool:
    """Whether the values come from a file, an object or another service's answer, of which the table keeps a copy."""
    values = put.item.values.values() if put.item is not None else ()
    return any(_is_from_a_source(module, value) for value in values)


def _is_from_a_source(module: Module, value: ast.expr) -> bool:
    for node in nodes_behind(module, value, _bound_from):
        if isinstance(node, ast.Call):
            name = module.canonical(node.func) or dotted(node.func)
            if name in _SOURCES or name.startswith("pandas.read_") or name.rpartition(".")[2] == "get_object":
                return True
    return False


def _bound_from(module: Module, name: ast.Name) -> Iterator[ast.expr]:
    """What a local is bound to: assigned, looped over, or opened by `with`."""
    owner = module.owner(name)
    if owner is None or owner is module.scopes.module:
        return
    for binding in owner.bindings[name.id]:
        match module.parent(binding.node):
            case (
                ast.For(iter=source)
                | ast.withitem(context_expr=source)
                | ast.comprehension(iter=source)
                | ast.Assign(value=source)
            ):
                yield source


def _table_text(call: ast.Call) -> str:
    """The receiver and the table's name, as written."""
    assert isinstance(call.func, ast.Attribute)
    name = next((k.value for k in call.keywords if k.arg == "TableName"), None)
    return ast.unparse(call.func.value) + (f" {ast.unparse(name)}" if name else "")


def _tables_read(module: Module, value: ast.expr) -> set[str]:
    """The tables that a value was read from, by way of names and loops."""
    return {
        _table_text(node)
        for node in nodes_behind(module, value, _assigned_or_looped)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in READS
    }


def _assigned_or_looped(module: Module, name: ast.Name) -> Iterator[ast.expr]:
    owner = module.owner(name)
    for binding in owner.bindings[name.id] if owner else ():
        statement = module.parent(binding.node)
        source = statement.iter if isinstance(statement, ast.For) else getattr(statement, "value", None)
        if isinstance(source, ast.expr):
            yield source
