"""Which files under `/tmp` are kept from one request to the next on purpose: a cache, a model."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from lambdafix.analysis.syntax.scopes import FunctionNode
from lambdafix.analysis.values.dependence import depends_on_request
from lambdafix.families.files.calls import Act
from lambdafix.families.files.order import Order
from lambdafix.families.files.paths import PACKAGE, path_text
from lambdafix.families.files.scratch import ScratchFile
from lambdafix.families.files.uses import FileUse

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module

_COPIES = frozenset({"shutil.copy", "shutil.copy2", "shutil.copyfile", "shutil.copytree"})


def is_kept(module: Module, function: FunctionNode, flow: Order, unit: ScratchFile) -> bool:
    """Whether the file that `function` uses in the order of `flow` is kept from one request to the next on purpose."""
    return _Keeper(module, function, flow).is_kept(unit)


class _Keeper:
    def __init__(self, module: Module, function: FunctionNode, flow: Order) -> None:
        self._module = module
        self._function = function
        self._flow = flow

    def is_kept(self, unit: ScratchFile) -> bool:
        if unit.writes and all(self._is_remembered(write) for write in unit.writes):
            return True
        if unit.writes and all(self._is_copied_from_the_package(write) for write in unit.writes):
            return True
        if unit.fixed and any(self._holds_request(write) for write in unit.writes):
            return False
        early = [use for use in self._flow.early if use in unit.uses]
        early += [use for use in unit.uses if self._module.function(use.node) is not self._function]
        asked = [use for use in early if use.act is Act.EXISTS and not self._follows(use, unit)]
        if any(not self._only_tidies(use, unit) for use in asked):
            return True
        if any(use.act is Act.READ and self._is_tried(use, unit) for use in early):
            return True
        return any(self._module.runs_once(use.node) for use in unit.uses)

    def _is_copied_from_the_package(self, write: FileUse) -> bool:
        """Whether each request writes the same: a program of the package or of a layer, which has to lie in `/tmp`."""
        call = write.node
        if not isinstance(call, ast.Call) or self._module.canonical(call.func) not in _COPIES or not call.args:
            return False
        source = path_text(self._module, call.args[0])
        return source is not None and not source.varies and source.text.startswith((PACKAGE, "/opt/"))

    def _holds_request(self, write: FileUse) -> bool:
        """Whether what is written is the request's own: the next one would be served this one's file."""
        module = self._module
        places = [above for name in write.kept if (above := module.parent(name)) is not None]
        calls = [write.node, *places, *map(module.parent, places)]
        arguments = [
            argument
            for call in calls
            if isinstance(call, ast.Call)
            for argument in (*call.args, *(keyword.value for keyword in call.keywords))
        ]
        return any(depends_on_request(module, argument) for argument in arguments if argument is not write.written)

    def _follows(self, question: FileUse, unit: ScratchFile) -> bool:
        """Whether a question comes when all the writing is over: what it guards is no write."""
        loops = self._loops_around(question.node)
        return self._module.function(question.node) is self._function and all(
            write.node.lineno < question.node.lineno and loops.isdisjoint(self._loops_around(write.node))
            for write in unit.writes
        )

    def _loops_around(self, node: ast.AST) -> set[ast.AST]:
        return {
            above for above in self._module.ancestors(node) if isinstance(above, ast.For | ast.AsyncFor | ast.While)
        }

    def _only_tidies(self, use: FileUse, unit: ScratchFile) -> bool:
        """Whether the question only decides about removing the file or making its folder."""
        for above in self._module.ancestors(use.node):
            if isinstance(above, ast.If):
                inside = [u for u in unit.uses if u is not use and _holds(above, u.node)]
                return bool(inside) and all(u.act in (Act.REMOVE, Act.MAKE, Act.EXISTS) for u in inside)
            if isinstance(above, ast.stmt):
                break
        return False

    def _is_tried(self, use: FileUse, unit: ScratchFile) -> bool:
        """Whether a file that is not there is written in the handler of that error."""
        for above in self._module.ancestors(use.node):
            if isinstance(above, ast.Try):
                return any(_holds(handler, write.node) for handler in above.handlers for write in unit.writes)
            if above is self._function:
                break
        return False

    def _is_remembered(self, write: FileUse) -> bool:
        """Whether a variable of the process, which the same branch keeps up, decides if the file is written."""
        scopes = self._module.scopes
        for above in self._module.ancestors(write.node):
            if isinstance(above, ast.If):
                asked = {n.id for n in ast.walk(above.test) if isinstance(n, ast.Name)}
                kept = {n.id for s in above.body for n in ast.walk(s) if isinstance(n, ast.Name)}
                owners = {name: scopes.resolve(name, scopes.scope_at(above.test)) for name in asked & kept}
                if any(owner is scopes.module and self._is_changed(name) for name, owner in owners.items()):
                    return True
        return False

    def _is_changed(self, name: str) -> bool:
        """Whether the function binds the module's variable anew, or something of it."""
        for node in ast.walk(self._function):
            match node:
                case ast.Global(names=names) if name in names:
                    return True
                case ast.Subscript(value=ast.Name(id=base), ctx=ast.Store()) if base == name:
                    return True
                case ast.Call(func=ast.Attribute(value=ast.Name(id=base), attr="add" | "append" | "update")):
                    if base == name:
                        return True
        return False


def _holds(node: ast.AST, inner: ast.AST) -> bool:
    return any(child is inner for child in ast.walk(node))
