"""Who else uses a module's names: importers, attribute access through the module, and what tests do to it."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from lambdafix.analysis.program.imports import module_parts
from lambdafix.analysis.program.program import Program
from lambdafix.analysis.program.testing import TestUse, uses_by_tests
from lambdafix.analysis.syntax.facts import MODULE_SCOPE, MUTATING_METHODS, Import, ModuleFacts


class UseKind(enum.Enum):
    IMPORT = "imports it"
    READ = "reads it"
    WRITE = "rebinds it"
    MUTATION = "mutates it"
    PATCH = "patches it"


@dataclass(frozen=True, slots=True)
class ExternalUse:
    """One use of a module-level name from another file."""

    path: str
    row: int
    scope: str
    """Qualified name of the using function, "" at module level."""
    kind: UseKind
    in_test: bool
    local: str = ""
    """For an import: the name it has over there. Otherwise the dotted text of the use."""


class Users:
    """Answers who uses what, for one program."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._cache: dict[str, dict[str, list[ExternalUse]]] = {}

    def of(self, path: str, name: str) -> tuple[ExternalUse, ...]:
        """Every use of the module-level `name` of `path` from other files."""
        return tuple(self._uses_of(path).get(name, ()))

    def star_importers(self, path: str) -> tuple[str, ...]:
        """Files that `from module import *`: what they use of it is not known by name."""
        return tuple(importer for importer, target in self._stars if target == path)

    def importers(self, path: str) -> tuple[str, ...]:
        """Files, tests aside, that import the module or something from it."""
        return tuple(sorted(self._importers.get(path, ())))

    def tests_of(self, path: str) -> TestUse:
        """What tests do that import `path`, directly or through modules of the project."""
        return self._tests.get(path, TestUse())

    @cached_property
    def _links(self) -> list[tuple[ModuleFacts, Import, str]]:
        """(file, import statement, the file it names), for every import of a project file."""
        found = []
        for facts in self._program.files.values():
            for statement in facts.imports:
                names = {statement.submodule or statement.module}
                if statement.name is not None:
                    separator = "" if statement.module.endswith(".") else "."
                    names.add(f"{statement.module}{separator}{statement.name}")
                for name in names:
                    for target in self._program.modules.candidates(facts.path, name):
                        if target != facts.path:
                            found.append((facts, statement, target))
        return found

    @cached_property
    def _stars(self) -> list[tuple[str, str]]:
        return [(facts.path, target) for facts, statement, target in self._links if statement.name == "*"]

    @cached_property
    def _importers(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for facts, _, target in self._links:
            if facts.test is None:
                found.setdefault(target, set()).add(facts.path)
        return found

    @cached_property
    def _links_to(self) -> dict[str, list[tuple[ModuleFacts, Import]]]:
        found: dict[str, list[tuple[ModuleFacts, Import]]] = {}
        for facts, statement, target in self._links:
            found.setdefault(target, []).append((facts, statement))
        return found

    def _uses_of(self, target: str) -> dict[str, list[ExternalUse]]:
        """By name, for one module: most modules are never asked about."""
        found = self._cache.get(target)
        if found is None:
            found = self._cache[target] = {}
            for facts, statement in self._links_to.get(target, ()):
                for name, use in _uses_through(facts, statement, target):
                    found.setdefault(name, []).append(use)
            for name, use in self._patches.get(target, ()):
                found.setdefault(name, []).append(use)
        return found

    @cached_property
    def _patches(self) -> dict[str, list[tuple[str, ExternalUse]]]:
        """`patch("src.app.client")` names a module by its dotted end."""
        found: dict[str, list[tuple[str, ExternalUse]]] = {}
        for facts in self._program.files.values():
            said = facts.test or facts.mocking
            for patched in said.patched if said else ():
                parts = patched.split(".")
                for cut in range(len(parts) - 1, 0, -1):
                    for target in self._program.modules.candidates(facts.path, ".".join(parts[:cut])):
                        use = ExternalUse(facts.path, 1, MODULE_SCOPE, UseKind.PATCH, True, patched)
                        found.setdefault(target, []).append((parts[cut], use))
        return found

    @cached_property
    def _tests(self) -> dict[str, TestUse]:
        return uses_by_tests(self._program, self._links)


def _uses_through(facts: ModuleFacts, statement: Import, target: str) -> Iterator[tuple[str, ExternalUse]]:
    """What a file does with the names of `target` by way of one of its import statements."""
    in_test = facts.test is not None
    is_module = statement.name is None or module_parts(target)[-1:] == (statement.name,)
    if is_module:
        yield from _attribute_uses(facts, (statement.submodule or statement.local) + ".", in_test)
    elif statement.name is not None and statement.name != "*":
        local = statement.local
        yield (
            statement.name,
            ExternalUse(facts.path, statement.row, statement.scope, UseKind.IMPORT, in_test, local),
        )
        for scope, row, kind in _uses_of_local(facts, local):
            yield statement.name, ExternalUse(facts.path, row, scope, kind, in_test, local)


def _uses_of_local(facts: ModuleFacts, local: str) -> Iterator[tuple[str, int, UseKind]]:
    for qualname, scope in facts.scopes.items():
        if qualname != MODULE_SCOPE and local in scope.binds and local not in scope.globals:
            continue
        for text, row in scope.mutations.items():
            if text == f"{local}[]" or text.startswith(local + "."):
                yield qualname, row, UseKind.MUTATION
        for text, row in (*scope.calls.items(), *scope.once.items()):
            head, _, last = text.rpartition(".")
            if head == local and last in MUTATING_METHODS:
                yield qualname, row, UseKind.MUTATION
            elif text == local or text.startswith(local + "."):
                yield qualname, row, UseKind.READ
        for text, row in scope.loads.items():
            if text == local or text.startswith(local + "."):
                yield qualname, row, UseKind.READ


def _attribute_uses(facts: ModuleFacts, prefix: str, in_test: bool) -> Iterator[tuple[str, ExternalUse]]:
    for qualname, scope in facts.scopes.items():
        for texts, mutated in (
            (scope.mutations, True),
            (scope.calls, False),
            (scope.once, False),
            (scope.loads, False),
        ):
            for text, row in texts.items():
                if not text.startswith(prefix):
                    continue
                name, _, rest = text[len(prefix) :].partition(".")
                kind = UseKind.READ
                if mutated:
                    kind = UseKind.MUTATION if rest or name.endswith("[]") else UseKind.WRITE
                elif rest in MUTATING_METHODS:
                    kind = UseKind.MUTATION
                yield name.removesuffix("[]"), ExternalUse(facts.path, row, qualname, kind, in_test, text)
