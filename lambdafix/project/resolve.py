"""From a handler string to the function it names, as the Lambda runtime does it.

The runtime splits at the last dot, turns slashes of the module's part into dots, imports and takes the attribute:
https://github.com/aws/aws-lambda-python-runtime-interface-client/blob/main/awslambdaric/bootstrap.py
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from posixpath import dirname

from lambdafix.analysis.program.imports import ModuleIndex
from lambdafix.analysis.syntax.facts import Assignment, Import, ModuleFacts
from lambdafix.project.declared import DeclaredFunction
from lambdafix.project.files import Discovery

_DEPTH = 6
_NEAR = 2
_COMMON = frozenset(
    {
        *(
            "",
            "app",
            "code",
            "function",
            "functions",
            "handler",
            "index",
            "lambda",
            "lambdafunction",
            "lambda_function",
        ),
        *("lambdas", "lambda_handler", "main", "python", "src"),
    }
)
_SHORTEST = 6


@dataclass(frozen=True, slots=True)
class Target:
    """The function (or module variable, where the handler is an object) behind a name."""

    path: str
    function: str
    via: str = ""
    """ "re-export" or "wrapper" where the name itself only leads to it."""


@dataclass(frozen=True)
class Resolver:
    """Finds modules and names in the files of a project. Of a file without facts only its existence is known."""

    discovery: Discovery
    facts: Mapping[str, ModuleFacts]

    @cached_property
    def files(self) -> frozenset[str]:
        return frozenset(self.discovery.python)

    @cached_property
    def modules(self) -> ModuleIndex:
        return ModuleIndex(self.files, {})

    @cached_property
    def _by_name(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for path in self.discovery.python:
            *_, last = path.removesuffix("/__init__.py").removesuffix(".py").split("/")
            found.setdefault(last, []).append(path)
        return {name: tuple(paths) for name, paths in found.items()}

    def module(self, folder: str, dotted: str) -> str | None:
        """The file of the module `dotted` in `folder`, through symbolic links within the tree."""
        base = f"{folder}/{dotted.replace('.', '/')}" if folder else dotted.replace(".", "/")
        for path in (f"{base}.py", f"{base}/__init__.py"):
            real = self.real(path)
            if real in self.files:
                return real
        return None

    def is_script(self, folder: str, dotted: str) -> bool:
        """Whether JavaScript stands where the module would."""
        base = posixpath.join(folder, dotted.replace(".", "/"))
        return any(f"{base}.{extension}" in self._candidates for extension in ("js", "ts", "mjs", "cjs"))

    @cached_property
    def _candidates(self) -> frozenset[str]:
        return frozenset(self.discovery.templates)

    def real(self, path: str) -> str:
        """`path` with links of the project followed."""
        links = self.discovery.links
        if not links:
            return path
        for _ in range(_DEPTH):
            parts = path.split("/")
            heads = ("/".join(parts[:count]) for count in range(1, len(parts) + 1))
            link = next((head for head in heads if head in links), None)
            if link is None:
                return path
            path = links[link] + path[len(link) :]
        return path

    def search(self, dotted: str, attribute: str, within: str) -> Iterator[str]:
        """Files below `within` that may be the module: the right tail of the path, and a definition of `attribute`."""
        tail = "/" + dotted.replace(".", "/")
        prefix = f"{within}/" if within else ""
        for path in self._by_name.get(tail.rpartition("/")[2], ()):
            stem = "/" + path.removesuffix("/__init__.py").removesuffix(".py")
            if path.startswith(prefix) and stem.endswith(tail) and self.name(path, attribute):
                yield path

    def name(self, path: str, attribute: str, depth: int = 0) -> Target | None:
        """What `attribute` of the module at `path` is: a function, followed through imports, aliases and wrappers."""
        facts = self.facts.get(path)
        if facts is None:
            return Target(path, attribute) if depth == 0 else None
        if depth > _DEPTH:
            return None
        if attribute in facts.functions or attribute in facts.classes:
            wrapped = self._assigned(facts, attribute, depth) if _rebound(facts, attribute) else None
            return wrapped or Target(path, attribute)
        return self._assigned(facts, attribute, depth) or self._imported(facts, attribute, depth)

    def _assigned(self, facts: ModuleFacts, name: str, depth: int) -> Target | None:
        found = [a for a in facts.assignments if a.name == name and not _is_method_call(a)]
        if not found:
            bound = name in facts.scopes[""].binds and not any(i.local == name for i in facts.imports)
            return Target(facts.path, name) if bound and name not in facts.functions else None
        assignment = found[-1]
        for argument in assignment.arguments:
            target = self._argument(facts, argument, name, depth)
            if target:
                via = "wrapper" if assignment.callee else target.via or "re-export"
                return Target(target.path, target.function, via)
        return Target(facts.path, name, "wrapper")

    def _argument(self, facts: ModuleFacts, dotted: str, name: str, depth: int) -> Target | None:
        """The function that an assigned value or a wrapper's argument names; None for data and for objects."""
        head, _, member = dotted.partition(".")
        if head == name and not member:
            return Target(facts.path, name) if name in facts.functions else None
        if member:
            return self._member(facts, head, member, depth)
        if head in facts.functions:
            return Target(facts.path, head)
        found = self._imported(facts, head, depth) if any(i.local == head for i in facts.imports) else None
        return found if found and self._is_function(found) else None

    def _member(self, facts: ModuleFacts, head: str, member: str, depth: int) -> Target | None:
        """`service.handle`, `Service().handle` or `module.handle`."""
        owner = head.removesuffix("()")
        created = [a.callee for a in facts.assignments if a.name == owner and a.callee and "." not in a.callee]
        names = (owner, *created[-1:])
        for name in names:
            if f"{name}.{member}" in facts.functions:
                return Target(facts.path, f"{name}.{member}")
        for statement in facts.imports:
            found = self._module_of(facts, statement) if statement.local in names and not statement.scope else None
            if not found or found not in self.facts:
                continue
            method = f"{statement.name}.{member}"
            if method in self.facts[found].functions:
                return Target(found, method)
            target = self.name(found, member, depth + 1)
            if target and self._is_function(target):
                return target
        return None

    def _imported(self, facts: ModuleFacts, name: str, depth: int) -> Target | None:
        for statement in facts.imports:
            if statement.scope or not (statement.local == name or statement.name == "*"):
                continue
            original = name if statement.name == "*" else statement.name
            found = self.modules.find(facts.path, statement.module)
            if original and found and found != facts.path:
                target = self.name(found, original, depth + 1)
                if target:
                    return Target(target.path, target.function, target.via or "re-export")
            if statement.name != "*":
                return Target(facts.path, name)
        return None

    def _module_of(self, facts: ModuleFacts, statement: Import) -> str | None:
        if statement.name is None:
            return self.modules.find(facts.path, statement.module)
        dot = "" if statement.module.endswith(".") else "."
        return self.modules.find(facts.path, f"{statement.module}{dot}{statement.name}") or self.modules.find(
            facts.path, statement.module
        )

    def class_home(self, facts: ModuleFacts, name: str) -> ModuleFacts | None:
        """The facts of the file that defines the class which `facts` knows by this name, and by no other."""
        if name in facts.classes:
            return facts
        for statement in facts.imports:
            if statement.local == name == statement.name and not statement.scope:
                home = self.facts.get(self.modules.find(facts.path, statement.module) or "")
                return home if home is not None and name in home.classes else None
        return None

    def _is_function(self, target: Target) -> bool:
        facts = self.facts.get(target.path)
        return facts is not None and target.function in facts.functions


