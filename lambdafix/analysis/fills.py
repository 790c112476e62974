"""Writes that fill a cache: under a test that found the place, or what goes with it, empty or too old."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from lambdafix.analysis.access import Access
from lambdafix.analysis.guards import keeps_what_is_there
from lambdafix.analysis.module import Module
from lambdafix.analysis.scopes import FunctionNode, ScopeKind

_CALLS = 4
"""How many callers up."""
_GATHERING = frozenset({"append", "add", "extend"})


def is_fill(access: Access) -> bool:
    """Whether a write only happens where a test looked at the same place, or at lasting state beside it, before.

    `if x is None: x = …`, `if key not in x: x[key] = …`, `if time() > expires: x = …; expires = …`,
    `v = x.get(key); if v is None: x[key] = …`, `if key in x: return x[key]` further up.
    """
    if access.method == "setdefault":
        return True
    module = access.module
    deciding = list(tests_around(access))
    if any(_is_taken_back(module, test, inside, access) for module, test, inside in deciding):
        return True
    if access.augmented is not None:
        return False
    if _searched_before(access):
        return True
    statement = module.statement(access.node)
    if isinstance(statement, ast.Assign) and any(keeps_what_is_there(t, statement.value) for t in statement.targets):
        return True
    if access.method in _GATHERING:
        # `if key not in seen: seen.add(key)` remembers requests, `if not users: users.extend(load())` does not
        return any(_is_emptiness(test, access) for _, test, _ in deciding)
    if _keeps_constant(access):
        return False
    if module.runs_once(access.node):
        return True
    return any(_looks_at(module, test, access) for test in _deciding_tests(module, access.node))


def tests_around(access: Access) -> Iterator[tuple[Module, ast.expr, FunctionNode | None]]:
    """The tests that decide whether requests come to an access, with the file and the function that each stands in.

    Those of the callers too, while every function on the way has one call that is known.
    """
    module, node = access.module, access.node
    for _ in range(_CALLS):
        function = module.function(node)
        for test in _deciding_tests(module, node):
            yield module, test, function
        call = _only_call(module, function)
        if call is None:
            return
        node = call


def _only_call(module: Module, function: FunctionNode | None) -> ast.Call | None:
    """The one place that uses a top-level function of the file, where that calls it."""
    if function is None or module.parent(function) is not module.tree or module.users.of(module.path, function.name):
        return None
    uses = module.scopes.uses_of(function.name, module.scopes.module)
    call = module.parent(uses[0]) if len(uses) == 1 else None
    return call if isinstance(call, ast.Call) and call.func is uses[0] else None


def _is_taken_back(module: Module, test: ast.expr, function: FunctionNode | None, access: Access) -> bool:
    """`if not loaded:` around it and `loaded = True` after: once done it is not done again."""
    for name in _names(module, test, 0):
        if module.owner(name) is not module.scopes.module or (name.id == _written(access) and module is access.module):
            continue
        for binding in module.scopes.module.bindings[name.id]:
            statement = module.statement(binding.node)
            if module.function(binding.node) is not function or function is None or binding.node.lineno <= test.lineno:  # type: ignore[attr-defined]
                continue
            if isinstance(statement, ast.Assign | ast.AnnAssign):
                return True
    return False


def _searched_before(access: Access) -> bool:
    """`for key, value in x: if key == wanted: return value` further up: a cache kept in a list."""
    statement = access.module.statement(access.node)
    return any(
        isinstance(sibling, ast.For)
        and ast.unparse(access.node) in ast.unparse(sibling.iter)
        and any(isinstance(inner, ast.Return) for inner in ast.walk(sibling))
        for sibling in _earlier(access.module.scopes.parent[statement], statement)
    )


def _keeps_constant(access: Access) -> bool:
    """`seen[key] = True` remembers that there was one; a cache keeps what it took time to find out."""
    subscripted = isinstance(access.module.parent(access.node), ast.Subscript)
    return subscripted and isinstance(access.value, ast.Constant) and access.value.value is not None


def _is_emptiness(test: ast.expr, access: Access) -> bool:
    text = ast.unparse(access.node)
    return ast.unparse(test) in {
        f"not {text}",
        f"len({text}) == 0",
        f"{text} == []",
        f"not len({text})",
        f"len({text}) < 1",
    }


def _deciding_tests(module: Module, node: ast.AST) -> Iterator[ast.expr]:
    """Tests of the branches around `node`, and of branches further up that leave the function."""
    child = node
    for above in module.ancestors(node):
        if isinstance(above, ast.If | ast.While) and child is not above.test:
            yield above.test
        if isinstance(child, ast.stmt):
            for sibling in _earlier(above, child):
                if isinstance(sibling, ast.If) and isinstance(sibling.body[-1], ast.Return) and not sibling.orelse:
                    yield sibling.test
        if isinstance(above, ast.FunctionDef | ast.AsyncFunctionDef):
            return
        child = above


def _written(access: Access) -> str:
    return access.node.id if isinstance(access.node, ast.Name) else ""


def _earlier(above: ast.AST, child: ast.stmt) -> list[ast.stmt]:
    for value in above.__dict__.values():
        if isinstance(value, list) and any(item is child for item in value):
            return value[: value.index(child)]
    return []


def names_in(module: Module, test: ast.expr) -> Iterator[ast.Name | ast.Attribute]:
    """What a test looks at, by way of locals too."""
    yield from _names(module, test, 0)
    yield from (node for node in ast.walk(test) if isinstance(node, ast.Attribute))


def _looks_at(module: Module, test: ast.expr, access: Access) -> bool:
    return any(_is_state(module, name, access) for name in _names(module, test, 0))


def _names(module: Module, node: ast.expr, depth: int) -> Iterator[ast.Name]:
    """The names in `node`, and in what its locals were assigned: `entry = cache.get(key)`."""
    for name in ast.walk(node):
        if not isinstance(name, ast.Name) or not isinstance(name.ctx, ast.Load):
            continue
        yield name
        owner = module.owner(name)
        if owner is None or owner.kind is not ScopeKind.FUNCTION or depth:
            continue
        for binding in owner.bindings[name.id]:
            statement = module.statement(binding.node) if isinstance(binding.node, ast.Name) else None
            if isinstance(statement, ast.Assign):
                yield from _names(module, statement.value, depth + 1)


def _is_state(module: Module, name: ast.Name, access: Access) -> bool:
    """The place itself, or another module-level name that functions bind anew."""
    if module.owner(name) is not module.scopes.module:
        return False
    bindings = module.scopes.module.bindings[name.id]
    return name.id == _written(access) or any(b.written_in is not module.scopes.module for b in bindings)
