"""Reads of a field of an event, by whatever spelling, and what is done with them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from lambdafix.analysis.syntax.scopes import FunctionNode
from lambdafix.families.events.records import is_event
from lambdafix.knowledge.events import OF_AN_API

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module


def key_read(node: ast.AST) -> tuple[ast.expr, str] | None:
    """(what is read, key) of `x["key"]` and `x.get("key", …)`."""
    match node:
        case ast.Subscript(value=value, slice=ast.Constant(value=str(key)), ctx=ast.Load()):
            return value, key
        case ast.Call(func=ast.Attribute(value=value, attr="get"), args=[ast.Constant(value=str(key)), *_]):
            return value, key
    return None


def is_events(module: Module, expression: ast.expr) -> bool:
    """Whether it is a handler's event, or the parameter `event` of a function that requests reach."""
    if not isinstance(expression, ast.Name):
        return False
    if is_event(module, expression):
        return True
    function = module.function(expression)
    if function is None or expression.id != "event" or module.handler(function) is not None:
        return False
    owner = module.owner(expression)
    return owner is module.scopes.of_node.get(function) and any(
        argument.arg == "event" for argument in (*function.args.posonlyargs, *function.args.args)
    )


def fields_read(module: Module, function: FunctionNode) -> Iterator[str]:
    """The fields of the event that a function reads."""
    for node in ast.walk(function):
        found = key_read(node)
        if found is not None and is_events(module, found[0]):
            yield found[1]
        elif isinstance(node, ast.Compare) and any(is_events(module, one) for one in node.comparators):
            yield str(node.left.value) if isinstance(node.left, ast.Constant) else ""


def is_whole_event(module: Module, expression: ast.expr) -> bool:
    """Whether it is the event itself, not a field of it."""
    return is_events(module, expression)


def reads_an_api(module: Module, function: FunctionNode) -> bool:
    """Whether the function reads a field by which the event of an API is known."""
    return not OF_AN_API.isdisjoint(fields_read(module, function))
