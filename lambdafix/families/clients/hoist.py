"""How a construction is best built once: at module level, by a cached getter, or by what the module has already."""

from __future__ import annotations

import ast
import builtins
import enum
import keyword
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar

from lambdafix.analysis.program.memo import remembered
from lambdafix.analysis.program.program import caches_result
from lambdafix.analysis.program.users import UseKind
from lambdafix.analysis.startup.import_order import NEVER, import_order
from lambdafix.analysis.syntax.scopes import Binding, BindingKind, FunctionNode
from lambdafix.analysis.values.constancy import constancy
from lambdafix.families.clients.construction import Construction, Form, recipe
from lambdafix.judgement import Known
from lambdafix.match import RewrittenApart

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module

_WORD = re.compile(r"[^0-9a-zA-Z]+")
_SAYS_LITTLE = """
    client c cli conn connection resource session sess table tbl aws boto boto_client boto3_client aws_client obj http s
"""
_VAGUE = frozenset(_SAYS_LITTLE.split())
"""Local names that say too little where a module has several such objects."""


class Way(enum.Enum):
    MODULE = "assign it at module level"
    GETTER = "build it in a cached getter, the first time it is needed"
    CACHE = "cache what the factory returns"
    REUSE = "use the one the module has"


@dataclass(frozen=True, slots=True, eq=False)
class Hoist(RewrittenApart):
    """What is to be done about one construction."""

    rewriting: ClassVar[str] = "lambdafix.families.clients.hoist_rewrite"

    construction: Construction[Any]
    way: Way
    name: str
    """The module-level name: of the object, of the getter, of the factory."""
    callable: bool = False
    """`name` is called to get the object."""
    closes: tuple[ast.stmt, ...] = ()
    """Statements that close the object and go."""
    keywords: Mapping[str, str] = field(default_factory=dict)
    """Arguments, name -> expression, that the call gets because the object now lasts."""
    above: int = NEVER
    """The row of the file from which on its import may use the object."""
    below: int = 0
    """The row after which all that it is built from is complete."""
    alternatives: tuple[str, ...] = ()
    """What the new name may be as well, in order of preference."""
    recipe: str = ""
    """What it holds."""


def hoist(
    module: Module,
    construction: Construction[Any],
    others: Sequence[Construction[Any]],
    *,
    lazy: bool,
    names: Sequence[str],
    closes: tuple[ast.stmt, ...] = (),
    keywords: Mapping[str, str] = MappingProxyType({}),
) -> Hoist:
    """The best way for `construction`. `others` are all of its kind in the module, `names` sensible ones in order."""
    text = recipe(module, construction.call)
    above = import_order(module).first_run(construction.function)
    ready = import_order(module).ready(construction.inputs.names)
    if ready < above and simple_factory(module, construction, others):
        return Hoist(construction, Way.CACHE, construction.function.name, True, closes, keywords)
    for lasting in dict.fromkeys((recipe(module, _with_keywords(construction.call, keywords)), text)):
        for existing in same_at_module_level(module, lasting):
            in_time = ready < existing.first <= existing.last < above
            if in_time and means_the_module(module, existing.name, construction):
                return Hoist(construction, Way.REUSE, existing.name, closes=closes)
        for getter in same_getters(module, lasting):
            in_time = ready < import_order(module).first_run(getter) and ready < above > (getter.end_lineno or 0)
            if in_time and means_the_module(module, getter.name, construction):
                return Hoist(construction, Way.REUSE, getter.name, True, closes)
    names_here = _names(module, text, tuple(others))
    below = import_order(module).completed(construction.inputs.names)
    if lazy:
        return Hoist(construction, Way.GETTER, names_here.getter(names), True, closes, keywords, above, below)
    name, free = names_here.variable(names), names_here.free_alternatives(names)
    return Hoist(construction, Way.MODULE, name, False, closes, keywords, above, below, free, text)


def _names(module: Module, text: str, others: tuple[Construction[Any], ...]) -> Names:
    """The names for what is built by this recipe, the same for all that build it."""
    key = (Names, text, others)
    if key not in module.memo:
        alike = [other for other in others if recipe(module, other.call) == text]
        different = [other for other in others if recipe(module, other.call) != text]
        module.memo[key] = Names(module, alike, different)
    names: Names = module.memo[key]
    return names


def _with_keywords(call: ast.Call, keywords: Mapping[str, str]) -> ast.Call:
    added = [ast.keyword(name, ast.parse(text, mode="eval").body) for name, text in keywords.items()]
    return ast.Call(call.func, call.args, [*call.keywords, *added])


