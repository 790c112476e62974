"""Code that takes everything out of a container, and tests that show that a container holds nothing."""

from __future__ import annotations

import ast

_TAKING = frozenset({"pop", "popitem", "popleft"})
_BY_ITEM = frozenset({"pop", "remove", "discard"})
_COPYING = frozenset({"list", "tuple", "set"})


def shown_empty(test: ast.expr) -> tuple[ast.expr, bool] | None:
    """The container, and which outcome of `test` shows that it is empty: False for `x`, True for `not x`.

    None for every other test.
    """
    match test:
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            inner = shown_empty(operand)
            return (inner[0], not inner[1]) if inner else None
        case ast.Call(func=ast.Name(id="len" | "bool"), args=[ast.Name() | ast.Attribute() as place], keywords=[]):
            return place, False
        case ast.Compare(left=ast.Call(func=ast.Name(id="len"), args=[place]), ops=[sign], comparators=[number]):
            return _by_length(place, sign, number)
        case ast.Name() | ast.Attribute():
            return test, False
    return None


def _by_length(place: ast.expr, sign: ast.cmpop, number: ast.expr) -> tuple[ast.expr, bool] | None:
    match sign, number:
        case (ast.Gt() | ast.NotEq(), ast.Constant(value=0)) | (ast.GtE(), ast.Constant(value=1)):
            return place, False
        case (ast.Eq() | ast.LtE(), ast.Constant(value=0)) | (ast.Lt(), ast.Constant(value=1)):
            return place, True
    return None


def emptied_by(statement: ast.stmt) -> ast.expr | None:
    """The container that a loop or branch empties, whatever it held, and does nothing else with.

    `while x: x.pop()`, `if x: x.clear()`, `for key in list(x): del x[key]`.
    """
    match statement:
        case ast.While(test=test, body=[only], orelse=[]):
            place = _place_of(test)
            return place if place is not None and _takes(only, place, _TAKING) else None
        case ast.If(test=test, body=[only], orelse=[]):
            place = _place_of(test)
            return place if place is not None and _clears(only, place) else None
        case ast.For(target=ast.Name(id=item), iter=ast.expr() as source, body=[only], orelse=[]):
            place = _copied(source)
            return place if place is not None and _takes_item(only, place, item) else None
    return None


def _place_of(test: ast.expr) -> ast.expr | None:
    shown = shown_empty(test)
    return shown[0] if shown is not None and not shown[1] else None


def _copied(source: ast.expr) -> ast.expr | None:
    """What `list(x)`, `list(x.keys())`, `x.copy()` and `x[:]` hold the items of."""
    match source:
        case ast.Call(func=ast.Name(id=name), args=[ast.Name() | ast.Attribute() as place]) if name in _COPYING:
            return place
        case ast.Call(func=ast.Name(id=name), args=[ast.Call(func=ast.Attribute(value=place, attr="keys"), args=[])]):
            return place if name in _COPYING else None
        case ast.Call(func=ast.Attribute(value=place, attr="copy"), args=[]):
            return place
        case ast.Subscript(value=place, slice=ast.Slice(lower=None, upper=None, step=None)):
            return place
    return None


def _takes(statement: ast.stmt, place: ast.expr, methods: frozenset[str]) -> bool:
    match statement:
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=owner, attr=method), args=arguments)):
            plain = all(isinstance(argument, ast.Constant) for argument in arguments)
            return plain and method in methods and same_place(owner, place)
    return False


def _takes_item(statement: ast.stmt, place: ast.expr, item: str) -> bool:
    match statement:
        case ast.Delete(targets=[ast.Subscript(value=owner, slice=ast.Name(id=key))]):
            return key == item and same_place(owner, place)
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=owner, attr=method), args=[ast.Name(id=key), *_])):
            return key == item and method in _BY_ITEM and same_place(owner, place)
    return False


def _clears(statement: ast.stmt, place: ast.expr) -> bool:
    match statement:
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=owner, attr="clear"), args=[])):
            return same_place(owner, place)
        case ast.Delete(targets=[ast.Subscript(value=owner, slice=ast.Slice(lower=None, upper=None, step=None))]):
            return same_place(owner, place)
        case ast.Assign(targets=[target], value=ast.List(elts=[]) | ast.Dict(keys=[])):
            if isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Slice):
                whole = target.slice.lower is None and target.slice.upper is None and target.slice.step is None
                return whole and same_place(target.value, place)
            return same_place(target, place)
    return False


def same_place(node: ast.expr, other: ast.expr) -> bool:
    return isinstance(node, ast.Name | ast.Attribute) and ast.unparse(node) == ast.unparse(other)
