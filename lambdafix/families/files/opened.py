"""Whether an open file, which knows its path, is used in no way that could tell it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from lambdafix.analysis.syntax.scopes import ScopeKind
from lambdafix.families.files.listings import COLLECTIONS, COUNTED, ONE_OF_THEM

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module

_TELLING = frozenset({"buffer", "detach", "filename", "fileobj", "fp", "myfileobj", "name", "path", "raw"})
"""Attributes of the objects that `open`, gzip, zipfile and tarfile give by which the path can be read."""
_ITERATING = COLLECTIONS | COUNTED | ONE_OF_THEM | {"map", "sum", "zip"}
_WRAPPING = ("io.", "operator.", "functools.", "inspect.", "pprint.", "reprlib.", "weakref.", "copy.")
"""Where functions lie that give out the file itself, or what it says of itself."""
_TAKING = frozenset(
    "copyfileobj download_fileobj dump load parse put put_object upload upload_fileobj write writelines".split()
)
"""Methods by which an object that is not known takes the content of a file."""


def told_by(module: Module, call: ast.Call) -> ast.expr | None:
    """The first expression by which the path of the file that `call` opens could be read; None where there is none."""
    return next(_told(module, call), None)


def _told(module: Module, opened: ast.expr) -> Iterator[ast.expr]:
    above = module.parent(opened)
    match above:
        case ast.withitem(context_expr=value, optional_vars=target) if value is opened:
            yield from _bound(module, target, opened) if target is not None else ()
        case ast.Assign(targets=[target]):
            yield from _bound(module, target, opened)
        case ast.Attribute(attr=attr):
            yield from [above] if attr in _TELLING or attr.startswith("__") else []
        case ast.For() | ast.comprehension() if above.iter is opened:
            pass
        case ast.Expr() | ast.Delete() | ast.If() | ast.YieldFrom() | ast.UnaryOp(op=ast.Not()):
            pass
        case ast.Call() if above.func is not opened:
            yield from _given(module, above, opened, None)
        case ast.keyword(arg=name):
            call = module.parent(above)
            yield from _given(module, call, opened, name) if isinstance(call, ast.Call) else [opened]
        case ast.Tuple() | ast.List() | ast.Dict():
            yield from _in_a_container(module, above, opened)
        case _:
            yield opened


def _bound(module: Module, target: ast.expr, opened: ast.expr) -> Iterator[ast.expr]:
    owner = module.owner(target) if isinstance(target, ast.Name) else None
    if not isinstance(target, ast.Name) or owner is None or owner.kind is not ScopeKind.FUNCTION:
        yield opened
        return
    for use in module.scopes.uses_of(target.id, owner):
        above = module.parent(use)
        again = isinstance(above, ast.withitem) and _is_name(above.optional_vars, target.id)
        if isinstance(use.ctx, ast.Load) and not again:
            yield from _told(module, use)


def _is_name(target: ast.expr | None, name: str) -> bool:
    """`with opened as opened`"""
    return isinstance(target, ast.Name) and target.id == name


def _given(module: Module, call: ast.Call, opened: ast.expr, keyword: str | None) -> Iterator[ast.expr]:
    canonical = module.canonical(call.func)
    name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    if canonical:
        is_open = not canonical.startswith(_WRAPPING)
    elif isinstance(call.func, ast.Name):
        is_open = module.owner(call.func) is None and (
            call.func.id in _ITERATING or (call.func.id == "print" and keyword == "file")
        )
    else:
        is_open = module.definition(call.func) is None and (name in _TAKING or keyword in ("Body", "Fileobj", "data"))
    if not is_open:
        yield opened


def _in_a_container(module: Module, container: ast.expr, opened: ast.expr) -> Iterator[ast.expr]:
    """`files={"report": file}` of a library's function takes the content, and at most the last part of the path."""
    for above in module.ancestors(container):
        if isinstance(above, ast.keyword | ast.Tuple | ast.List | ast.Dict):
            continue
        if not isinstance(above, ast.Call) or not module.canonical(above.func).startswith(("requests.", "httpx.")):
            yield opened
        return
