"""Lazy initialisation: code that runs once a process although it stands in a function.

if _client is None:                 if name not in _cache:              if _client is not None:
    _client = boto3.client("s3")        _cache[name] = load(name)           return _client
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator


def place(node: ast.expr) -> str:
    """`x`, `self.x` or `cls.x.y` as text; "" for anything else."""
    parts = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return ""
    return ".".join([node.id, *reversed(parts)])


def tested_empty(test: ast.expr) -> Iterator[str]:
    """The places whose emptiness makes `test` true: `x is None`, `not x`, `k not in x`, `"x" not in globals()`."""
    match test:
        case ast.BoolOp():
            for value in test.values:
                yield from tested_empty(value)
        case ast.Compare(left=left, ops=[ast.Is() | ast.Eq()], comparators=[ast.Constant(value=None | "" | 0 | False)]):
            yield from _places(left)
        case ast.Compare(
            left=ast.Constant(value=str(name)),
            ops=[ast.NotIn()],
            comparators=[ast.Call(func=ast.Name(id=scope))],
        ):
            if scope in ("globals", "locals", "vars"):
                yield name
        case ast.Compare(left=left, ops=[ast.NotIn()], comparators=[container]):
            yield from _places(container)
        case ast.UnaryOp(
            op=ast.Not(),
            operand=ast.Call(func=ast.Name(id="hasattr"), args=[owner, ast.Constant(value=str(name))]),
        ):
            if owner_place := place(owner):
                yield f"{owner_place}.{name}"
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield from _places(operand)
        case ast.Attribute(attr="closed" | "is_closed"):
            yield from _places(test.value)


def _places(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.NamedExpr):
        yield from _places(node.value)
        return
    while isinstance(node, (ast.Subscript, ast.Call)):
        node = node.value if isinstance(node, ast.Subscript) else node.func
        if isinstance(node, ast.Attribute) and node.attr in ("get", "is_connected", "open"):
            node = node.value
    if text := place(node):
        yield text


def filled(statements: list[ast.stmt]) -> Iterator[str]:
    """The places that these statements assign, deeply. What goes into a container counts for the container."""
    for statement in statements:
        for node in ast.walk(statement):
            targets: list[ast.expr] = []
            match node:
                case ast.Assign():
                    targets = node.targets
                case ast.AnnAssign() | ast.AugAssign() | ast.NamedExpr():
                    targets = [node.target]
                case ast.Call(
                    func=ast.Attribute(value=container, attr="update" | "append" | "add" | "setdefault" | "extend")
                ):
                    targets = [container]
            for target in targets:
                for element in target.elts if isinstance(target, (ast.Tuple, ast.List)) else [target]:
                    yield from _places(element)


def fills_what_it_tests(branch: ast.If, outlives_call: Callable[[str], bool]) -> bool:
    """Whether `branch` runs its body to fill the very place it found empty, and that place outlives the call."""
    empty = {place for place in tested_empty(branch.test) if outlives_call(place)}
    if empty and not empty.isdisjoint(filled(branch.body)):
        return True
    mark = place(branch.test)
    return bool(mark) and outlives_call(mark) and _is_taken_down(branch.body, mark)


def _is_taken_down(statements: list[ast.stmt], mark: str) -> bool:
    """`COLD = False`, in the branch of `if COLD:`."""
    return any(
        isinstance(statement, ast.Assign)
        and isinstance(statement.value, ast.Constant)
        and not statement.value.value
        and any(place(target) == mark for target in statement.targets)
        for statement in statements
    )


def looked_up(value: ast.expr) -> Iterator[str]:
    """The place that a value is read from where it may be empty: `x.get(key)`, `getattr(x, "name", None)`."""
    match value:
        case ast.Call(
            func=ast.Name(id="getattr"), args=[owner, ast.Constant(value=str(name)), ast.Constant(value=None)]
        ):
            if owner_place := place(owner):
                yield f"{owner_place}.{name}"
        case ast.Call(func=ast.Attribute(attr="get")):
            yield from _places(value)
        case ast.Name() | ast.Attribute():
            yield from _places(value)


def rest_fills(statement: ast.stmt, rest: list[ast.stmt], outlives_call: Callable[[str], bool]) -> bool:
    """Whether `statement` returns once a lasting place is filled (`if x is not None: return x`) and `rest` fills it."""
    found = {place for place in _returned_when_filled(statement) if outlives_call(place)}
    return bool(found) and not found.isdisjoint(filled(rest))


def _returned_when_filled(statement: ast.stmt) -> set[str]:
    """For `if x: return x`, `if x is not None: return x`, `if k in x: return x[k]`: the places found filled."""
    if not isinstance(statement, ast.If) or statement.orelse or not isinstance(statement.body[-1], ast.Return):
        return set()
    negated = ast.UnaryOp(op=ast.Not(), operand=statement.test)
    match statement.test:
        case ast.Compare(left=left, ops=[ast.IsNot() | ast.NotEq()], comparators=[ast.Constant(value=None)]):
            return set(_places(left))
        case ast.Compare(ops=[ast.In()], comparators=[container]):
            return set(_places(container))
    return set(tested_empty(negated))


def keeps_what_is_there(target: ast.expr, value: ast.expr) -> bool:
    """`x = x or make()`, `x = make() if x is None else x`, `x["a"] = x.get("a") or make()`."""
    place = ast.unparse(target)
    match target, value:
        case ast.Name() | ast.Attribute(), ast.BoolOp(op=ast.Or(), values=[first, *_]):
            return ast.unparse(first) == place
        case ast.Name() | ast.Attribute(), ast.IfExp(body=body, orelse=orelse):
            return place in (ast.unparse(body), ast.unparse(orelse))
        case ast.Subscript(value=container, slice=key), ast.BoolOp(op=ast.Or(), values=[first, *_]):
            return ast.unparse(first) == f"{ast.unparse(container)}.get({ast.unparse(key)})"
    return False
