"""Names, scopes and bindings of one file, on `ast`, by the language reference (4.2, "Naming and binding").

One walk records every node's parent and scope, every binding and every use of a name.
"""

from __future__ import annotations

import ast
import enum
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

from lambdafix.analysis.syntax.nodes import CHILDREN

NodeT = TypeVar("NodeT", bound=ast.AST)

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


class ScopeKind(enum.Enum):
    MODULE = "module"
    FUNCTION = "function"
    LAMBDA = "lambda"
    COMPREHENSION = "comprehension"
    CLASS = "class"
    TYPE_PARAMETERS = "type parameters"


class BindingKind(enum.Enum):
    ASSIGNMENT = "assignment"
    AUGMENTED = "augmented assignment"
    ANNOTATION = "annotation"
    """`name: type` without a value: binds nothing at run time, yet makes a name local."""
    DELETION = "deletion"
    IMPORT = "import"
    FUNCTION = "function"
    CLASS = "class"
    PARAMETER = "parameter"
    LOOP = "loop"
    WITH = "with"
    EXCEPTION = "exception"
    WALRUS = "walrus"
    PATTERN = "pattern"
    TYPE_PARAMETER = "type parameter"


_SURELY_BINDING = frozenset(
    {BindingKind.ASSIGNMENT, BindingKind.AUGMENTED, BindingKind.IMPORT, BindingKind.FUNCTION, BindingKind.CLASS}
)
"""Where such a binding stands in a class body itself, all that follows there has it."""


@dataclass(eq=False, slots=True)
class Binding:
    """One place that binds a name. `node` names it: a Name, alias, arg, def, except handler or pattern."""

    name: str
    node: ast.AST
    kind: BindingKind
    scope: Scope
    """Where the name lives."""
    written_in: Scope
    """Where the binding stands: another scope than `scope` under `global` and `nonlocal`."""


@dataclass(eq=False, slots=True)
class Scope:
    kind: ScopeKind
    node: ast.AST
    parent: Scope | None
    qualname: str
    """As `__qualname__` without "<locals>": "Service.load.inner"; "" for the module."""
    bindings: dict[str, list[Binding]] = field(default_factory=dict)
    uses: dict[str, list[ast.Name]] = field(default_factory=dict)
    """Loads and deletions of a name that stand directly in this scope."""
    globals: set[str] = field(default_factory=set)
    nonlocals: set[str] = field(default_factory=set)
    children: list[Scope] = field(default_factory=list)

    def function(self) -> Scope | None:
        """The nearest def at or around this scope."""
        scope: Scope | None = self
        while scope is not None and scope.kind is not ScopeKind.FUNCTION:
            scope = scope.parent
        return scope


