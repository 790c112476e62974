"""What becomes of the paths that a listing of a folder gives: `glob`, `walk`, `iterdir`, `scandir`."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from lambdafix.analysis.syntax.scopes import BindingKind, ScopeKind
from lambdafix.families.files.calls import JOINS, PATH_METHODS, TEXT_ATTRIBUTES, TEXT_METHODS, Act, parameters
from lambdafix.families.files.paths import PATH_CLASSES

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module

_NAMES_ALONE = frozenset({"os.listdir"})
COLLECTIONS = frozenset({"enumerate", "filter", "iter", "list", "reversed", "set", "sorted", "tuple"})
"""Functions that give several things what they are given of them."""
COUNTED = frozenset({"all", "any", "bool", "len"})
ONE_OF_THEM = frozenset({"max", "min", "next"})
_OF_AN_ENTRY = frozenset({"is_dir", "is_file", "is_symlink", "relative_to", "stat"})

Left = Callable[[ast.expr], None]
"""Takes an expression by which a path gets out of sight."""


class Listing:
    """Follows the paths that one call gives. Says `left` of each expression that takes one out of sight."""

    def __init__(self, module: Module, left: Left) -> None:
        self._module = module
        self._left = left
        self._listed: list[str] = []
        """The folders whose paths are followed, as they are written."""

    def follow(self, call: ast.Call) -> None:
        canonical = self._module.canonical(call.func)
        if canonical not in _NAMES_ALONE:
            self._listed += [ast.dump(folder) for folder in call.args[:1]]
            self._paths(call, walks=canonical == "os.walk")

    def _paths(self, several: ast.expr, *, walks: bool = False, counted: bool = False) -> None:
        """Follow an expression that gives paths; `walks` where each comes first of three, `counted` second of two."""
        above = self._module.parent(several)
        match above:
            case ast.For() | ast.comprehension() if above.iter is several:
                self._bound(above.target, several, walks=walks, counted=counted)
            case ast.Call(func=ast.Name(id=name)) if several in above.args and name in COUNTED:
                pass
            case ast.Call(func=ast.Name(id=name)) if several in above.args and name in ONE_OF_THEM and not walks:
                self._path(above)
            case ast.Call(func=ast.Name(id=name)) if several in above.args and name in COLLECTIONS:
                self._paths(above, walks=walks, counted=counted or name == "enumerate")
            case ast.Subscript() if above.value is several and not walks:
                (self._paths if isinstance(above.slice, ast.Slice) else self._path)(above)
            case ast.Attribute(attr="sort"):
                pass
            case ast.BoolOp():
                self._paths(above, walks=walks, counted=counted)
            case ast.withitem(optional_vars=ast.Name() as target) | ast.Assign(targets=[ast.Name() as target]):
                for use in self._uses(target, several):
                    self._paths(use, walks=walks, counted=counted)
            case ast.Expr() | ast.If() | ast.While() | ast.UnaryOp(op=ast.Not()) | ast.Compare():
                pass
            case _:
                self._left(several)

    def _bound(self, target: ast.expr, several: ast.expr, *, walks: bool, counted: bool) -> None:
        match target:
            case ast.Tuple(elts=[_, ast.Tuple(elts=[ast.Name() as name, *_])]) if walks and counted:
                pass
            case ast.Tuple(elts=[ast.Name() as name, _, _]) if walks and not counted:
                pass
            case ast.Tuple(elts=[_, ast.Name() as name]) if counted and not walks:
                pass
            case ast.Name() as name if not walks and not counted:
                pass
            case _:
                self._left(several)
                return
        for use in self._uses(name, several):
            self._path(use)

    def _uses(self, name: ast.Name, several: ast.expr) -> Iterator[ast.Name]:
        owner = self._module.owner(name)
        if owner is None or owner.kind not in (ScopeKind.FUNCTION, ScopeKind.COMPREHENSION):
            self._left(several)
            return
        if len([b for b in owner.bindings[name.id] if b.kind is not BindingKind.DELETION]) > 1:
            self._left(several)
        for use in self._module.scopes.uses_of(name.id, owner):
            if isinstance(use.ctx, ast.Load):
                yield use

    def _path(self, one: ast.expr) -> None:
        module = self._module
        above = module.parent(one)
        match above:
            case ast.FormattedValue():
                joined = module.parent(above)
                assert isinstance(joined, ast.expr)
                self._path(joined)
            case ast.BinOp(op=ast.Add() | ast.Div()):
                self._path(above)
            case ast.Attribute(attr="path" | "parent"):
                self._path(above)
            case ast.Attribute(attr=attr):
                self._attribute(above, attr)
            case ast.keyword():
                call = module.parent(above)
                self._argument(call, one, above.arg) if isinstance(call, ast.Call) else self._left(one)
            case ast.Call() if above.func is not one:
                self._argument(above, one, None)
            case ast.Assign(targets=[ast.Name() as target]):
                for use in self._uses(target, one):
                    self._path(use)
            case ast.Expr() | ast.Delete() | ast.If() | ast.UnaryOp(op=ast.Not()):
                pass
            case _:
                self._left(one)

    def _attribute(self, attribute: ast.Attribute, name: str) -> None:
        call = self._module.parent(attribute)
        if name in TEXT_ATTRIBUTES or name in TEXT_METHODS or name in _OF_AN_ENTRY:
            return
        act = PATH_METHODS.get(name)
        if isinstance(call, ast.Call) and call.func is attribute and (act is not None or name == "open"):
            if act is Act.LIST:
                self._paths(call)
            return
        self._left(attribute)

    def _argument(self, call: ast.Call, one: ast.expr, keyword: str | None) -> None:
        module = self._module
        canonical = module.canonical(call.func)
        if canonical == "os.path.basename" or (isinstance(call.func, ast.Name) and call.func.id in COUNTED):
            return
        if canonical == "os.path.relpath" and one in call.args[:1]:
            if not any(ast.dump(start) in self._listed for start in call.args[1:]):
                self._left(one)
            return
        is_text = isinstance(call.func, ast.Name) and call.func.id == "str"
        if canonical in JOINS | PATH_CLASSES or is_text:
            self._path(call)
            return
        position = next((n for n, argument in enumerate(call.args) if argument is one), -1)
        known = [
            parameter
            for parameter in parameters(module, call)
            if (position == parameter.position and keyword is None) or keyword in parameter.keywords
        ]
        if not known or any(parameter.echoes for parameter in known):
            self._left(one)
        elif any(parameter.act is Act.LIST for parameter in known):
            self.follow(call)
