"""Database connections that requests open: by whom, for how long, and whether one could serve them all."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

from lambdafix.analysis.program.names import Definition
from lambdafix.analysis.syntax.facts import dotted
from lambdafix.families.clients.construction import Construction, recipe
from lambdafix.families.clients.drivers import Opened
from lambdafix.families.clients.hoist import Names, simple_factory
from lambdafix.match import RewrittenApart

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module

Connection = Construction[Opened]

_OF_THE_SESSION = re.compile(
    r"\bcreate\s+((global|local)\s+)?temp(orary)?\s+table\b|\bpg_(try_)?advisory_lock(?=\w*\s*\()|\bget_lock(?=\s*\()"
    r"|\block\s+tables\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, eq=False)
class CheckedGetter(RewrittenApart):
    """A function that gives one lasting connection, checked each time."""

    rewriting: ClassVar[str] = "lambdafix.families.clients.getter_rewrite"

    connection: Connection
    name: str
    holder: str
    """The module-level name that keeps the connection."""
    exists: bool = False
    """The module has the function already."""
    is_factory: bool = False
    """The function that opens it now becomes the getter."""
    closes: tuple[ast.stmt, ...] = ()
    """Statements that close the connection; they shall end its transaction instead."""


def checked_getter(
    module: Module, connection: Connection, others: Sequence[Connection], closes: tuple[ast.stmt, ...]
) -> CheckedGetter:
    """The getter for `connection`. `others` are all that the module's functions open."""
    text = recipe(module, connection.call)
    alike = [other for other in others if recipe(module, other.call) == text]
    names = Names(module, alike, [other for other in others if other not in alike])
    holder = names.first_free([f"_{name}" for name in connection.product.driver.names])
    if simple_factory(module, connection, []):
        return CheckedGetter(connection, connection.function.name, holder, is_factory=True)
    if existing := _existing(module, text):
        return CheckedGetter(connection, existing, "", exists=True, closes=closes)
    return CheckedGetter(connection, names.getter(connection.product.driver.names), holder, closes=closes)


def as_named(module: Module, connection: Connection) -> Connection:
    """`connection` with the uses of its local also where `conn = None` comes before, for a `finally` to look at."""
    match connection.statement:
        case ast.Assign(targets=[ast.Name(id=name) as target], value=value) if value is connection.call:
            owner = module.scopes.resolve(name, module.scopes.scope_at(target))
        case _:
            return connection
    if connection.local or owner is None or owner is module.scopes.module:
        return connection
    return replace(connection, local=name, uses=tuple(module.scopes.uses_of(name, owner)))


def is_rebound(module: Module, connection: Connection) -> bool:
    """Whether the local also holds something else than the connection or None."""
    if not connection.uses:
        return False
    owner = module.scopes.resolve(connection.local, module.scopes.scope_at(connection.uses[0]))
    for binding in owner.bindings[connection.local] if owner is not None else ():
        statement = module.statement(binding.node)
        is_none = (
            isinstance(statement, ast.Assign)
            and isinstance(statement.value, ast.Constant)
            and statement.value.value is None
        )
        if not is_none and statement is not connection.statement:
            return True
    return False


def needs_session(module: Module) -> str:
    """What the SQL in this module makes that lasts until the session ends; "" where there is nothing of the kind."""
    for constant in module.every(ast.Constant):
        if isinstance(constant.value, str) and (found := _OF_THE_SESSION.search(constant.value)):
            return " ".join(found.group().lower().split())
    return ""


def is_guarded(module: Module, connection: Connection) -> bool:
    """Whether the function looks at the global it assigns before it opens the connection."""
    targets = _targets(connection.statement)
    return any(
        isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in targets
        for node in ast.walk(connection.function)
        if getattr(node, "lineno", connection.call.lineno) < connection.call.lineno
    )


def opens_inside(module: Module, connection: Connection, others: Sequence[Connection]) -> str:
    """A function that would be given the same connection while another one still uses it; "" where there is none.

    It would end the other's transaction.
    """
    text = recipe(module, connection.call)
    opener = (module.path, module.qualname(connection.function))
    if any(isinstance(node, ast.Return) and node.value is not None for node in _own_returns(module, connection)):
        users = set(_callers(module, opener))
        twice = [user for user in sorted(users) if _times(module, user, opener) > 1]
    else:
        opener = ("", "")
        same = [c for c in others if recipe(module, c.call) == text and c.function is connection.function]
        twice = [(module.path, module.qualname(connection.function))] if len(same) > 1 else []
        users = {(module.path, module.qualname(c.function)) for c in others if recipe(module, c.call) == text}
    if twice:
        return twice[0][1]
    for user in sorted(users):
        for inner in sorted(_reached(module, user, opener) & users):
            return inner[1]
    return ""