class Scopes:
    """The scopes of one module.

    Raises RecursionError where the tree is nested beyond what Python can walk.
    """

    def __init__(self, tree: ast.Module) -> None:
        self.tree = tree
        self.module = Scope(ScopeKind.MODULE, tree, None, "")
        self.parent: dict[ast.AST, ast.AST] = {}
        self.of_node: dict[ast.AST, Scope] = {tree: self.module}
        """The scope a def, class, lambda or comprehension opens."""
        self._stands_in: dict[ast.AST, Scope] = {}
        self._by_type: defaultdict[type[ast.AST], list[ast.AST]] = defaultdict(list)
        self._pending: list[tuple[str, ast.AST, BindingKind, Scope]] = []
        for statement in tree.body:
            self._visit(statement, tree, self.module)
        for name, node, kind, written_in in self._pending:
            scope = self._home(name, written_in)
            scope.bindings.setdefault(name, []).append(Binding(name, node, kind, scope, written_in))

    # --- questions

    def scope_at(self, node: ast.AST) -> Scope:
        """The scope `node` is evaluated in."""
        return self._stands_in.get(node, self.module)

    def every(self, kind: type[NodeT]) -> list[NodeT]:
        """All nodes of exactly this type, in source order of the walk."""
        return self._by_type.get(kind, [])  # type: ignore[return-value]

    def resolve(self, name: str, scope: Scope) -> Scope | None:
        """The scope whose binding `name` has when used in `scope`; None for a builtin or an unbound name."""
        if name in scope.globals:
            return self.module if name in self.module.bindings else None
        current: Scope | None = scope
        first = True
        while current is not None:
            if (first or current.kind is not ScopeKind.CLASS) and name in current.bindings:
                if name not in current.globals and name not in current.nonlocals:
                    return current
                if name in current.globals:
                    return self.module if name in self.module.bindings else None
            first = False
            current = current.parent
        return None

    def owner(self, use: ast.Name) -> Scope | None:
        """The scope whose binding this use has: a class body sees the module's name until it binds its own."""
        scope = self.scope_at(use)
        if scope.kind is ScopeKind.CLASS and isinstance(use.ctx, ast.Load) and not self._is_bound_above(use, scope):
            owner = self._beside_class(use.id, scope)
            return scope if owner is None and use.id in scope.bindings else owner
        return self.resolve(use.id, scope)

    def _beside_class(self, name: str, scope: Scope) -> Scope | None:
        """The scope of `name` for a class body that has not bound it: the module's, where it binds it at all."""
        if name in scope.bindings and name not in scope.globals and name not in scope.nonlocals:
            return self.module if name in self.module.bindings else None
        return self.resolve(name, scope)

    def _is_bound_above(self, use: ast.Name, scope: Scope) -> bool:
        """Whether a statement of the class body itself, above that of the use, surely binds the name there."""
        bindings = scope.bindings.get(use.id, ())
        if any(binding.kind is BindingKind.DELETION for binding in bindings):
            return False
        return any(
            statement.end_lineno < use.lineno
            or (statement.end_lineno == use.lineno and statement.end_col_offset <= use.col_offset)
            for binding in bindings
            for statement in self._own_statement(binding, scope)
        )

    def _own_statement(self, binding: Binding, scope: Scope) -> Iterator[Any]:
        node = binding.node
        if binding.kind in _SURELY_BINDING:
            while not isinstance(node, ast.stmt):
                node = self.parent[node]
            if self.parent[node] is scope.node:
                yield node

    def scopes(self) -> Iterator[Scope]:
        """Every scope, outermost first."""
        stack = [self.module]
        while stack:
            scope = stack.pop()
            yield scope
            stack.extend(reversed(scope.children))

    def called(self, qualname: str) -> Sequence[Scope]:
        """Every scope of this qualified name, outermost first."""
        return self._by_qualname.get(qualname, ())

    def mentioning(self, name: str) -> Sequence[Scope]:
        """Every scope that binds, reads or declares `name`, outermost first."""
        return self._by_name.get(name, ())

    @cached_property
    def _by_qualname(self) -> dict[str, list[Scope]]:
        found: dict[str, list[Scope]] = {}
        for scope in self.scopes():
            found.setdefault(scope.qualname, []).append(scope)
        return found

    @cached_property
    def _by_name(self) -> dict[str, list[Scope]]:
        found: dict[str, list[Scope]] = {}
        for scope in self.scopes():
            for name in {*scope.bindings, *scope.uses, *scope.globals, *scope.nonlocals}:
                found.setdefault(name, []).append(scope)
        return found

    def uses_of(self, name: str, owner: Scope) -> list[ast.Name]:
        """Every load or deletion, anywhere, that resolves to `owner`'s binding of `name`."""
        return [use for scope in self.mentioning(name) for use in scope.uses.get(name, ()) if self.owner(use) is owner]

    def ancestors(self, node: ast.AST) -> Iterator[ast.AST]:
        while (above := self.parent.get(node)) is not None:
            yield above
            node = above

    # --- the walk

    def _home(self, name: str, scope: Scope) -> Scope:
        if name in scope.globals:
            return self.module
        if name in scope.nonlocals:
            outer = scope.parent
            while outer is not None:
                binds_here = name in outer.bindings or any(n == name and s is outer for n, _, _, s in self._pending)
                if outer.kind in (ScopeKind.FUNCTION, ScopeKind.LAMBDA) and binds_here and name not in outer.nonlocals:
                    return outer
                outer = outer.parent
        return scope

    def _bind(self, name: str, node: ast.AST, kind: BindingKind, scope: Scope) -> None:
        self._pending.append((name, node, kind, scope))

    def _record(self, node: ast.AST, parent: ast.AST, scope: Scope) -> None:
        self.parent[node] = parent
        self._stands_in[node] = scope
        self._by_type[type(node)].append(node)

    def _open(self, kind: ScopeKind, node: ast.AST, parent: Scope, name: str) -> Scope:
        qualname = f"{parent.qualname}.{name}" if parent.qualname and name else name or parent.qualname
        scope = Scope(kind, node, parent, qualname)
        parent.children.append(scope)
        if kind is not ScopeKind.TYPE_PARAMETERS:
            self.of_node[node] = scope
        return scope

    def _visit_all(self, nodes: Iterable[ast.AST | None], parent: ast.AST, scope: Scope) -> None:
        for node in nodes:
            if node is not None:
                self._visit(node, parent, scope)

    def _visit(self, node: ast.AST, parent: ast.AST, scope: Scope) -> None:
        self._record(node, parent, scope)
        kind = type(node)
        special = _SPECIAL.get(kind)
        if special is not None:
            special(self, node, scope)
            return
        for field_name in CHILDREN[kind]:
            value = getattr(node, field_name)
            if type(value) is list:
                for child in value:
                    if child is not None:
                        self._visit(child, node, scope)
            elif isinstance(value, ast.AST):
                self._visit(value, node, scope)

    def _name(self, node: ast.Name, scope: Scope) -> None:
        if isinstance(node.ctx, ast.Store):
            self._bind(node.id, node, self._store_kind(node), scope)
        else:
            scope.uses.setdefault(node.id, []).append(node)
            if isinstance(node.ctx, ast.Del):
                self._bind(node.id, node, BindingKind.DELETION, scope)

    def _store_kind(self, node: ast.AST) -> BindingKind:
        for above in self.ancestors(node):
            match above:
                case ast.AugAssign():
                    return BindingKind.AUGMENTED
                case ast.AnnAssign():
                    return BindingKind.ASSIGNMENT if above.value is not None else BindingKind.ANNOTATION
                case ast.For() | ast.AsyncFor() | ast.comprehension():
                    return BindingKind.LOOP
                case ast.withitem():
                    return BindingKind.WITH
                case ast.Tuple() | ast.List() | ast.Starred():
                    continue
                case _:
                    break
        return BindingKind.ASSIGNMENT

    def _function(self, node: FunctionNode, scope: Scope) -> None:
        self._bind(node.name, node, BindingKind.FUNCTION, scope)
        self._visit_all(node.decorator_list, node, scope)
        outer = self._type_parameters(node, scope)
        self._signature(node, node.args, outer)
        self._visit_all([node.returns], node, outer)
        inner = self._open(ScopeKind.FUNCTION, node, outer, node.name)
        self._parameters(node.args, inner)
        self._visit_all(node.body, node, inner)

    def _signature(self, node: ast.AST, arguments: ast.arguments, scope: Scope) -> None:
        self._record(arguments, node, scope)
        self._visit_all((*arguments.defaults, *arguments.kw_defaults), arguments, scope)
        for argument in _all_arguments(arguments):
            self._record(argument, arguments, scope)
            self._visit_all([argument.annotation], argument, scope)

    def _parameters(self, arguments: ast.arguments, scope: Scope) -> None:
        for argument in _all_arguments(arguments):
            self._bind(argument.arg, argument, BindingKind.PARAMETER, scope)

    def _type_parameters(self, node: ast.AST, scope: Scope) -> Scope:
        parameters: list[ast.AST] = getattr(node, "type_params", [])
        if not parameters:
            return scope
        inner = self._open(ScopeKind.TYPE_PARAMETERS, node, scope, "")
        for parameter in parameters:
            self._bind(getattr(parameter, "name", ""), parameter, BindingKind.TYPE_PARAMETER, inner)
            self._visit(parameter, node, inner)
        return inner

    def _lambda(self, node: ast.Lambda, scope: Scope) -> None:
        self._signature(node, node.args, scope)
        inner = self._open(ScopeKind.LAMBDA, node, scope, "<lambda>")
        self._parameters(node.args, inner)
        self._visit(node.body, node, inner)

    def _class(self, node: ast.ClassDef, scope: Scope) -> None:
        self._bind(node.name, node, BindingKind.CLASS, scope)
        self._visit_all(node.decorator_list, node, scope)
        outer = self._type_parameters(node, scope)
        self._visit_all((*node.bases, *node.keywords), node, outer)
        inner = self._open(ScopeKind.CLASS, node, outer, node.name)
        self._visit_all(node.body, node, inner)

    def _comprehension(self, node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp, scope: Scope) -> None:
        inner = self._open(ScopeKind.COMPREHENSION, node, scope, "")
        for number, generator in enumerate(node.generators):
            self._record(generator, node, inner)
            # the first iterable is evaluated in the surrounding scope
            self._visit(generator.iter, generator, inner if number else scope)
            self._visit(generator.target, generator, inner)
            self._visit_all(generator.ifs, generator, inner)
        if isinstance(node, ast.DictComp):
            self._visit_all((node.key, node.value), node, inner)
        else:
            self._visit(node.elt, node, inner)

    def _walrus(self, node: ast.NamedExpr, scope: Scope) -> None:
        home = scope
        while home.kind is ScopeKind.COMPREHENSION and home.parent is not None:
            home = home.parent
        self._record(node.target, node, scope)
        self._bind(node.target.id, node.target, BindingKind.WALRUS, home)
        self._visit(node.value, node, scope)

    def _import(self, node: ast.Import | ast.ImportFrom, scope: Scope) -> None:
        for alias in node.names:
            self._record(alias, node, scope)
            if alias.name != "*":
                local = alias.asname or (alias.name.partition(".")[0] if isinstance(node, ast.Import) else alias.name)
                self._bind(local, alias, BindingKind.IMPORT, scope)

    def _handler(self, node: ast.ExceptHandler, scope: Scope) -> None:
        self._visit_all([node.type], node, scope)
        if node.name:
            self._bind(node.name, node, BindingKind.EXCEPTION, scope)
        self._visit_all(node.body, node, scope)

    def _global(self, node: ast.Global, scope: Scope) -> None:
        scope.globals.update(node.names)

    def _nonlocal(self, node: ast.Nonlocal, scope: Scope) -> None:
        scope.nonlocals.update(node.names)

    def _pattern(self, node: ast.MatchAs | ast.MatchStar, scope: Scope) -> None:
        if node.name:
            self._bind(node.name, node, BindingKind.PATTERN, scope)
        if isinstance(node, ast.MatchAs) and node.pattern is not None:
            self._visit(node.pattern, node, scope)

    def _mapping_pattern(self, node: ast.MatchMapping, scope: Scope) -> None:
        self._visit_all((*node.keys, *node.patterns), node, scope)
        if node.rest:
            self._bind(node.rest, node, BindingKind.PATTERN, scope)


def _all_arguments(arguments: ast.arguments) -> list[ast.arg]:
    extra = [argument for argument in (arguments.vararg, arguments.kwarg) if argument is not None]
    return [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, *extra]


_SPECIAL: dict[type[ast.AST], Callable[[Scopes, Any, Scope], None]] = {
    ast.Name: Scopes._name,
    ast.FunctionDef: Scopes._function,
    ast.AsyncFunctionDef: Scopes._function,
    ast.Lambda: Scopes._lambda,
    ast.ClassDef: Scopes._class,
    ast.ListComp: Scopes._comprehension,
    ast.SetComp: Scopes._comprehension,
    ast.DictComp: Scopes._comprehension,
    ast.GeneratorExp: Scopes._comprehension,
    ast.NamedExpr: Scopes._walrus,
    ast.Import: Scopes._import,
    ast.ImportFrom: Scopes._import,
    ast.ExceptHandler: Scopes._handler,
    ast.Global: Scopes._global,
    ast.Nonlocal: Scopes._nonlocal,
    ast.MatchAs: Scopes._pattern,
    ast.MatchStar: Scopes._pattern,
    ast.MatchMapping: Scopes._mapping_pattern,
}