def split_handler(handler: str) -> tuple[str, str] | None:
    """(dotted module, attribute) of a handler string, None where it has no dot."""
    module, dot, attribute = handler.strip().rpartition(".")
    if not dot or not module or not attribute:
        return None
    return module.replace("/", ".").lstrip("."), attribute


def places(declared: DeclaredFunction) -> Iterator[str]:
    """Folders in which a function's module is looked for: its package, the template's folder, then the ancestors."""
    here = dirname(declared.template)
    for base in (declared.folder, here):
        if base is not None:
            yield base
            yield from (posixpath.join(base, name) for name in declared.package)
    yield from declared.package
    while here:
        here = dirname(here)
        yield here


def search(resolver: Resolver, declared: DeclaredFunction, module: str, attribute: str) -> str | None:
    """The file that is meant where the template does not say which folder becomes the package.

    Looked for below the package's folder, then the template's, then further and further up. The nearest level with any
    file of the name decides; far away a common name counts only in a folder that is called like the function.
    """
    here = dirname(declared.template)
    levels = [here]
    while here:
        here = dirname(here)
        levels.append(here)
    if declared.folder is not None:
        levels.insert(0, declared.folder)
    common = module.rpartition(".")[2].lower() in _COMMON
    for distance, level in enumerate(dict.fromkeys(levels)):
        found = list(dict.fromkeys(resolver.search(module, attribute, level)))
        called = _called_like(found, declared.package)
        if called:
            return called
        if found:
            return found[0] if len(found) == 1 and (distance < _NEAR or not common) else None
    return None


def _called_like(paths: list[str], names: Iterable[str]) -> str | None:
    """The only file whose folder is called like the function; else the one with most of its name in the function's."""
    folders = {path: _squeezed(dirname(path)) for path in paths}
    for name in map(_squeezed, names):
        alike = {path: folder for path, folder in folders.items() if folder not in _COMMON and folder in name}
        longest = max((len(folder) for folder in alike.values()), default=0)
        own = [path for path, folder in alike.items() if len(folder) == longest]
        if len(own) == 1 and (longest >= _SHORTEST or alike[own[0]] == name):
            return own[0]
    return None


def _squeezed(path: str) -> str:
    """The last part of a path, as letters and digits alone: "create_order.zip" and "CreateOrder" are one name."""
    last = path.rpartition("/")[2].removesuffix(".zip")
    return re.sub(r"[\W_]", "", last).lower()


def _rebound(facts: ModuleFacts, name: str) -> bool:
    """`handler = wrap(handler)` after `def handler`."""
    return any(a.name == name and not _is_method_call(a) for a in facts.assignments)


def _is_method_call(assignment: Assignment) -> bool:
    """A statement `name.method(…)`, which facts list among a name's assignments."""
    return assignment.callee.partition(".")[0] == assignment.name and "." in assignment.callee
