"""Other state that outlives a request and goes with a leftover: beginning only one of the two anew parts them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from lambdafix.analysis.program.names import Definition
from lambdafix.analysis.syntax.facts import MUTATING_METHODS
from lambdafix.analysis.syntax.scopes import FunctionNode
from lambdafix.analysis.values.access import Access
from lambdafix.analysis.values.once import Mark, marks, names_behind, tests_around
from lambdafix.analysis.values.variable import Action, classify, describe
from lambdafix.families.state.flow_start import is_generator
from lambdafix.families.state.leftover import Leftover, flow_of, lasting_accesses

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module


def deciding_state(leftover: Leftover) -> tuple[str, bool] | None:
    """Lasting state that decides whether requests fill the leftover; True where what fills the one changes the other.

    `if key not in known: known.add(key); names.append(key)`: with `names` made anew and `known` not, `names` stays
    empty.
    """
    found: tuple[str, bool] | None = None
    for access in leftover.accesses:
        if access.function is None or not access.changes or access.module.reach(access.node) is None:
            continue
        way: set[FunctionNode] = set()
        for module, test, function in tests_around(access.module, access.node):
            way |= {f for f in (access.function, function) if f is not None}
            for name, lasting in _lasting_in(leftover, module, test):
                together = any(_surely_changes(a) and a.function in way for a in lasting)
                found = (name, together) if found is None or together else found
    return found


def _lasting_in(leftover: Leftover, module: Module, test: ast.expr) -> Iterator[tuple[str, list[Access]]]:
    attributes = (node for node in ast.walk(test) if isinstance(node, ast.Attribute))
    for node in [*names_behind(module, test), *attributes]:
        meant = module.definition(node)
        if meant is not None and meant.kind == "variable" and not _is_itself(leftover, meant):
            lasting = changed_by_requests(module, meant)
            if lasting is not None and _shows_earlier_requests(module, meant, node, lasting):
                yield meant.qualname, lasting


def depends_on_object(leftover: Leftover) -> bool:
    """Whether an attribute of an object, which may last, decides whether requests fill the leftover."""
    filling = [a for a in leftover.accesses if a.function is not None and a.changes]
    return any({Mark.INSTANCE, Mark.ATTRIBUTE} & marks(access.module, access.node) for access in filling)


def kept_function(leftover: Leftover) -> str:
    """A function inside another that uses the leftover, and that is handed to something that may outlive the request.

    It would go on with the value of the request that made it.
    """
    for access in leftover.accesses:
        module = access.module
        for above in module.ancestors(access.node):
            if isinstance(above, ast.Lambda):
                uses: list[ast.AST] = [above]
                name = "a lambda"
            elif isinstance(above, ast.FunctionDef | ast.AsyncFunctionDef) and module.parent(above) is not module.tree:
                name = f"`{above.name}`"
                uses = [n for n in module.every(ast.Name) if n.id == above.name and isinstance(n.ctx, ast.Load)]
                if above.decorator_list:
                    return name
            else:
                continue
            if isinstance(above, ast.Lambda) and module.function(above) is None:
                continue
            if any(_may_be_kept(module, use) for use in uses):
                return name
    return ""


def kept_on_function(leftover: Leftover) -> str:
    """What requests change as the attribute of a function, in a file that uses the leftover: `note.seen.append(x)`."""
    for module in {access.module.path: access.module for access in leftover.accesses}.values():
        for node in module.every(ast.Attribute):
            if not isinstance(node.value, ast.Name) or module.reach(node) is None:
                continue
            meant = module.definition(node.value)
            is_changed = not isinstance(node.ctx, ast.Load) or classify(module, node).action is Action.MUTATE
            if is_changed and meant is not None and meant.kind == "function":
                return ast.unparse(node)
    return ""


def kept_generator(leftover: Leftover) -> str:
    """A generator function that uses the leftover, and whose generators may be run on by a later request."""
    for access in leftover.accesses:
        module, function = access.module, access.function
        if function is None or not is_generator(function):
            continue
        uses = (node for node in module.every(ast.Name) if node.id == function.name and isinstance(node.ctx, ast.Load))
        calls = (module.parent(use) for use in uses)
        if any(isinstance(call, ast.Call) and _may_be_kept(module, call) for call in calls):
            return f"`{function.name}`"
    return ""


def _may_be_kept(module: Module, use: ast.AST) -> bool:
    """Whether a function goes where it is not known to be forgotten with the request."""
    above = module.parent(use)
    if isinstance(above, ast.keyword | ast.Starred):
        above = module.parent(above)
    if isinstance(above, ast.Assign):
        return not all(_is_local(module, target) for target in above.targets)
    if not isinstance(above, ast.Call) or above.func is use:
        return isinstance(above, ast.Dict | ast.List | ast.Tuple)
    place = above.func
    while isinstance(place, ast.Attribute | ast.Subscript):
        place = place.value
    meant = module.definition(place) if isinstance(place, ast.Name) else None
    return meant is not None and meant.kind == "variable"


def _is_local(module: Module, target: ast.expr) -> bool:
    return isinstance(target, ast.Name) and module.owner(target) is not module.scopes.module


def keeper(leftover: Leftover) -> str:
    """Lasting state that keeps what was read from the leftover: `index[key] = len(rows)`."""
    for access in leftover.accesses:
        if access.function is None or access.reads is None:
            continue
        module = access.module
        for name in changed_in(module.statement(access.node)):
            meant = module.definition(name)
            if meant is None or meant.kind != "variable" or _is_itself(leftover, meant):
                continue
            lasting = changed_by_requests(module, meant)
            if lasting and any(flow_of(a.module, lasting)[0].of(a).exposed for a in lasting):
                return meant.qualname
    return ""


def changed_in(statement: ast.stmt) -> Iterator[ast.Name]:
    """The names whose objects a simple statement changes or binds."""
    places: list[ast.expr] = []
    match statement:
        case ast.Assign(targets=targets):
            places = list(targets)
        case ast.AugAssign(target=target) | ast.AnnAssign(target=target):
            places = [target]
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=owner, attr=method))) if method in MUTATING_METHODS:
            places = [owner]
    places = [part for place in places for part in (place.elts if isinstance(place, ast.Tuple) else [place])]
    for place in places:
        while isinstance(place, ast.Subscript | ast.Attribute):
            place = place.value
        if isinstance(place, ast.Name):
            yield place


def _is_itself(leftover: Leftover, meant: Definition) -> bool:
    return (meant.path, meant.qualname) == (leftover.module.path, leftover.name)


def changed_by_requests(module: Module, meant: Definition) -> list[Access] | None:
    other = module.other(meant.path)
    variable = describe(other, meant.qualname) if other is not None else None
    found = lasting_accesses(other, variable) if other is not None and variable is not None else None
    return found if found and any(a.function is not None and _surely_changes(a) for a in found) else None


def _surely_changes(access: Access) -> bool:
    return access.alters or access.writes is not None


def _shows_earlier_requests(module: Module, meant: Definition, node: ast.AST, lasting: list[Access]) -> bool:
    other = module.other(meant.path)
    flow, _ = flow_of(other or module, lasting)
    seen = flow.seen.get(node)
    return seen is None or seen.exposed
