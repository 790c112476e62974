"""Files and folders that `tempfile` makes under a name of its own, and leaves to the code to remove."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from lambdafix.analysis.syntax.scopes import BindingKind
from lambdafix.families.files.path_parts import PathText

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module

_NAMED = frozenset({"tempfile.NamedTemporaryFile", "tempfile._TemporaryFileWrapper"})
_INDEX_OF_PATH = 1
"""`mkstemp` gives the open file's number, then its path."""


def makers(module: Module) -> Iterator[ast.Call]:
    """The calls in `module` that make something under the system's folder that stays until code removes it."""
    for call in module.every(ast.Call):
        if _stays(module, call) and all(keyword.arg != "dir" for keyword in call.keywords):
            yield call


def _stays(module: Module, call: ast.Call) -> bool:
    canonical = module.canonical(call.func)
    if canonical in _NAMED:
        return any(
            keyword.arg == "delete" and isinstance(keyword.value, ast.Constant) and keyword.value.value is False
            for keyword in call.keywords
        )
    return canonical in ("tempfile.mkdtemp", "tempfile.mkstemp")


def makes_folder(module: Module, call: ast.Call) -> bool:
    return module.canonical(call.func) == "tempfile.mkdtemp"


def text_of(module: Module, call: ast.Call, anchor: ast.expr) -> PathText | None:
    """The path of what `call` makes, told apart from what other calls make by its row."""
    if not _stays(module, call) or any(keyword.arg == "dir" for keyword in call.keywords):
        return None
    text = f"/tmp/{{{ast.unparse(call.func)}() in line {call.lineno}}}"  # noqa: S108 - where tempfile makes it
    return PathText(text, anchor, text, True)


def made_by(module: Module, expression: ast.expr) -> ast.Call | None:
    """The call that made the file whose path this is: `path` of `fd, path = mkstemp()`, `f.name` of a lasting file."""
    match expression:
        case ast.Attribute(value=ast.Name() as opened, attr="name"):
            call = _opened_by(module, opened)
            return call if call is not None and module.canonical(call.func) in _NAMED else None
        case ast.Subscript(value=ast.Call() as call, slice=ast.Constant(value=1)):
            return call if module.canonical(call.func) == "tempfile.mkstemp" else None
        case ast.Name():
            return _unpacked_from(module, expression)
    return None


def opened_names(module: Module, call: ast.Call) -> list[ast.Name]:
    """The uses of the name that the open file has."""
    match module.parent(call):
        case ast.Assign(targets=[ast.Name() as target]) | ast.withitem(optional_vars=ast.Name() as target):
            owner = module.owner(target)
            uses = module.scopes.uses_of(target.id, owner) if owner is not None else []
            return [use for use in uses if isinstance(use.ctx, ast.Load)]
    return []


def path_names(module: Module, call: ast.Call) -> list[ast.expr]:
    """The expressions that give the path of what `call` makes, where its result is bound to names."""
    above = module.parent(call)
    match above:
        case ast.Assign(targets=[ast.Tuple(elts=[_, ast.Name() as target])]):
            owner = module.owner(target)
            uses = module.scopes.uses_of(target.id, owner) if owner is not None else []
            return [use for use in uses if isinstance(use.ctx, ast.Load)]
        case ast.Subscript(slice=ast.Constant(value=1)):
            return [above]
    attributes = [module.parent(use) for use in opened_names(module, call)]
    return [above for above in attributes if isinstance(above, ast.Attribute) and above.attr == "name"]


def _opened_by(module: Module, name: ast.Name) -> ast.Call | None:
    owner = module.owner(name)
    bindings = owner.bindings[name.id] if owner is not None else []
    if len(bindings) != 1:
        return None
    match module.parent(bindings[0].node):
        case ast.Assign(value=ast.Call() as call) | ast.withitem(context_expr=ast.Call() as call):
            return call
    return None


def _unpacked_from(module: Module, name: ast.Name) -> ast.Call | None:
    owner = module.owner(name)
    bindings = owner.bindings[name.id] if owner is not None else []
    if len(bindings) != 1 or bindings[0].kind is not BindingKind.ASSIGNMENT:
        return None
    target = bindings[0].node
    pair = module.parent(target)
    if not isinstance(pair, ast.Tuple) or pair.elts.index(target) != _INDEX_OF_PATH:  # type: ignore[arg-type]
        return None
    statement = module.parent(pair)
    call = statement.value if isinstance(statement, ast.Assign) else None
    is_made = isinstance(call, ast.Call) and module.canonical(call.func) == "tempfile.mkstemp"
    return call if is_made and isinstance(call, ast.Call) else None
