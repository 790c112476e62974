"""One file as a codemod sees it: its syntax, its names, and its place in the program."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

from lambdafix.analysis.program.names import Definition, External
from lambdafix.analysis.program.program import Program, Reach
from lambdafix.analysis.program.testing import TestUse
from lambdafix.analysis.program.users import Users
from lambdafix.analysis.syntax.facts import dotted
from lambdafix.analysis.syntax.guards import (
    filled,
    fills_what_it_tests,
    keeps_what_is_there,
    looked_up,
    rest_fills,
    tested_empty,
)
from lambdafix.analysis.syntax.scopes import BindingKind, FunctionNode, Scope, Scopes
from lambdafix.model import HandlerEntry, Span
from lambdafix.settings.config import Config
from lambdafix.source import Source

NodeT = TypeVar("NodeT", bound=ast.AST)
AnswerT = TypeVar("AnswerT")


@dataclass(frozen=True)
class Module:
    """A parsed file within the linked program.

    Positions given out are `Span`s of characters in `source.text`; nodes are `ast` nodes of `tree`.
    """

    source: Source
    tree: ast.Module
    program: Program
    users: Users
    config: Config = field(default_factory=Config)
    open: Callable[[str], Module | None] | None = field(default=None, repr=False, compare=False)
    """Parses another file of the program; None where it cannot."""
    memo: dict[object, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def path(self) -> str:
        return self.source.path

    @cached_property
    def scopes(self) -> Scopes:
        return Scopes(self.tree)

    def other(self, path: str) -> Module | None:
        """The module at `path`, or None where it cannot be read or parsed."""
        if path == self.path:
            return self
        return self.open(path) if self.open else None

    def elsewhere(self, path: str, question: Callable[[Module], AnswerT]) -> AnswerT | None:
        """What `question` answers of the file at `path`; None where that cannot be read or parsed.

        The program holds the answer when the file's tree is let go: it must hold no node.
        """
        known = self.program.memo
        if (question, path) not in known:
            other = self.other(path)
            known[question, path] = question(other) if other is not None else None
        found: AnswerT | None = known[question, path]
        return found

    @cached_property
    def functions(self) -> dict[str, FunctionNode]:
        """Every function of the file by its qualified name; of several with one name the last, as at run time."""
        nodes: list[FunctionNode] = [*self.every(ast.FunctionDef), *self.every(ast.AsyncFunctionDef)]
        return {self.qualname(node): node for node in sorted(nodes, key=lambda node: node.lineno)}

    @cached_property
    def callable_names(self) -> frozenset[str]:
        """Names that may mean a function of the project in this file."""
        bound = (BindingKind.FUNCTION, BindingKind.IMPORT)
        return frozenset(
            name
            for s in self.scopes.scopes()
            for name, found in s.bindings.items()
            if any(b.kind in bound for b in found)
        )

    # --- places

    def span(self, node: ast.AST) -> Span:
        """The characters of an expression, statement, argument, alias or handler."""
        return Span(
            self.source.offset(node.lineno, node.col_offset),  # type: ignore[attr-defined]
            self.source.offset(node.end_lineno, node.end_col_offset),  # type: ignore[attr-defined]
        )

    def text(self, node: ast.AST) -> str:
        return self.source.slice(self.span(node))

    def every(self, kind: type[NodeT]) -> list[NodeT]:
        """All nodes of exactly this type."""
        return self.scopes.every(kind)

    def parent(self, node: ast.AST) -> ast.AST | None:
        return self.scopes.parent.get(node)

    def ancestors(self, node: ast.AST) -> Iterator[ast.AST]:
        """From the node's parent outwards to the module."""
        return self.scopes.ancestors(node)

    def statement(self, node: ast.AST) -> ast.stmt:
        """The innermost statement that holds `node` (itself, where it is one)."""
        while not isinstance(node, ast.stmt):
            node = self.scopes.parent[node]
        return node

    def block(self, statement: ast.stmt) -> list[ast.stmt]:
        """The list of sibling statements that `statement` is in."""
        above = self.scopes.parent[statement]
        for value in above.__dict__.values():
            if isinstance(value, list) and any(child is statement for child in value):
                return value
        return []

    def function(self, node: ast.AST) -> FunctionNode | None:
        """The function whose body evaluates `node`: a def's decorators and defaults belong to its surroundings."""
        scope = self.scopes.scope_at(node).function()
        return scope.node if scope else None  # type: ignore[return-value]

    def qualname(self, function: FunctionNode | None) -> str:
        """As facts and findings name it: "Service.load"; "" for the module."""
        return self.scopes.of_node[function].qualname if function else ""

    def owner(self, name: ast.Name) -> Scope | None:
        """The scope whose binding this use has; None for builtins and unbound names."""
        return self.scopes.owner(name)

    # --- meaning

    def canonical(self, expression: ast.expr) -> str:
        """ "boto3.client" for an expression that names it, by whatever alias; "" where that is not certain.

        Certain means: every binding of the name, in the scope that owns it, is an import of the same thing.
        """
        text = dotted(expression)
        head = text.partition(".")[0]
        if not text or "(" in text:
            return ""
        scope = self.scopes.scope_at(expression)
        owner = self.scopes.resolve(head, scope)
        if owner is None or any(b.kind is not BindingKind.IMPORT for b in owner.bindings[head]):
            return ""
        meant = self.program.resolve(self.path, owner.qualname, text)
        return meant.dotted if isinstance(meant, External) else ""

    def definition(self, expression: ast.expr) -> Definition | None:
        """What of the project a dotted expression names."""
        scope = self.scopes.scope_at(expression).function()
        meant = self.program.resolve(self.path, scope.qualname if scope else "", dotted(expression))
        return meant if isinstance(meant, Definition) else None

    # --- requests

    def reach(self, node: ast.AST) -> Reach | None:
        """How requests reach the function that evaluates `node`; None at module level or where none is known to.

        A node in a lambda or comprehension runs with the function around it.
        """
        function = self.function(node)
        return self.program.reach(self.path, self.qualname(function)) if function else None

    def handler(self, function: FunctionNode) -> HandlerEntry | None:
        """The entry that makes `function` a handler, if it is one."""
        name = self.qualname(function)
        for entry in self.program.handlers:
            if entry.path == self.path and entry.function == name:
                return entry
        return None

    def handlers_here(self) -> list[FunctionNode]:
        """The handler functions defined in this file, in source order."""
        names = {entry.function for entry in self.program.handlers if entry.path == self.path}
        functions: list[FunctionNode] = [*self.every(ast.FunctionDef), *self.every(ast.AsyncFunctionDef)]
        return sorted((f for f in functions if self.qualname(f) in names), key=lambda f: f.lineno)

    def runs_once(self, node: ast.AST) -> bool:
        """Whether `node`, in a function, runs once a process: a cached getter or a lazily initialising branch."""
        scope = self.scopes.scope_at(node).function()

        def outlives_call(text: str) -> bool:
            head, dot, _ = text.partition(".")
            if scope is None or dot:
                return True
            return self.scopes.resolve(head, scope) is self.scopes.module

        child: ast.AST = node
        for above in self.ancestors(node):
            if isinstance(above, ast.If) and child in above.body and self._fills_once(above, outlives_call):
                return True
            if isinstance(above, ast.Assign) and any(
                keeps_what_is_there(target, above.value) and outlives_call(dotted(target)) for target in above.targets
            ):
                return True
            if isinstance(above, ast.stmt | ast.ExceptHandler) and isinstance(child, ast.stmt):
                if self._returned_before(above, child, outlives_call):
                    return True
                if isinstance(above, ast.FunctionDef | ast.AsyncFunctionDef):
                    facts = self.program.files[self.path].functions.get(self.qualname(above))
                    return facts is not None and self.program.keeps_result(facts)
            if isinstance(above, ast.ExceptHandler) and _catches_a_miss(above):
                return True
            child = above
        return False

    def _fills_once(self, branch: ast.If, outlives_call: Callable[[str], bool]) -> bool:
        return fills_what_it_tests(branch, outlives_call) or self._fills_what_was_looked_up(branch, outlives_call)

    def _fills_what_was_looked_up(self, branch: ast.If, outlives_call: Callable[[str], bool]) -> bool:
        """`client = clients.get(name)`, and `if client is None: client = clients[name] = make(name)`."""
        block = self.block(branch)
        before = block[: block.index(branch)] if branch in block else []
        tested = set(tested_empty(branch.test))
        found = {
            place
            for statement in before
            if isinstance(statement, ast.Assign) and {dotted(target) for target in statement.targets} & tested
            for place in looked_up(statement.value)
            if outlives_call(place)
        }
        return bool(found) and not found.isdisjoint(filled([*branch.body, *_after_in_step(block, branch)]))

    def _returned_before(self, above: ast.AST, child: ast.stmt, outlives_call: Callable[[str], bool]) -> bool:
        for value in above.__dict__.values():
            if isinstance(value, list) and child in value:
                return any(
                    rest_fills(earlier, value[position + 1 :], outlives_call)
                    for position, earlier in enumerate(value[: value.index(child)])
                )
        return False

    def tests(self) -> TestUse:
        """What the repository's tests do with this module."""
        return self.users.tests_of(self.path)


def _after_in_step(block: list[ast.stmt], branch: ast.If) -> list[ast.stmt]:
    """What directly follows a branch: `clients[name] = client`."""
    position = block.index(branch) + 1
    return block[position : position + 1]


def _catches_a_miss(handler: ast.ExceptHandler) -> bool:
    """`try: return CACHE[key]`, `except KeyError: CACHE[key] = …`"""
    caught = dotted(handler.type) if handler.type is not None else ""
    return caught.endswith(("KeyError", "NameError", "AttributeError"))
