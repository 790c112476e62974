"""Whether a key is new each time, so that it never meets an item that is there already."""

from __future__ import annotations

import ast
import enum
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from lambdafix.analysis.syntax.facts import dotted
from lambdafix.analysis.syntax.scopes import FunctionNode
from lambdafix.analysis.values.behind import nodes_behind
from lambdafix.analysis.values.boto import bound_value
from lambdafix.analysis.values.passed import passed
from lambdafix.knowledge.clocks import reads_clock
from lambdafix.knowledge.randomness import makes_unique

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module

_MAKES_UNIQUE = re.compile(r"uuid|ulid|nanoid|unique|(?:generate|new|make|create)_?(?:\w+_)?id$", re.IGNORECASE)
_OWN_IDS_TEXT = """
    aws_request_id request_id requestId connectionId connection_id messageId message_id eventID
    traceId execution_id executionArn invocationArn x-amzn-requestid
"""
_OWN_IDS = frozenset(_OWN_IDS_TEXT.split())
_STARTS = re.compile(r"^(?:start|create|run|submit|send|publish|invoke)_\w+$")
_LONG_ENOUGH = 8
"""Characters of a random key by which two of them meet too rarely to matter here."""


class Freshness(enum.Enum):
    """Why a key never meets an item that is there already."""

    UNIQUE = "a fresh unique id"
    CLOCK = "the time"
    OWN = "an id that the invocation or its source made"
    STARTED = "what the function has just started or made in another service"
    OBJECT = "the name of the object that the event is about"


def freshness(module: Module, value: ast.expr, followed: set[object] | None = None) -> Freshness | None:
    """What a key's value is made of, where it is new each time. `followed` are the names and functions seen so far."""
    followed = set() if followed is None else followed
    for node in ast.walk(value):
        if found := _of_node(module, node, followed):
            return found
    return None


def holds_what_was_started(module: Module, value: ast.expr) -> bool:
    """Whether a value may come from what a call has started or made, by any of the assignments to its names."""
    return any(
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and _STARTS.match(node.func.attr)
        and not module.canonical(node.func)
        for node in nodes_behind(module, value, _assigned)
    )


def is_short_random(module: Module, value: ast.expr) -> bool:
    """Whether a key is random and so short that another item may have the same: `randint(1000, 9999)`.

    Another key is then to be tried; the item that is there is somebody else's.
    """
    for node in nodes_behind(module, value, _given):
        match node:
            case ast.Call(func=func):
                callee = module.canonical(func)
                if callee.startswith("random.") and not _draws_many(module, node):
                    return True
            case ast.Subscript(value=whole, slice=ast.Slice(upper=ast.Constant(value=int(end)))) if end < _LONG_ENOUGH:
                if freshness(module, whole) is Freshness.UNIQUE:
                    return True
    return False


def _given(module: Module, name: ast.Name) -> Iterator[ast.expr]:
    bound = bound_value(module, name) or nearest_value(module, name)
    if bound is not None:
        yield bound


def _draws_many(module: Module, call: ast.Call) -> bool:
    """`random.choices(letters, k=16)`"""
    drawn = next((keyword.value for keyword in call.keywords if keyword.arg == "k"), None)
    many = isinstance(drawn, ast.Constant) and isinstance(drawn.value, int) and drawn.value >= _LONG_ENOUGH
    return many and module.canonical(call.func) in ("random.choices", "random.sample")


def nearest_value(module: Module, name: ast.Name) -> ast.expr | None:
    """What the last assignment above a use, in a block around it, gives a name that other branches bind as well."""
    owner = module.owner(name)
    if owner is None or not isinstance(owner.node, FunctionNode):
        return None
    made = {module.statement(binding.node): binding.node for binding in owner.bindings[name.id]}
    here: ast.AST = module.statement(name)
    while isinstance(here, ast.stmt) and here is not owner.node:
        block = module.block(here)
        for statement in reversed(block[: block.index(here)]):
            if statement in made:
                plain = isinstance(statement, ast.Assign) and statement.targets == [made[statement]]
                return statement.value if plain and isinstance(statement, ast.Assign) else None
            if any(inner in made for inner in ast.walk(statement)):
                return None
        above = module.parent(here)
        here = above if above is not None else here
        while isinstance(here, ast.ExceptHandler | ast.match_case):
            here = module.parent(here) or here
    return None


def _assigned(module: Module, name: ast.Name) -> Iterator[ast.expr]:
    owner = module.owner(name)
    for binding in owner.bindings[name.id] if owner else ():
        statement = module.parent(binding.node)
        if isinstance(statement, ast.Assign | ast.AnnAssign) and statement.value is not None:
            yield statement.value


def _of_node(module: Module, node: ast.AST, followed: set[object]) -> Freshness | None:
    match node:
        case ast.Call():
            return _of_call(module, node, followed)
        case ast.Subscript(value=ast.Subscript(slice=ast.Constant(value="s3")), slice=ast.Constant(value="object")):
            return Freshness.OBJECT
        case ast.Attribute(attr=word) | ast.Constant(value=word) if word in _OWN_IDS:
            return Freshness.OWN
        case ast.Name(ctx=ast.Load()):
            if node.id in _OWN_IDS:
                return Freshness.OWN
            if (key := (module.path, module.owner(node), node.id)) in followed:
                return None
            followed.add(key)
            given = passed(module, node)
            bound = given.value if given else bound_value(module, node) or nearest_value(module, node)
            return freshness(module, bound, followed) if bound is not None else None
    return None


def _of_call(module: Module, call: ast.Call, followed: set[object]) -> Freshness | None:
    func = call.func
    callee = module.canonical(func)
    if makes_unique(callee) or _draws_many(module, call):
        return Freshness.UNIQUE
    if reads_clock(callee, len(call.args)):
        return Freshness.CLOCK
    name = dotted(func).rpartition(".")[2]
    if not callee and isinstance(func, ast.Attribute) and _STARTS.match(name):
        return Freshness.STARTED
    meant = module.definition(func)
    if meant is None or meant.kind != "function":
        return None
    if _MAKES_UNIQUE.search(name):
        return Freshness.UNIQUE
    there = module.other(meant.path)
    function = there.functions.get(meant.qualname) if there and meant not in followed else None
    followed.add(meant)
    return _of_returns(there, function, followed) if there and function else None


def _of_returns(module: Module, function: FunctionNode, followed: set[object]) -> Freshness | None:
    """Of what a function of the project returns."""
    for node in ast.walk(function):
        if (
            isinstance(node, ast.Return)
            and node.value is not None
            and (found := freshness(module, node.value, followed))
        ):
            return found
    return None