# --- what the module has already


@dataclass(frozen=True, slots=True)
class Existing:
    """An object that the module builds already."""

    name: str
    first: int
    """The rows of the statement."""
    last: int


def same_at_module_level(module: Module, text: str) -> Iterator[Existing]:
    """The module-level names bound once, and rebound by nobody, to the construction of this recipe."""
    for existing in _built_at_module_level(module).get(text, ()):
        if isinstance(constancy(module, existing.name), Known):
            yield existing


@remembered
def _built_at_module_level(module: Module) -> dict[str, list[Existing]]:
    """Recipe -> the module-level names bound once, and to it."""
    found: dict[str, list[Existing]] = {}
    for statement in module.tree.body:
        match statement:
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=ast.Call() as call)
                | ast.AnnAssign(target=ast.Name(id=name), value=ast.Call() as call)
            ) if len(module.scopes.module.bindings[name]) == 1:
                existing = Existing(name, statement.lineno, statement.end_lineno or statement.lineno)
                found.setdefault(recipe(module, call), []).append(existing)
    return found


def same_getters(module: Module, text: str) -> Sequence[ast.FunctionDef]:
    """The module-level functions that cache the construction of this recipe."""
    return _getters(module).get(text, ())


@remembered
def _getters(module: Module) -> dict[str, list[ast.FunctionDef]]:
    """Recipe -> the module-level functions that cache what is built by it."""
    found: dict[str, list[ast.FunctionDef]] = {}
    for statement in module.tree.body:
        if isinstance(statement, ast.FunctionDef) and isinstance(statement.body[-1], ast.Return):
            facts = module.program.files[module.path].functions.get(statement.name)
            value = statement.body[-1].value
            if facts is None or not caches_result(facts) or _parameters(statement) or value is None:
                continue
            found.setdefault(recipe(module, value), []).append(statement)
    return found


def means_the_module(module: Module, name: str, construction: Construction[Any]) -> bool:
    """Whether `name` is the module's wherever the function is to use it, once the construction's own local is gone."""
    own = construction.local if construction.form in (Form.LOCAL, Form.WITH) else ""
    places = [construction.call, *construction.uses]
    if name == own:
        return True
    owners = (module.scopes.resolve(name, module.scopes.scope_at(place)) for place in places)
    return all(owner is None or owner is module.scopes.module for owner in owners)


def is_patched(module: Module, name: str) -> bool:
    """Whether tests replace this module-level name."""
    named = any(use.kind is UseKind.PATCH for use in module.users.of(module.path, name))
    return named or module.tests().replaces(name)


def simple_factory(module: Module, construction: Construction[Any], others: Sequence[Construction[Any]]) -> bool:
    """Whether its function does nothing but build and return the object, so that caching the result says it all."""
    function = construction.function
    if not isinstance(function, ast.FunctionDef) or _parameters(function) or function.decorator_list:
        return False
    if module.handler(function) or not isinstance(module.parent(function), ast.Module):
        return False
    moving: set[ast.stmt] = {*construction.inputs.locals, *construction.inputs.imports}
    *before, last = [s for s in function.body if not (isinstance(s, ast.Expr) and isinstance(s.value, ast.Constant))]
    if not isinstance(last, ast.Return) or last.value is None:
        return False
    if last.value is construction.call:
        return all(statement in moving for statement in before)
    if isinstance(last.value, ast.Name) and last.value.id == construction.local:
        return all(statement in moving or statement is construction.statement for statement in before)
    # the base of what the factory returns: `session` in `return session.client("s3")`
    whole = next((other for other in others if other.call is last.value), None)
    if whole is None or construction.statement not in before:
        return False
    moving |= {*whole.inputs.locals, *whole.inputs.imports}
    return all(statement in moving for statement in before)


def _parameters(function: FunctionNode) -> list[ast.arg]:
    a = function.args
    return [*a.posonlyargs, *a.args, *a.kwonlyargs, *(p for p in (a.vararg, a.kwarg) if p)]


# --- names


