"""Keys of S3 events, which are URL-encoded, and where they are used as they are.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html: "The s3 key provides
information about the bucket and object involved in the event. The object key name value is URL encoded."
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from lambdafix.analysis.program.program import Reach
from lambdafix.analysis.syntax.facts import dotted
from lambdafix.analysis.syntax.scopes import BindingKind, FunctionNode, ScopeKind
from lambdafix.analysis.values.boto import bound_value
from lambdafix.families.events.fields import key_read
from lambdafix.match import RewrittenApart
from lambdafix.model import Span

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module

_BY_POSITION = frozenset(
    "Object ObjectSummary download_file download_fileobj open upload_file copy copyfile join".split()
)
_DECODING = frozenset({"unquote_plus", "unquote", "replace", "parse_qs", "url2pathname", "unquote_to_bytes"})
_DEPTH = 3


@dataclass(frozen=True, slots=True)
class Decode(RewrittenApart):
    """Decode the key that is read at `read`."""

    rewriting: ClassVar[str] = "lambdafix.families.events.s3_keys_rewrite"

    read: Span


@dataclass(frozen=True, slots=True, eq=False)
class EncodedKey:
    read: ast.expr
    reach: Reach
    sink: str
    """What it is given to: "get_object"."""


def encoded_keys(module: Module) -> Iterator[EncodedKey]:
    """Every key of an S3 event that requests give to S3 or a path as it is."""
    if any(name.id in _DECODING for name in module.every(ast.Name)) or any(
        attribute.attr in _DECODING - {"replace"} for attribute in module.every(ast.Attribute)
    ):
        return  # some keys of the file are decoded, and which is a matter of names
    for node in (*module.every(ast.Subscript), *module.every(ast.Call)):
        found = key_read(node)
        if found is None or found[1] != "key" or not _is_object_of_a_notification(module, found[0]):
            continue
        reach = module.reach(node)
        sink = _sink(module, node) if reach is not None else ""
        if reach is not None and sink:
            yield EncodedKey(node, reach, sink)


def _is_object_of_a_notification(module: Module, value: ast.expr) -> bool:
    """`….["s3"]["object"]`, also by way of locals."""
    keys: list[str] = []
    for _ in range(_DEPTH * 2):
        found = key_read(value)
        if found is not None:
            value = found[0]
            keys.append(found[1])
            continue
        bound = bound_value(module, value) if isinstance(value, ast.Name) else None
        if bound is None:
            break
        value = bound
    return keys[:2] == ["object", "s3"]


def _sink(module: Module, value: ast.expr, depth: int = 0) -> str:
    """What S3 or a path makes of the value; "" where it is decoded, or gets there on no way that is known."""
    above = module.parent(value)
    match above:
        case ast.keyword(arg=arg) if isinstance(call := module.parent(above), ast.Call):
            if arg in ("Key", "key", "Prefix") and _is_boto(module, call):
                return _name(call)
            return _parameter(module, call, value, depth)
        case ast.Call(func=func) if value in above.args:
            name = dotted(func).rpartition(".")[2] or getattr(func, "attr", "")
            if name in _DECODING:
                return ""
            return name if name in _BY_POSITION else _parameter(module, above, value, depth)
        case ast.Dict(keys=keys, values=values) if value in values:
            key = keys[values.index(value)]
            is_source = isinstance(key, ast.Constant) and key.value == "Key" and len(keys) > 1
            return "copy_object" if is_source and isinstance(module.parent(above), ast.keyword) else ""
        case ast.FormattedValue() | ast.JoinedStr():
            return _sink(module, above, depth)
        case ast.Assign(targets=[ast.Name() as target]) if depth < _DEPTH:
            return _of_name(module, target, depth + 1)
    return ""


def _name(call: ast.Call) -> str:
    return dotted(call.func).rpartition(".")[2] or getattr(call.func, "attr", "S3")


def _is_boto(module: Module, call: ast.Call) -> bool:
    return isinstance(call.func, ast.Attribute) and module.definition(call.func) is None


def _of_name(module: Module, target: ast.Name, depth: int) -> str:
    owner = module.owner(target)
    if owner is None or owner.kind is not ScopeKind.FUNCTION or len(owner.bindings[target.id]) != 1:
        return ""
    sinks = [_sink(module, use, depth) for use in module.scopes.uses_of(target.id, owner)]
    return next(filter(None, sinks), "")


def _parameter(module: Module, call: ast.Call, value: ast.expr, depth: int) -> str:
    """What a function of this file makes of the argument."""
    meant = module.definition(call.func)
    if meant is None or meant.kind != "function" or meant.path != module.path or depth >= _DEPTH:
        return ""
    function = module.functions.get(meant.qualname)
    name = _bound_to(function, call, value) if function is not None else ""
    scope = module.scopes.of_node[function] if function is not None else None
    bindings = scope.bindings.get(name, []) if scope is not None else []
    if scope is None or len(bindings) != 1 or bindings[0].kind is not BindingKind.PARAMETER:
        return ""
    sinks = [_sink(module, use, depth + 1) for use in module.scopes.uses_of(name, scope)]
    return next(filter(None, sinks), "")


def _bound_to(function: FunctionNode, call: ast.Call, value: ast.expr) -> str:
    for keyword in call.keywords:
        if keyword.value is value:
            return keyword.arg or ""
    parameters = [argument.arg for argument in (*function.args.posonlyargs, *function.args.args)]
    if parameters[:1] in (["self"], ["cls"]):
        parameters = parameters[1:]
    position = call.args.index(value) if value in call.args else len(parameters)
    return parameters[position] if position < len(parameters) else ""
