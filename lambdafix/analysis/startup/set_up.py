"""Where a file changes what clients and others read when they are built: the environment, a library's defaults."""

from __future__ import annotations

import ast
import os
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import cached_property

from lambdafix.analysis.program.memo import remembered
from lambdafix.analysis.program.module import Module
from lambdafix.analysis.startup.os_environment import mentions
from lambdafix.analysis.syntax.facts import dotted
from lambdafix.analysis.syntax.scopes import BindingKind, Scope, ScopeKind, Scopes
from lambdafix.knowledge import loggers, purity

Canonical = Callable[[ast.expr], str]
"""The dotted name of what an expression means by way of imports, "" where that is not certain."""

SET_UP = frozenset({"load_dotenv", "read_env", "setup_default_session", "putenv", "patch_all", "sentry_sdk.init"})
"""Calls that change what is built after them: by the last part of their name, or the whole."""
_HANDED_ON = frozenset({"dotenv.load_dotenv", "boto3.setup_default_session", "sentry_sdk.init"})
LIBRARIES = ("boto3", "botocore", "httpx", "requests", "urllib3")
"""Packages whose modules hold what their objects are built with."""
_METHODS = frozenset({"update", "setdefault", "pop", "clear", "popitem"})
_READING_CALLS = loggers.METHODS | {name.rpartition(".")[2] for name in purity.READING_CALLS} - {"copy"}
_PATCHES = frozenset({"dict", "patch"})
_READ_BY_CLIENTS = ("AWS_", "BOTO", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY")


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """One place that changes environment variables, or hands the environment to what may."""

    node: ast.AST
    row: int
    names: frozenset[str]
    """The variables; empty where they cannot be told."""
    at_any_time: bool = False
    """A function that makes the change is handed on, and may be called whenever."""

    def touches(self, names: Collection[str]) -> bool:
        return not self.names or not self.names.isdisjoint(names) or "" in names

    @property
    def is_read_by_clients(self) -> bool:
        return not self.names or any(name.startswith(_READ_BY_CLIENTS) for name in self.names)


@remembered
def set_up(module: Module) -> SetUp:
    """What the file does to the environment, and to how libraries are set up."""

    def is_changed_elsewhere(name: str) -> bool:
        """Whether a file that imports this one may change what its name holds."""
        places = {f"{name}[]", *(f"{name}.{method}" for method in _METHODS)}
        return any(
            text in places or text.partition(".")[2] in places
            for path in module.users.importers(module.path)
            for scope in module.program.files[path].scopes.values()
            for text in (*scope.mutations, *scope.calls)
        )

    return SetUp(module.scopes, module.canonical, is_changed_elsewhere)


class SetUp:
    """What the code of one file sets up, wherever it stands."""

    def __init__(
        self,
        scopes: Scopes,
        canonical: Canonical | None = None,
        is_changed_elsewhere: Callable[[str], bool] = lambda name: False,
    ) -> None:
        self._scopes = scopes
        self._is_changed_elsewhere = is_changed_elsewhere
        self._canonical = canonical or (lambda expression: imported_name(scopes, expression))

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Every place that sets something up."""
        return (*self.libraries, *(change.node for change in self.environment))

    @cached_property
    def libraries(self) -> tuple[ast.expr, ...]:
        """Calls that set a library up, and places that set an attribute of a library's modules."""
        return tuple(self._libraries())

    @cached_property
    def environment(self) -> tuple[Change, ...]:
        return tuple(self._environment())

    # --- libraries

    def _libraries(self) -> Iterator[ast.expr]:
        for call in self._scopes.every(ast.Call):
            canonical = self._canonical(call.func)
            names = {canonical, *(text.rpartition(".")[2] for text in (canonical, _called(call)))}
            is_set = canonical == "" and _called(call) in ("setattr", "delattr") and bool(call.args)
            if not names.isdisjoint(SET_UP) or (is_set and self._is_library(call.args[0])):
                yield call
        for attribute in self._scopes.every(ast.Attribute):
            if not isinstance(attribute.ctx, ast.Load):
                if self._is_library(attribute.value):
                    yield attribute
            elif attribute.attr in _LAST_PARTS and self._is_handed_on(attribute):
                yield attribute
        aliases = {local for local, name in _from_imports(self._scopes) if name in _LAST_PARTS}
        for name in self._scopes.every(ast.Name) if aliases else ():
            if name.id in aliases and isinstance(name.ctx, ast.Load) and self._is_handed_on(name):
                yield name

    def _is_library(self, expression: ast.expr) -> bool:
        return self._canonical(expression).partition(".")[0] in LIBRARIES

    def _is_handed_on(self, expression: ast.expr) -> bool:
        """Whether a function that sets up is named here without being called, so that it may be at any time."""
        above = self._scopes.parent.get(expression)
        is_called = isinstance(above, ast.Call) and above.func is expression
        return not is_called and self._canonical(expression) in _HANDED_ON

    # --- the environment

    def _environment(self) -> Iterator[Change]:
        said = mentions(self._scopes, self._canonical)
        for environment in said.environments:
            yield from self._changed(environment, frozenset())
        for place in said.unknown:
            yield Change(place, place.lineno, frozenset(), at_any_time=True)
        for call in self._scopes.every(ast.Call):
            if self._canonical(call.func) in ("os.putenv", "os.unsetenv"):
                yield _change(call, call.args[:1])
            elif _called(call).rpartition(".")[2] in _PATCHES and _names_environment(call.args[:1]):
                yield _change(call, [], known=False)

    def _changed(self, environment: ast.expr, seen: frozenset[str]) -> Iterator[Change]:
        """The changes by what stands around one mention of the environment. `seen` are its other names so far.

        Whatever keeps it, or is handed it, may change it at any time.
        """
        above = self._scopes.parent.get(environment)
        escaped = Change(environment, environment.lineno, frozenset(), at_any_time=True)
        match above:
            case ast.Subscript(value=value, slice=key) if value is environment:
                if not isinstance(above.ctx, ast.Load):
                    yield _change(above, [key])
            case ast.Attribute(attr=method):
                call = self._scopes.parent.get(above)
                if method in purity.READING_METHODS:
                    return
                if isinstance(call, ast.Call) and call.func is above:
                    yield _by_method(call, method)
                else:
                    yield Change(above, above.lineno, frozenset(), at_any_time=True)
            case ast.AugAssign(target=target, value=value) if target is environment:
                yield _change(above, [value])
            case ast.AugAssign():
                return
            case (
                ast.Assign(targets=[ast.Name() as other], value=value)
                | ast.AnnAssign(target=ast.Name() as other, value=value)
            ) if value is environment:
                yield from self._by_other_name(other, seen)
            case ast.NamedExpr(target=other, value=value) if value is environment:
                yield from self._by_other_name(other, seen)
                yield from self._changed(above, seen)
            case ast.BoolOp():
                yield from self._changed(above, seen)
            case ast.IfExp(test=test) if test is not environment:
                yield from self._changed(above, seen)
            case ast.keyword(arg=None | "env"):
                return
            case ast.Dict(keys=keys, values=values) if (
                environment in values and keys[values.index(environment)] is None
            ):
                return
            case ast.arguments():
                yield from self._by_parameter(above, environment, seen)
            case ast.keyword():
                yield from self._handed_to(self._scopes.parent.get(above), escaped)
            case ast.Call():
                yield from self._handed_to(above, escaped)
            case ast.expr() | ast.stmt() | ast.comprehension():
                if not isinstance(above, _READING_PLACES):
                    yield escaped
            case _:
                yield escaped

    def _handed_to(self, call: ast.AST | None, escaped: Change) -> Iterator[Change]:
        text = _called(call) if isinstance(call, ast.Call) else ""
        reads = text in (purity.READING_BUILTINS | {"iter"}) or text.rpartition(".")[2] in _READING_CALLS
        if not reads:
            yield escaped

    def _by_parameter(self, arguments: ast.arguments, default: ast.expr, seen: frozenset[str]) -> Iterator[Change]:
        """What a function does to the environment by the parameter whose default it is."""
        scope = self._scopes.of_node[self._scopes.parent[arguments]]
        positional = [*arguments.posonlyargs, *arguments.args]
        defaults = dict(zip(reversed(arguments.defaults), reversed(positional), strict=False))
        defaults |= {
            value: name for name, value in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True) if value
        }
        yield from self._by_uses(defaults[default].arg, scope, seen)

    def _by_other_name(self, name: ast.Name, seen: frozenset[str]) -> Iterator[Change]:
        """What is done to the environment by the name that it was assigned to."""
        if name.id in seen:
            return
        owner = self._scopes.resolve(name.id, self._scopes.scope_at(name))
        if owner is None or owner.kind is ScopeKind.CLASS or self._is_changed_elsewhere(name.id):
            yield Change(name, name.lineno, frozenset(), at_any_time=True)
            return
        yield from self._by_uses(name.id, owner, seen)

    def _by_uses(self, name: str, owner: Scope, seen: frozenset[str]) -> Iterator[Change]:
        for binding in owner.bindings[name]:
            if binding.kind is BindingKind.AUGMENTED:
                yield _change(binding.node, [], known=False)
        for use in self._scopes.uses_of(name, owner):
            yield from self._changed(use, seen | {name})


