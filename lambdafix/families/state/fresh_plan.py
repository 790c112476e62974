"""How lasting state begins anew: its definition moves into the one function, or requests reset it where they enter."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from lambdafix.analysis.program.names import Definition
from lambdafix.analysis.syntax.scopes import FunctionNode
from lambdafix.analysis.values.access import Access, is_constant
from lambdafix.families.state.leftover import Fault, Leftover, definition, initial_value
from lambdafix.match import RewrittenApart
from lambdafix.model import Refusal, Span

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module


@dataclass(frozen=True, slots=True)
class Move(RewrittenApart):
    """The definition moves to the top of the one function that uses it."""

    rewriting: ClassVar[str] = "lambdafix.families.state.fresh_rewrite"

    path: str
    name: str
    definition: Span
    function: Span
    scope: str
    """Qualified name of the function."""


@dataclass(frozen=True, slots=True)
class Entrance:
    """One function that a request enters, and the code by which it starts afresh."""

    path: str
    function: Span
    scope: str
    code: tuple[str, ...]
    declares: bool
    """The name must be declared global there."""
    in_place: bool = False
    """The same object is kept, and gets its first content again."""
    module: str = ""
    """To import first: the module, as this file would name it, that holds the name."""


@dataclass(frozen=True, slots=True)
class Reset(RewrittenApart):
    """Every function that a request enters gives the name its first value."""

    rewriting: ClassVar[str] = "lambdafix.families.state.fresh_rewrite"

    name: str
    entrances: tuple[Entrance, ...]


@dataclass(frozen=True, slots=True)
class Together(RewrittenApart):
    """Several names begin anew at once."""

    rewriting: ClassVar[str] = "lambdafix.families.state.fresh_rewrite"
    plans: tuple[Plan, ...]


Plan = Move | Reset | Together


def planned(leftover: Leftover) -> Move | Reset | Refusal:
    """The way that changes least."""
    return _move(leftover) or _reset(leftover)


def _move(leftover: Leftover) -> Move | None:
    module, variable = leftover.module, leftover.variable
    statement = definition(module, variable)
    if len(leftover.entrances) != 1 or variable.external or variable.star_importers:
        return None
    path, qualname = leftover.entrances[0]
    if path != module.path:
        return None
    function = module.functions[qualname]
    if statement is None:
        return None
    for access in leftover.accesses:
        if access.function is None:
            if module.statement(access.node) is not statement:
                return None
        elif access.function is not function and (access.writes == () or not _is_inside(module, access, function)):
            return None
    if statement.value is None or _shadowed(module, statement.value, function) or _is_annotated_locally(statement):
        return None
    return Move(module.path, variable.name, module.span(statement), module.span(function), module.qualname(function))


def _is_inside(module: Module, access: Access, function: FunctionNode) -> bool:
    inside = any(above is function for above in module.ancestors(access.node))
    return inside and access.augmented is None


def _is_annotated_locally(statement: ast.Assign | ast.AnnAssign) -> bool:
    return isinstance(statement, ast.AnnAssign) and "Final" in ast.unparse(statement.annotation)


def _shadowed(module: Module, value: ast.expr, function: FunctionNode) -> bool:
    """Whether a name of the first value means something else in the function."""
    scope = module.scopes.of_node[function]
    return any(isinstance(node, ast.Name) and node.id in scope.bindings for node in ast.walk(value))


def _reset(leftover: Leftover) -> Reset | Refusal:
    entrances = []
    for node in leftover.entrances:
        other = leftover.module.other(node[0])
        if other is None:
            return Refusal(f"{node[0]} cannot be read")
        entrance = _entrance(leftover, other, other.functions[node[1]])
        if isinstance(entrance, Refusal):
            return entrance
        entrances.append(entrance)
    return Reset(leftover.name, tuple(entrances))


def _entrance(leftover: Leftover, other: Module, function: FunctionNode) -> Entrance | Refusal:
    module, name = leftover.module, leftover.name
    first = initial_value(module, leftover.variable)
    assert first is not None
    value = module.text(first)
    scope = other.scopes.of_node[function]
    shared = any(access.by_import for access in leftover.accesses)
    where = (other.path, other.span(function), other.qualname(function))
    if other is module and not shared:
        if name in scope.bindings and name not in scope.globals:
            return Refusal(f"`{name}` is also the name of a local variable in `{function.name}`", "rename one of them")
        if _shadowed(module, first, function):
            return Refusal(
                f"`{function.name}` has a local variable of a name that its first value uses",
                "give it a fresh value at the start of the handler",
            )
        statement = definition(module, leftover.variable)
        if statement is not None and _is_annotated_locally(statement):
            if leftover.fault is not Fault.CONTAINER or any(map(_is_stored, leftover.accesses)):
                return Refusal(f"`{name}` is declared Final, and cannot be bound anew", "leave `Final` out")
            return Entrance(*where, tuple(_emptied(name, first, value)), declares=False, in_place=True)
        return Entrance(*where, (f"{name} = {value}",), declares=True)
    if shared and any(a.function is not None and a.action is None and a.writes == () for a in leftover.accesses):
        return Refusal(
            "another module takes it with `from … import`, and would keep the old object",
            "import the module there, and write `module.name`",
        )
    if leftover.fault is Fault.CONTAINER and any(map(_is_stored, leftover.accesses)):
        return Refusal("the same object is also stored elsewhere, and emptying it would empty that too", "store a copy")
    if other is module:
        return Entrance(*where, tuple(_emptied(name, first, value)), declares=False, in_place=True)
    if not is_constant(first) and not _is_empty_call(first):
        return Refusal(
            "its first value uses names that only its own module has",
            "let a function of that module give it a fresh value, and call it in the handler",
        )
    return _from_outside(leftover, other, function, first, value, shared)


def _from_outside(
    leftover: Leftover, other: Module, function: FunctionNode, value: ast.expr, text: str, shared: bool
) -> Entrance | Refusal:
    where = (other.path, other.span(function), other.qualname(function))
    known = _name_of(leftover, other, function)
    if known is None:
        return Refusal(
            f"`{function.name}` does not import the module of `{leftover.name}`",
            "give it a fresh value at the start of the handler",
        )
    expression, module = known
    rebound = any(a.function is not None and a.action is None and a.writes == () for a in leftover.accesses)
    if leftover.fault is Fault.CONTAINER and (shared or "." not in expression) and not rebound:
        return Entrance(*where, tuple(_emptied(expression, value, text)), declares=False, in_place=True, module=module)
    if "." in expression:
        return Entrance(*where, (f"{expression} = {text}",), declares=False)
    return Refusal(
        "another module takes it with `from … import`, and would keep the old object",
        "import the module there, and write `module.name`",
    )


def _name_of(leftover: Leftover, other: Module, function: FunctionNode) -> tuple[str, str] | None:
    """How a file names the place, and the module it must import the name from for that ("" where it has it already)."""
    wanted = Definition(leftover.module.path, leftover.name, "variable")
    facts = other.program.files[other.path]
    scope = other.scopes.of_node[function]
    found: tuple[str, str] | None = None
    for statement in facts.imports:
        if statement.scope or statement.local in scope.bindings or statement.name == "*":
            continue
        meant = other.program.resolve(other.path, "", statement.local)
        if meant == wanted:
            return statement.local, ""
        if isinstance(meant, Definition) and meant.path == wanted.path:
            if meant.kind == "module":
                return f"{statement.local}.{wanted.qualname}", ""
            if statement.name is not None and leftover.fault is Fault.CONTAINER:
                found = wanted.qualname, statement.module
    if found and (wanted.qualname in scope.bindings or wanted.qualname in other.scopes.module.bindings):
        return None
    return found


def _emptied(expression: str, value: ast.expr, text: str) -> Iterator[str]:
    """Statements that give the same object its first content again."""
    empty = isinstance(value, ast.Call) or not (
        value.keys if isinstance(value, ast.Dict) else getattr(value, "elts", ())
    )
    if isinstance(value, ast.List) and not empty:
        yield f"{expression}[:] = {text}"
        return
    yield f"{expression}.clear()"
    if not empty:
        yield f"{expression}.update({text})"


def _is_empty_call(value: ast.expr) -> bool:
    """An in-place reset only needs `.clear()`, whatever the container's class."""
    return isinstance(value, ast.Call)


def _is_stored(access: Access) -> bool:
    """`other[key] = x`, `self.items = x`: the object itself lives on under another name."""
    above = access.module.parent(access.node)
    if not isinstance(above, ast.Assign) or above.value is not access.node:
        return False
    return any(isinstance(target, ast.Subscript | ast.Attribute) for target in above.targets)
