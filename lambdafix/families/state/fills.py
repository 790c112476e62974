"""Writes that fill a cache: under a test that found the place, or what goes with it, empty or too old."""

from __future__ import annotations

import ast

from lambdafix.analysis.program.module import Module
from lambdafix.analysis.syntax.guards import keeps_what_is_there
from lambdafix.analysis.values.access import Access
from lambdafix.analysis.values.once import Mark, deciding_tests, earlier_statements, marks, names_behind, tests_around

_GATHERING = frozenset({"append", "add", "extend"})


def is_fill(access: Access) -> bool:
    """Whether a write only happens where a test looked at the same place, or at lasting state beside it, before.

    `if x is None: x = …`, `if key not in x: x[key] = …`, `if time() > expires: x = …; expires = …`,
    `v = x.get(key); if v is None: x[key] = …`, `if key in x: return x[key]` further up.
    """
    if access.method == "setdefault":
        return not _adds_to_the_default(access)
    module = access.module
    if Mark.LASTING in marks(module, access.node):
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
        return any(_is_emptiness(test, access) for _, test, _ in tests_around(module, access.node))
    if _keeps_constant(access):
        return False
    if module.runs_once(access.node):
        return True
    return any(_looks_at(module, test, access) for test in deciding_tests(module, access.node))


def _adds_to_the_default(access: Access) -> bool:
    """`groups.setdefault(key, []).append(row)`: what was there before gets more in each request."""
    method = access.module.parent(access.node)
    call = access.module.parent(method) if method is not None else None
    adding = access.module.parent(call) if call is not None else None
    return isinstance(adding, ast.Attribute) and adding.attr in _GATHERING


def _searched_before(access: Access) -> bool:
    """`for key, value in x: if key == wanted: return value` further up: a cache kept in a list."""
    statement = access.module.statement(access.node)
    return any(
        isinstance(sibling, ast.For)
        and ast.unparse(access.node) in ast.unparse(sibling.iter)
        and any(isinstance(inner, ast.Return) for inner in ast.walk(sibling))
        for sibling in earlier_statements(access.module.scopes.parent[statement], statement)
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


def _written(access: Access) -> str:
    return access.node.id if isinstance(access.node, ast.Name) else ""


def _looks_at(module: Module, test: ast.expr, access: Access) -> bool:
    return any(_is_state(module, name, access) for name in names_behind(module, test))


def _is_state(module: Module, name: ast.Name, access: Access) -> bool:
    """The place itself, or another module-level name that functions bind anew."""
    if module.owner(name) is not module.scopes.module:
        return False
    bindings = module.scopes.module.bindings[name.id]
    return name.id == _written(access) or any(b.written_in is not module.scopes.module for b in bindings)
