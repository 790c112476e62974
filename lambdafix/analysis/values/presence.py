"""Whether what a subscript reads is there when the import is over, so that reading it then cannot fail."""

from __future__ import annotations

import ast
import enum
from typing import TYPE_CHECKING

from lambdafix.analysis.syntax.scopes import BindingKind, ScopeKind
from lambdafix.analysis.values.boto import bound_value

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module

_DEPTH = 6


class Presence(enum.Enum):
    THERE = "there"
    UNKNOWN = "unknown"
    ABSENT = "absent"


def presence(module: Module, item: ast.Subscript) -> Presence:
    """Whether the module-level list or dictionary that `item` reads from has it, as the file writes it down."""
    try:
        literal = _literal(module, item.value, 0)
        _part(literal, item.slice)
    except _UnknownError:
        return Presence.THERE if _is_set_at_import(module, item) else Presence.UNKNOWN
    except LookupError:
        if _is_set_at_import(module, item):
            return Presence.THERE
        return Presence.UNKNOWN if _is_completed(module, item) else Presence.ABSENT
    return Presence.UNKNOWN if _loses_items(module, item) else Presence.THERE


class _UnknownError(Exception):
    """The value is not written down."""


def _literal(module: Module, expression: ast.expr, depth: int) -> ast.expr:
    """The display that `expression` gives. Raises LookupError for an item that is not in its display, _UnknownError."""
    if depth > _DEPTH:
        raise _UnknownError
    match expression:
        case ast.Dict() | ast.List() | ast.Tuple():
            return expression
        case ast.Subscript(value=value, slice=key):
            return _literal(module, _part(_literal(module, value, depth + 1), key), depth + 1)
        case ast.Call(func=ast.Name(id="dict") as func, args=[], keywords=keywords) if module.owner(func) is None:
            if all(keyword.arg is not None for keyword in keywords):
                return ast.Dict([ast.Constant(k.arg) for k in keywords], [k.value for k in keywords])
        case ast.Name():
            bound = bound_value(module, expression)
            if bound is not None:
                return _literal(module, bound, depth + 1)
            return _of_another_file(module, expression, depth)
        case ast.Attribute():
            return _of_another_file(module, expression, depth)
    raise _UnknownError


def _of_another_file(module: Module, name: ast.Name | ast.Attribute, depth: int) -> ast.expr:
    meant = module.definition(name)
    if meant is None or meant.kind != "variable" or meant.path == module.path:
        raise _UnknownError

    def there(home: Module) -> ast.expr | None:
        bindings = home.scopes.module.bindings.get(meant.qualname, [])
        is_plain = len(bindings) == 1 and bindings[0].kind is BindingKind.ASSIGNMENT
        statement = home.statement(bindings[0].node) if is_plain else None
        value = statement.value if isinstance(statement, ast.Assign | ast.AnnAssign) else None
        return value if isinstance(value, ast.Dict | ast.List | ast.Tuple) else None

    value = module.elsewhere(meant.path, there)
    if value is None:
        raise _UnknownError
    return value


def _part(display: ast.expr, key: ast.expr) -> ast.expr:
    """The item of a display. Raises LookupError, and _UnknownError where the key, or a part, is no constant."""
    number = key.operand if isinstance(key, ast.UnaryOp) and isinstance(key.op, ast.USub) else key
    if not isinstance(number, ast.Constant):
        raise _UnknownError
    match display:
        case ast.Dict(keys=keys, values=values) if number is key:
            if not all(isinstance(one, ast.Constant) for one in keys):
                raise _UnknownError
            found = [value for one, value in zip(keys, values, strict=True) if one.value == number.value]  # type: ignore[union-attr]
            if not found:
                raise LookupError
            return found[-1]
        case ast.List(elts=items) | ast.Tuple(elts=items) if isinstance(number.value, int):
            if any(isinstance(one, ast.Starred) for one in items):
                raise _UnknownError
            return items[number.value if number is key else -number.value]
    raise _UnknownError


def _root(expression: ast.expr) -> ast.Name | None:
    while isinstance(expression, ast.Subscript | ast.Attribute):
        expression = expression.value
    return expression if isinstance(expression, ast.Name) else None


def _uses_at_import(module: Module, item: ast.Subscript) -> list[ast.Name]:
    root = _root(item)
    owner = module.owner(root) if root is not None else None
    if root is None or owner is None or owner.kind is not ScopeKind.MODULE:
        return []
    return [use for use in module.scopes.uses_of(root.id, owner) if module.function(use) is None]


def _is_set_at_import(module: Module, item: ast.Subscript) -> bool:
    """Whether a top-level statement says `CONFIG["region"] = …`, word for word."""
    text = ast.unparse(item)
    for use in _uses_at_import(module, item):
        above = module.parent(use)
        while isinstance(above, ast.Subscript | ast.Attribute):
            if isinstance(above, ast.Subscript) and isinstance(above.ctx, ast.Store) and ast.unparse(above) == text:
                return module.statement(above) in module.tree.body
            above = module.parent(above)
    return False


def _is_completed(module: Module, item: ast.Subscript) -> bool:
    """Whether something else than its display may put items into it: another use at import, or another file."""
    root = _root(item)
    own = module.definition(root) if root is not None else None
    if own is None or own.path != module.path or module.users.importers(module.path):
        return True
    return any(not isinstance(module.parent(use), ast.Assign) for use in _uses_at_import(module, item))


def _loses_items(module: Module, item: ast.Subscript) -> bool:
    for use in _uses_at_import(module, item):
        match module.parent(use):
            case ast.Attribute(attr="pop" | "popitem" | "clear" | "remove") | ast.Subscript(ctx=ast.Del()):
                return True
    return False
