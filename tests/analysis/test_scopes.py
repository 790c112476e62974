"""Scopes agree with CPython's own symbol table on who owns a name."""

from __future__ import annotations

import ast
import symtable

import pytest

from lambdafix.analysis.syntax.scopes import Scope, ScopeKind, Scopes

PROGRAM = """
import os, a.b as ab
from json import loads as parse
X: int = 1
Y = []
def outer(p, *args, q=X, **kw):
    global Z
    Z = Y
    def inner():
        nonlocal p
        p = os
        return [i for i in p if (w := i)], lambda r: r + X
    class C(Base):
        Y = 3
        def m(self): return Y, self
    try:
        pass
    except ValueError as error:
        print(error)
    with open(p) as f, open(q) as (g, h):
        del g
    for k, (v, *rest) in f: X2 = v
    match kw:
        case {"a": b, **others}: return b
        case [c, *d] as e: return c
    return inner
"""


def python_view(table: symtable.SymbolTable) -> dict[str, dict[str, bool]]:
    found = {}
    if table.get_type() in ("function", "module") and table.get_name() not in ("listcomp", "lambda"):
        found[table.get_name()] = {s.get_name(): s.is_local() for s in table.get_symbols()}
    for child in table.get_children():
        found.update(python_view(child))
    return found


@pytest.mark.parametrize("function", ["outer", "inner", "m"])
def test_locals_agree_with_symtable(function: str) -> None:
    scopes = Scopes(ast.parse(PROGRAM))
    scope = next(s for s in scopes.scopes() if s.kind is ScopeKind.FUNCTION and s.qualname.endswith(function))
    expected = {name for name, local in python_view(symtable.symtable(PROGRAM, "x", "exec"))[function].items() if local}
    assert set(scope.bindings) == expected


def owner(scopes: Scopes, name: str, in_function: str) -> Scope | None:
    scope = next(s for s in scopes.scopes() if s.qualname == in_function)
    return scopes.resolve(name, scope)


def test_names_resolve_past_class_bodies_and_through_global() -> None:
    scopes = Scopes(ast.parse(PROGRAM))
    assert owner(scopes, "Y", "outer.C.m") is scopes.module
    assert owner(scopes, "Z", "outer") is scopes.module
    assert owner(scopes, "print", "outer") is None
    p = owner(scopes, "p", "outer.inner")
    assert p is not None
    assert p.qualname == "outer"
    assert [binding.written_in.qualname for binding in p.bindings["p"]] == ["outer", "outer.inner"]


def test_uses_are_found_across_scopes() -> None:
    scopes = Scopes(ast.parse("a = 1\ndef f():\n    return a\ndef g(a):\n    return a\nb = [a for _ in x]\n"))
    assert [use.lineno for use in scopes.uses_of("a", scopes.module)] == [3, 6]