_LAST_PARTS = frozenset(name.rpartition(".")[2] for name in _HANDED_ON)
_READING_PLACES = (
    ast.Compare,
    ast.BinOp,
    ast.UnaryOp,
    ast.FormattedValue,
    ast.Starred,
    ast.For,
    ast.comprehension,
    ast.If,
    ast.IfExp,
    ast.While,
    ast.Expr,
    ast.Assert,
)


def imported_name(scopes: Scopes, expression: ast.expr) -> str:
    """The dotted name of what `expression` means, by the imports of its own file alone."""
    head, dot, rest = dotted(expression).partition(".")
    owner = scopes.resolve(head, scopes.scope_at(expression)) if head else None
    if owner is None or any(binding.kind is not BindingKind.IMPORT for binding in owner.bindings[head]):
        return ""
    meant = {_meant(scopes, binding.node, head) for binding in owner.bindings[head]}
    return meant.pop() + dot + rest if len(meant) == 1 else ""


def _meant(scopes: Scopes, alias: ast.AST, local: str) -> str:
    assert isinstance(alias, ast.alias)
    statement = scopes.parent[alias]
    if isinstance(statement, ast.ImportFrom):
        return f"{'.' * statement.level}{statement.module or ''}.{alias.name}"
    return alias.name if alias.asname else local