class Names:
    """Names for what constructions of one recipe build, at module level."""

    def __init__(
        self, module: Module, alike: Sequence[Construction[Any]], different: Sequence[Construction[Any]] = ()
    ) -> None:
        self._module = module
        self._alike = alike
        self._different = different
        self._variables: dict[tuple[str, ...], str] = {}

    def variable(self, sensible: Sequence[str]) -> str:
        """The name of the first local that can be kept, else the first sensible name that is free."""
        key = tuple(sensible)
        if key not in self._variables:
            self._variables[key] = self._variable(key)
        return self._variables[key]

    def _variable(self, sensible: Sequence[str]) -> str:
        for construction in self._alike:
            local = construction.local
            if local and self._suits(local) and not self._is_vague(local):
                return local
        return self.first_free([*self._attributes(), *sensible])

    def free_alternatives(self, sensible: Sequence[str]) -> tuple[str, ...]:
        """What `variable` chooses from, where a new name can only matter to this file."""
        seen_elsewhere = any(True for _ in self._module.users.star_importers(self._module.path))
        return () if seen_elsewhere else (*self._attributes(), *sensible)

    def _attributes(self) -> Iterator[str]:
        """`table` for `self.table = …`."""
        for construction in self._alike:
            match construction.statement:
                case ast.Assign(targets=[ast.Attribute(attr=name)], value=value) if value is construction.call:
                    if not self._is_vague(name):
                        yield name.lstrip("_")

    def getter(self, sensible: Sequence[str]) -> str:
        return self.first_free([f"get_{name}" for name in (*self._telling(), *self._attributes(), *sensible)])

    def _telling(self) -> Iterator[str]:
        """The locals that say what they hold: `visits_table`, and not `table`."""
        for construction in self._alike:
            if len(construction.local) > 1 and construction.local.lower() not in _VAGUE:
                yield construction.local.strip("_")

    def first_free(self, candidates: Sequence[str]) -> str:
        """The first of the names that can be bound at module level, else the first with a number."""
        for name in candidates:
            if self._suits(name):
                return name
        number = 2
        while not self._suits(f"{candidates[0]}_{number}"):
            number += 1
        return f"{candidates[0]}_{number}"

    def _suits(self, name: str) -> bool:
        """Whether `name` is free, and seen by every function that is to use it."""
        seen = all(means_the_module(self._module, name, construction) for construction in self._alike)
        return seen and self.is_free(name, self._alike[0].call if self._alike else ast.Constant(None))

    def _is_vague(self, name: str) -> bool:
        """Whether `name` says too little, because the module has another object of the same make."""
        make = _make(self._module, self._alike[0].call)
        at_module_level = (s.value for s in self._module.tree.body if isinstance(s, ast.Assign | ast.AnnAssign))
        others = [other.call for other in self._different]
        others += [value for value in at_module_level if isinstance(value, ast.Call)]
        return name.lower() in _VAGUE and any(_make(self._module, call) == make for call in others)

    def is_free(self, name: str, value: ast.expr) -> bool:
        """Whether `name` can be bound to `value` at module level and no function means something else by it."""
        scopes = self._module.scopes
        if name in dir(builtins) or keyword.iskeyword(name) or name in scopes.module.bindings:
            return False
        for scope in scopes.mentioning(name):
            if name in scope.globals or name in scope.nonlocals:
                return False
            if name in scope.uses and scopes.resolve(name, scope) is None:
                return False
            if not all(self._is_alike(binding, value) for binding in scope.bindings.get(name, ())):
                return False
        return not any(self._knows(path, name) for path in self._module.users.star_importers(self._module.path))

    def _is_alike(self, binding: Binding, value: ast.expr) -> bool:
        """Whether a local name of a function is a parameter, or has the same value and may disappear as well."""
        if binding.kind is BindingKind.PARAMETER:
            return True
        statement = self._module.parent(binding.node)
        if isinstance(statement, ast.Assign | ast.AnnAssign):
            assigned = statement.value
            return assigned is not None and recipe(self._module, assigned) == recipe(self._module, value)
        function = self._module.function(binding.node)
        return any(c.local == binding.name and c.function is function for c in self._alike)

    def _knows(self, path: str, name: str) -> bool:
        return any(name in (*scope.binds, *scope.loads) for scope in self._module.program.files[path].scopes.values())


def _make(module: Module, call: ast.Call) -> tuple[str, str]:
    """("boto3", "client") for all clients, ("boto3", "Table") for all tables."""
    text = recipe(module, call)
    last = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    return text.partition(".")[0], last or text.partition("(")[0].rpartition(".")[2]


def snake(text: str) -> str:
    """ "cognito-idp" -> "cognito_idp"; "Orders Table" -> "orders_table"; "" where no identifier comes of it."""
    name = _WORD.sub("_", text).strip("_").lower()
    return name if name.isidentifier() else ""


def sensible_names(service: str, suffix: str) -> Iterator[str]:
    """ "s3_client", or plain "client" where the service is not known."""
    name = snake(service)
    if name:
        yield f"{name}_{suffix}"
    yield suffix
