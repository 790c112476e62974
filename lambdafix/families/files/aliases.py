"""Ways by which a path comes to a name that may also mean something else: another assignment, a parameter's default.

They tell that a request may use the file, never that it uses no other.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lambdafix.analysis.syntax.scopes import Binding, BindingKind, FunctionNode

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module


_LOOPS = (ast.For, ast.AsyncFor, ast.While)
_GIVES_PATH = (ast.Constant, ast.Name, ast.Attribute, ast.JoinedStr, ast.BinOp, ast.Call)


@dataclass(frozen=True, slots=True, eq=False)
class Default:
    """A parameter's default that some call leaves as it is."""

    function: FunctionNode
    parameter: str
    value: ast.expr


def chosen(module: Module, expression: ast.expr) -> ast.expr:
    """The conditional expression that may give `expression`, or itself: `"/tmp/a"` of `"/tmp/a" if x else "/tmp/b"`."""
    above = module.parent(expression)
    while isinstance(above, ast.IfExp) and above.test is not expression:
        expression, above = above, module.parent(above)
    return expression


def reached(module: Module, target: ast.Name) -> Iterator[ast.Name]:
    """The uses of a local that may hold what the assignment to `target` gives it, further down in the function."""
    owner = module.owner(target)
    if owner is None:
        return
    bindings = owner.bindings[target.id]
    made = module.statement(target)
    for use in module.scopes.uses_of(target.id, owner):
        if isinstance(use.ctx, ast.Load) and use.lineno > (made.end_lineno or made.lineno):
            others = [b for b in bindings if b.node is not target]
            if _leads_to(module, made, use) and not any(_replaces(module, other, made, use) for other in others):
                yield use


def of_parameter(module: Module, function: FunctionNode, parameter: str) -> list[ast.Name]:
    """The uses of a parameter that certainly hold what a call gives: all, or those above its first other binding."""
    scope = module.scopes.of_node[function]
    uses = [use for use in module.scopes.uses_of(parameter, scope) if isinstance(use.ctx, ast.Load)]
    others = [b.node for b in scope.bindings.get(parameter, ()) if b.kind is not BindingKind.PARAMETER]
    rows = [module.statement(node).lineno for node in others]
    loops = {above for node in others for above in module.ancestors(node) if isinstance(above, _LOOPS)}
    return [
        use
        for use in uses
        if all(module.statement(use).lineno < row for row in rows) and loops.isdisjoint(module.ancestors(use))
    ]


def _leads_to(module: Module, made: ast.stmt, use: ast.Name) -> bool:
    """Whether control may come from an assignment down to a use: no branch parts them, and nothing leaves before it."""
    around = {id(above) for above in module.ancestors(use)}
    here: ast.AST = made
    while id(here) not in around:
        above = module.parent(here)
        if above is None or not isinstance(here, ast.stmt | ast.ExceptHandler):
            return False
        if isinstance(here, ast.stmt):
            block = module.block(here)
            rest = block[block.index(here) + 1 :]
            if any(id(later) in around for later in rest):
                return True
            if any(isinstance(later, ast.Return | ast.Raise | ast.Continue | ast.Break) for later in rest):
                return False
        if isinstance(above, FunctionNode):
            return True
        if isinstance(above, ast.If | ast.Match | ast.Try) and id(above) in around:
            return isinstance(above, ast.Try) and here in above.body
        here = above
    return True


def _replaces(module: Module, other: Binding, made: ast.stmt, use: ast.Name) -> bool:
    """Whether another binding has certainly come between an assignment and a use."""
    if other.kind is BindingKind.PARAMETER:
        return False
    between = module.statement(other.node)
    if not made.lineno < between.lineno <= use.lineno:
        return False
    around = list(module.ancestors(use))
    if any(above is between for above in around):
        return not isinstance(between, ast.Assign | ast.AugAssign | ast.AnnAssign)
    block = module.block(between)
    return any(one is between for above in around if above in block for one in block[: block.index(above)])


def defaults(module: Module, wanted: Callable[[ast.expr], bool]) -> Iterator[Default]:
    """The defaults of the file's functions that are wanted and stand where a request calls without the argument."""
    functions: list[FunctionNode] = [*module.every(ast.FunctionDef), *module.every(ast.AsyncFunctionDef)]
    for function in functions:
        given = function.args
        positional = [*given.posonlyargs, *given.args]
        pairs = list(zip(positional[len(positional) - len(given.defaults) :], given.defaults, strict=True))
        pairs += [(a, d) for a, d in zip(given.kwonlyargs, given.kw_defaults, strict=True) if d is not None]
        for argument, value in pairs:
            is_path = isinstance(value, _GIVES_PATH) and wanted(value)
            if is_path and _is_left_out(module, function, argument.arg, positional):
                yield Default(function, argument.arg, value)


def _is_left_out(module: Module, function: FunctionNode, parameter: str, positional: list[ast.arg]) -> bool:
    if module.handler(function) is not None:
        return True
    names = [argument.arg for argument in positional]
    needed = names.index(parameter) if parameter in names else None
    meant = (module.path, module.qualname(function))
    for path, caller in module.program.callers(*meant):
        there = module.other(path)
        body = there.functions.get(caller) if there is not None else None
        for call in there.every(ast.Call) if there is not None and body is not None else ():
            target = there.definition(call.func) if there is not None and there.function(call) is body else None
            if target is None or (target.path, target.qualname) != meant:
                continue
            bound = isinstance(call.func, ast.Attribute) and names[:1] in (["self"], ["cls"])
            unpacks = any(isinstance(a, ast.Starred) for a in call.args) or any(k.arg is None for k in call.keywords)
            by_place = needed is not None and len(call.args) + bound > needed
            if not unpacks and not by_place and all(k.arg != parameter for k in call.keywords):
                return True
    return False
