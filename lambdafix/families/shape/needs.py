"""What code asks for: the services that it calls, and the packages that it loads, followed through the project."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lambdafix.analysis.program.memo import remembered
from lambdafix.analysis.values.boto import boto_object
from lambdafix.knowledge.weights import DATABASES, WEIGHTS

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module

Place = tuple[str, str]
"""A file, and a name of its top level."""


@dataclass(frozen=True, slots=True)
class Needs:
    services: frozenset[str] = frozenset()
    """As boto3 calls them."""
    packages: frozenset[str] = frozenset()
    """Top-level names of those that weigh something."""
    uses: frozenset[Place] = frozenset()
    """What else of the project it uses."""

    def and_of(self, others: Iterable[Needs]) -> Needs:
        known = [self, *others]
        return Needs(
            frozenset().union(*(one.services for one in known)),
            frozenset().union(*(one.packages for one in known)),
            frozenset().union(*(one.uses for one in known)),
        )


def needs(module: Module, nodes: Iterable[ast.AST]) -> Needs:
    """What the code under `nodes` needs, and all that it uses of the project."""
    own = Needs().and_of(_direct(module, node) for node in nodes)
    seen: set[Place] = set()
    queue = list(own.uses)
    found = [own]
    while queue:
        place = queue.pop()
        if place in seen:
            continue
        seen.add(place)
        there = module.elsewhere(place[0], of_names) or {}
        if (used := there.get(place[1])) is not None:
            found.append(used)
            queue += used.uses
    return Needs().and_of(found)


@remembered
def of_names(module: Module) -> Mapping[str, Needs]:
    """What each function, class and variable of the file's top level needs directly."""
    found: dict[str, Needs] = {}
    for statement in module.tree.body:
        direct = _direct(module, statement)
        for name in _bound(statement):
            found[name] = found.get(name, Needs()).and_of([direct])
    return found


def _bound(statement: ast.stmt) -> set[str]:
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return {statement.name}
    names = (node for node in ast.walk(statement) if isinstance(node, ast.Name))
    return {name.id for name in names if isinstance(name.ctx, ast.Store)}


def _direct(module: Module, root: ast.AST) -> Needs:
    services, packages, uses = set[str](), set[str](), set[Place]()
    for node in ast.walk(root):
        match node:
            case ast.Call():
                built = boto_object(module, node)
                if built is not None and built.service:
                    services.add(built.service)
            case ast.Import(names=names):
                packages |= {alias.name.partition(".")[0] for alias in names}
            case ast.ImportFrom(module=str(source), level=0):
                packages.add(source.partition(".")[0])
            case ast.Name(ctx=ast.Load()) if module.owner(node) is module.scopes.module:
                external = module.canonical(node).partition(".")[0]
                if external:
                    packages.add(external)
                else:
                    uses.add(_place(module, node))
            case ast.Attribute(value=ast.Name() as owner) if module.owner(owner) is module.scopes.module:
                if (meant := module.definition(node)) is not None:
                    uses.add((meant.path, meant.qualname.partition(".")[0]))
    services |= {DATABASES[one] for one in packages if one in DATABASES}
    return Needs(frozenset(services), frozenset(one for one in packages if one in WEIGHTS), frozenset(uses))


def _place(module: Module, name: ast.Name) -> Place:
    meant = module.definition(name)
    return (meant.path, meant.qualname.partition(".")[0]) if meant is not None else (module.path, name.id)