def _from_imports(scopes: Scopes) -> Iterator[tuple[str, str]]:
    """(local name, name over there) of every `from … import`."""
    for statement in scopes.every(ast.ImportFrom):
        for alias in statement.names:
            yield alias.asname or alias.name, alias.name


def _called(call: ast.Call) -> str:
    if isinstance(call.func, ast.Attribute):
        return dotted(call.func) or f".{call.func.attr}"
    return dotted(call.func)


def _names_environment(arguments: list[ast.expr]) -> bool:
    return any(isinstance(argument, ast.Constant) and argument.value == "os.environ" for argument in arguments)


def _by_method(call: ast.Call, method: str) -> Change:
    keys = call.args if method == "update" else call.args[:1]
    named = [keyword.arg for keyword in call.keywords if keyword.arg is not None]
    known = method in _METHODS and all(keyword.arg for keyword in call.keywords)
    return _change(call, keys, named, known)


def _change(node: ast.AST, keys: list[ast.expr], named: Collection[str] = (), known: bool = True) -> Change:
    names = set(named)
    for key in keys:
        parts = key.keys if isinstance(key, ast.Dict) else [key]
        for part in parts:
            if isinstance(part, ast.Constant) and isinstance(part.value, str | bytes):
                names.add(part.value if isinstance(part.value, str) else os.fsdecode(part.value))
            else:
                known = False
    return Change(node, node.lineno, frozenset(names if known else ()))  # type: ignore[attr-defined]
