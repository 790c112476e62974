"""The different things that one handler does, by a route, a kind of event or a name that it is given."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lambdafix.analysis.syntax.scopes import FunctionNode
from lambdafix.families.shape.needs import Needs, needs

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module

_ROUTES = frozenset({"get", "post", "put", "patch", "delete", "route"})


@dataclass(frozen=True, slots=True)
class Action:
    name: str
    """What asks for it: "GET /brand/{id}", "create"."""
    row: int
    needs: Needs


def actions(module: Module, handler: FunctionNode) -> list[Action]:
    """What `handler` does: by a table of functions, by routes of decorators, or by branches; [] for one thing alone."""
    for found in (_of_tables(module, handler), _of_decorators(module, handler), _of_branches(module, handler)):
        known = list(found)
        if len(known) > 1:
            return known
    return []


def _of_tables(module: Module, handler: FunctionNode) -> Iterator[Action]:
    """`{("GET", "/brand"): get_brand}`, in the handler or at module level."""
    for pairs in _dictionaries(module, handler):
        values = [value for value in pairs.values if module.definition(value) is not None]
        if len(values) < 2 or len(values) != len(pairs.values):
            continue
        for key, value in zip(pairs.keys, pairs.values, strict=True):
            if key is not None:
                yield Action(_label(key), value.lineno, needs(module, [value]))


def _dictionaries(module: Module, handler: FunctionNode) -> Iterator[ast.Dict]:
    read = {node.id for node in ast.walk(handler) if isinstance(node, ast.Name)}
    for node in module.every(ast.Dict):
        above = module.parent(node)
        match above:
            case ast.Assign(targets=[ast.Name(id=name)]) if name in read and module.parent(above) is module.tree:
                yield node
            case _ if module.function(node) is handler:
                yield node


def _of_decorators(module: Module, handler: FunctionNode) -> Iterator[Action]:
    """`@app.get("/brand")`, where the handler has to do with `app`."""
    read = {node.id for node in ast.walk(handler) if isinstance(node, ast.Name)}
    for name, function in module.functions.items():
        for decorator in function.decorator_list:
            match decorator:
                case ast.Call(
                    func=ast.Attribute(value=ast.Name(id=app), attr=method), args=[ast.Constant(value=str(route)), *_]
                ) if method in _ROUTES and app in read and "." not in name:
                    verb = "" if method == "route" else f"{method.upper()} "
                    yield Action(verb + route, function.lineno, needs(module, function.body))


def _of_branches(module: Module, handler: FunctionNode) -> Iterator[Action]:
    """`if action == "create": …`, one after the other, and the cases of a `match`."""
    for node in ast.walk(handler):
        match node:
            case ast.If(test=test, body=body) if module.function(node) is handler and _chooses(test):
                yield Action(_label(test), node.lineno, needs(module, body))
            case ast.match_case(pattern=ast.MatchValue(value=ast.Constant(value=str(name))), body=body):
                yield Action(name, body[0].lineno, needs(module, body))


def _chooses(test: ast.expr) -> bool:
    """Whether a test compares something with text, and nothing else."""
    match test:
        case ast.BoolOp(op=ast.And(), values=values):
            return all(map(_chooses, values))
        case ast.Compare(ops=[ast.Eq() | ast.In()], comparators=[right]):
            return any(isinstance(one, ast.Constant) and isinstance(one.value, str) for one in ast.walk(right))
    return False


def _label(expression: ast.expr) -> str:
    texts = [one for one in ast.walk(expression) if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    inner = {key for one in ast.walk(expression) if isinstance(one, ast.Subscript) for key in ast.walk(one.slice)}
    looked_up = {one.args[0] for one in ast.walk(expression) if isinstance(one, ast.Call) and one.args}
    said = [str(one.value) for one in texts if one not in inner and one not in looked_up]
    return " ".join(said) or ast.unparse(expression)
