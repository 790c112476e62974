"""State that goes together: rows and their numbers, a total and its count, two ends of a window.

All of it begins anew with each request, or none of it does.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import replace

from lambdafix.analysis.program.memo import remembered
from lambdafix.analysis.program.module import Module
from lambdafix.analysis.program.names import Definition
from lambdafix.analysis.syntax.nodes import inside
from lambdafix.analysis.values.access import Access
from lambdafix.analysis.values.constancy import constancy
from lambdafix.analysis.values.variable import Action, classify, describe
from lambdafix.families.state.coupled import changed_in
from lambdafix.families.state.leftover import Leftover, flow_of, found_leftovers, initial_value, lasting_accesses
from lambdafix.judgement import Known

Place = tuple[str, str]
"""(path, name) of module-level state."""


@remembered
def leftovers(module: Module) -> tuple[Leftover, ...]:
    """The module-level names by which one request's state reaches the next, each with what goes together with it.

    Of several that go together only the first of each fault is given.
    """
    return tuple(_led(found_leftovers(module)))


def _led(found: Iterable[Leftover]) -> Iterator[Leftover]:
    by_place = {_place(leftover): leftover for leftover in found}
    joined = {place: {place, *companions(leftover)} for place, leftover in by_place.items()}
    for place, leftover in by_place.items():
        group = _component(place, joined)
        members = [other for other in by_place if other in group]
        if next(other for other in members if by_place[other].fault is leftover.fault) == place:
            others = tuple(by_place[other] for other in members if other != place)
            beside = sorted(_read_in_one_statement(leftover) - group)
            yield replace(
                leftover,
                together=others,
                apart=tuple(sorted({name for _, name in group - by_place.keys()})),
                answered_with=tuple(by_place.get(other, other[1]) for other in beside),
            )


def _place(leftover: Leftover) -> Place:
    return leftover.module.path, leftover.name


def _component(start: Place, joined: dict[Place, set[Place]]) -> set[Place]:
    """All that goes together with a place, directly or by way of others."""
    seen = {start}
    while True:
        more = {other for place, others in joined.items() if not seen.isdisjoint(others) for other in (place, *others)}
        if more <= seen:
            return seen
        seen |= more


def companions(leftover: Leftover) -> set[Place]:
    """Other lasting state that requests fill or read hand in hand with the leftover."""
    found = set()
    for access in leftover.accesses:
        if access.function is None or access.module.reach(access.node) is None:
            continue
        names = _filled_beside(access) if access.alters else _read_beside(access) if access.reads is not None else ()
        for name in names:
            meant = access.module.definition(name)
            if meant is None or meant.kind != "variable" or (meant.path, meant.qualname) == _place(leftover):
                continue
            if _outlives_requests(access.module, meant):
                found.add((meant.path, meant.qualname))
    return found


def _read_in_one_statement(leftover: Leftover) -> set[Place]:
    """Other lasting state that a simple statement reads together with the leftover: `return [errors, count]`."""
    found = set()
    for access in leftover.accesses:
        if access.function is None or access.reads is None or access.module.reach(access.node) is None:
            continue
        module, statement = access.module, access.module.statement(access.node)
        names = [node for node in inside(statement) if isinstance(node, ast.Name)] if not _has_body(statement) else []
        for meant in map(module.definition, names):
            if meant is None or meant.kind != "variable" or (meant.path, meant.qualname) == _place(leftover):
                continue
            if _outlives_requests(module, meant) or _is_closure_with_state(module, meant):
                found.add((meant.path, meant.qualname))
    return found


def _is_closure_with_state(module: Module, meant: Definition) -> bool:
    """Whether the name holds what a function of the project made at the import, and that changes its own variables."""
    other = module.other(meant.path)
    variable = describe(other, meant.qualname) if other is not None else None
    value = initial_value(other, variable) if other is not None and variable is not None else None
    maker = other.definition(value.func) if other is not None and isinstance(value, ast.Call) else None
    home = other.other(maker.path) if other is not None and maker is not None else None
    function = home.functions.get(maker.qualname) if home is not None and maker is not None else None
    if home is None or function is None:
        return False
    names = set(home.scopes.of_node[function].bindings)
    for node in ast.walk(function):
        if isinstance(node, ast.Nonlocal):
            return True
        inner = isinstance(node, ast.Name) and node.id in names and home.function(node) is not function
        if inner and isinstance(node, ast.Name) and classify(home, node).action is Action.MUTATE:
            return True
    return False


def _has_body(statement: ast.stmt) -> bool:
    return hasattr(statement, "body")


def _filled_beside(access: Access) -> Iterator[ast.Name]:
    """The names that simple statements of the same block change, where both take up something of the same name."""
    module, statement = access.module, access.module.statement(access.node)
    if not _has_body(statement):
        # what it holds was read off another: `index[key] = len(rows)`
        yield from (node for node in inside(statement) if node is not access.node and _is_given(module, node))
    own = _locals_read(module, statement)
    in_function = module.parent(statement) is access.function
    for sibling in module.block(statement):
        shares = not own.isdisjoint(_locals_read(module, sibling))
        if sibling is statement or shares or not in_function:
            yield from (name for name in (*changed_in(sibling), *_given_in(sibling)) if name is not access.node)


def _is_given(module: Module, node: ast.AST) -> bool:
    above = module.parent(node)
    return isinstance(node, ast.Name) and isinstance(above, ast.Call) and node in above.args


def _given_in(statement: ast.stmt) -> Iterator[ast.Name]:
    """The names that a statement gives to a call, which may change what they hold: `put(found, item)`."""
    match statement:
        case ast.Expr(value=ast.Call(args=arguments, keywords=keywords)):
            given = [*arguments, *(keyword.value for keyword in keywords)]
            yield from (argument for argument in given if isinstance(argument, ast.Name))


def _locals_read(module: Module, statement: ast.stmt) -> set[str]:
    if _has_body(statement):
        return set()
    names = (node for node in inside(statement) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load))
    return {name.id for name in names if module.owner(name) not in (None, module.scopes.module)}


_MERGING = (ast.BinOp, ast.Compare, ast.Subscript, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def _read_beside(access: Access) -> Iterator[ast.Name]:
    """The names that one expression brings together with the access: `total / count`, `zip(a, b)`, `a[i] + b[i]`."""
    module = access.module
    for above in module.ancestors(access.node):
        if isinstance(above, ast.stmt):
            if isinstance(above, ast.For | ast.AsyncFor) and _is_in(access.node, above.iter):
                yield from (node for node in inside(*above.body) if _is_item(module, node))
            return
        zips = isinstance(above, ast.Call) and isinstance(above.func, ast.Name) and above.func.id in ("zip", "map")
        if zips or isinstance(above, _MERGING):
            yield from (n for n in inside(above) if isinstance(n, ast.Name) and n is not access.node)


def _is_in(node: ast.AST, expression: ast.expr) -> bool:
    return any(inner is node for inner in inside(expression))


def _is_item(module: Module, node: ast.AST) -> bool:
    above = module.parent(node)
    return isinstance(node, ast.Name) and isinstance(above, ast.Subscript) and above.value is node


def _outlives_requests(module: Module, meant: Definition) -> bool:
    """Whether requests change what the name holds, and a request may see what an earlier one left there."""
    other = module.other(meant.path)
    variable = describe(other, meant.qualname) if other is not None else None
    if other is None or variable is None or isinstance(constancy(other, meant.qualname), Known):
        return False
    lasting = lasting_accesses(other, variable) or []
    flow, _ = flow_of(other, lasting)
    return any(access.function is not None and flow.of(access).exposed for access in lasting)