def _own_returns(module: Module, connection: Connection) -> Iterator[ast.Return]:
    """Returns of the connection itself."""
    for node in ast.walk(connection.function):
        match node:
            case ast.Return(value=ast.Name(id=name)) if connection.local and name == connection.local:
                yield node
            case ast.Return(value=value) if value is connection.call:
                yield node


def _callers(module: Module, opener: tuple[str, str]) -> Iterator[tuple[str, str]]:
    for path, facts in module.program.files.items():
        for qualname in facts.scopes if facts.test is None else ():
            if qualname and opener in _called(module, path, qualname):
                yield path, qualname


def _times(module: Module, user: tuple[str, str], opener: tuple[str, str]) -> int:
    """How many calls of the opener stand in the function `user`."""
    path, qualname = user
    home = module.other(path)
    meant = (
        []
        if home is None
        else [
            home.program.resolve(path, qualname, dotted(call.func))
            for call in home.every(ast.Call)
            if home.qualname(home.function(call)) == qualname
        ]
    )
    return sum(isinstance(each, Definition) and (each.path, each.qualname) == opener for each in meant)


def _reached(module: Module, start: tuple[str, str], opener: tuple[str, str]) -> set[tuple[str, str]]:
    """The functions that `start` calls, and those these call, without the opener."""
    seen: set[tuple[str, str]] = set()
    queue = [start]
    while queue:
        for target in _called(module, *queue.pop()):
            if target not in seen and target != opener:
                seen.add(target)
                queue.append(target)
    return seen


def closes_parameter(module: Module) -> bool:
    """Whether a function of the project closes what it is given."""
    return any(
        f"{parameter}.close" in facts.scopes[function.qualname].calls
        for facts in module.program.files.values()
        if facts.test is None
        for function in facts.functions.values()
        for parameter in function.parameters
    )


def closes_attribute(module: Module, connection: Connection) -> bool:
    """Whether the connection becomes an object's attribute that code of the project closes: `self.conn.close()`."""
    targets = connection.statement.targets if isinstance(connection.statement, ast.Assign) else []
    endings = tuple(f".{target.attr}.close" for target in targets if isinstance(target, ast.Attribute))
    return bool(endings) and any(
        text.endswith(endings)
        for facts in module.program.files.values()
        if facts.test is None
        for scope in facts.scopes.values()
        for text in scope.calls
    )


def closes_result(module: Module, connection: Connection) -> bool:
    """Whether a caller closes what the function returns: `conn = connect()`, `conn.close()`."""
    opener = (module.path, module.qualname(connection.function))
    for path, facts in module.program.files.items():
        for qualname, scope in facts.scopes.items() if facts.test is None else ():
            for local, value in scope.values.items():
                if value.endswith("()") and f"{local}.close" in scope.calls:
                    meant = module.program.resolve(path, qualname, value.removesuffix("()"))
                    if isinstance(meant, Definition) and (meant.path, meant.qualname) == opener:
                        return True
    return False


def _called(module: Module, path: str, qualname: str) -> Iterator[tuple[str, str]]:
    facts = module.program.files[path]
    scope = facts.scopes.get(qualname)
    for text in scope.calls if scope else ():
        meant = module.program.resolve(path, qualname, text)
        if isinstance(meant, Definition) and meant.kind == "function":
            yield meant.path, meant.qualname


def _existing(module: Module, text: str) -> str:
    for function in module.tree.body:
        if not isinstance(function, ast.FunctionDef):
            continue
        kept = {name for node in ast.walk(function) if isinstance(node, ast.Global) for name in node.names}
        for node in ast.walk(function):
            match node:
                case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call() as call) if name in kept:
                    if recipe(module, call) == text:
                        return function.name
    return ""


def _targets(statement: ast.stmt) -> set[str]:
    targets: list[Any] = statement.targets if isinstance(statement, ast.Assign) else []
    return {target.id for target in targets if isinstance(target, ast.Name)}
