"""What a repository's tests do with its modules: which they reach, by whatever way, and what they replace there.

A test is a file by that name, and any other that uses a mocking library: a local runner under moto, behave's steps.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from posixpath import dirname

from lambdafix.analysis.program.imports import module_parts
from lambdafix.analysis.program.program import Program
from lambdafix.analysis.syntax.facts import Import, ModuleFacts, TestFacts


@dataclass(frozen=True, slots=True)
class TestUse:
    """What the repository's tests do with one module."""

    importers: tuple[str, ...] = ()
    """Test files that import the module or load it by its name, directly or by way of others."""
    mocks_aws: bool = False
    """One of them, or of the helpers, fixtures and plugins it uses, mocks AWS (moto, Stubber, a patch of boto3)."""
    environment: frozenset[str] = field(default=frozenset())
    """Environment variables they set."""
    patched: frozenset[str] = field(default=frozenset())
    """What they replace, dotted as they write it: "app.requests.get"."""
    is_run: bool = False
    """One of them starts a process that runs or imports the module."""
    patches_unknown: bool = False
    """They also replace what they do not spell, by a name that a variable, a file or a helper gives them."""

    def replaces(self, name: str) -> bool:
        """Whether a part of what they replace is called `name`."""
        return any(name in target.split(".") for target in self.patched)


Link = tuple[ModuleFacts, Import, str]
"""A file, one of its import statements, and a file that this names."""


def uses_by_tests(program: Program, links: Iterable[Link]) -> dict[str, TestUse]:
    """What tests do, for each module that some test reaches."""
    onward: dict[str, set[str]] = {}
    for facts, _, target in links:
        onward.setdefault(facts.path, set()).add(target)
    tests = {path: said for path, facts in program.files.items() if (said := facts.test or facts.mocking)}
    for path, said in tests.items():
        beside = onward.setdefault(path, set())
        beside |= set(_loaded(program, path, said))
        beside |= set(_given_by_the_runner(program, path))
    found: dict[str, list[str]] = {}
    helpers: dict[str, set[str]] = {}
    for test in tests:
        reached = _closure(test, onward)
        helpers[test] = reached
        for path in reached - {test}:
            found.setdefault(path, []).append(test)
    sets = {
        path: frozenset(_set_by(program, path))
        for path in {path for reached in helpers.values() for path in reached}
        if path not in tests and path not in program.deployed
    }
    summaries = {target: _summary(target, users, helpers, tests, sets) for target, users in found.items()}
    started = {path for said in tests.values() for path in _started(program, said)}
    for path in {path for start in started for path in _closure(start, onward)}:
        summaries[path] = replace(summaries.get(path, TestUse()), is_run=True)
    return summaries


def _closure(start: str, onward: Mapping[str, set[str]]) -> set[str]:
    seen = {start}
    queue = [start]
    while queue:
        fresh = onward.get(queue.pop(), set()) - seen
        seen |= fresh
        queue += fresh
    return seen


def _summary(
    target: str,
    users: list[str],
    helpers: Mapping[str, set[str]],
    tests: Mapping[str, TestFacts],
    sets: Mapping[str, frozenset[str]],
) -> TestUse:
    """`sets` is what those files set of others that only tests use."""
    reached = set[str]().union(*(helpers[test] for test in users))
    said = [tests[path] for path in reached - {target} if path in tests]
    return TestUse(
        tuple(sorted(users)),
        any(one.mocks_aws for one in said),
        frozenset().union(*(one.environment for one in said)),
        frozenset().union(*(one.patched for one in said), *(sets[path] for path in reached & sets.keys())),
        patches_unknown=any(one.patches_unknown for one in said),
    )


def _set_by(program: Program, path: str) -> Iterator[str]:
    """What a file that only tests use sets, or may, of others: `module.boto3 = fake`, `setitem(vars(app.boto3), …)`."""
    for scope in program.files[path].scopes.values():
        yield from (text.removesuffix("[]") for text in scope.mutations if _is_of_another(text))
        if any(call.rpartition(".")[2] in _REPLACING for call in scope.calls):
            yield from filter(_is_of_another, scope.loads)


def _is_of_another(text: str) -> bool:
    return "." in text and not text.startswith(("self.", "cls."))


_REPLACING = frozenset({"setattr", "setitem", "delattr", "delitem", "patch", "object", "multiple"})


# --- what is loaded by its name


_SEPARATORS = re.compile(r"[./\\:]+")


def _loaded(program: Program, path: str, said: TestFacts) -> Iterator[str]:
    """The modules that a test may load while it runs: those its texts name, else all that lie near it."""
    if not said.loads:
        return
    named = {part for text in said.loads for part in _SEPARATORS.split(text.removesuffix(".py")) if part}
    own = [other for other, facts in program.files.items() if facts.test is None]
    fitting = [other for other in own if (module_parts(other) or ("",))[-1] in named]
    project = dirname(dirname(path))
    yield from fitting or (other for other in own if not project or other.startswith(f"{project}/"))


_PROGRAM = re.compile(r"(?:^|[\s;/])(\w+)\.py\b|\b(?:import|from|-m)\s+([\w.]+)")


def _started(program: Program, said: TestFacts) -> Iterator[str]:
    """The modules that the texts of a test which starts processes name: `app.py`, `import app`, `-m app`."""
    named = {name.rpartition(".")[2] for text in said.runs for found in _PROGRAM.findall(text) for name in found}
    if "-m" in said.runs:
        named |= {text.rpartition(".")[2] for text in said.runs}
    if named := named - {""}:
        yield from (
            path
            for path, facts in program.files.items()
            if facts.test is None and (module_parts(path) or ("",))[-1] in named
        )


# --- what the runner of the tests loads


def _given_by_the_runner(program: Program, path: str) -> Iterator[str]:
    """The files whose fixtures and hooks serve a test: conftest.py here or above, plugins, behave's environment.py."""
    folder = path
    while folder:
        folder = dirname(folder)
        for name in ("conftest.py", "environment.py"):
            beside = f"{folder}/{name}" if folder else name
            if beside != path and beside in program.files:
                yield beside
    for assignment in program.files[path].assignments:
        if assignment.name == "pytest_plugins":
            for text in assignment.arguments:
                yield from program.modules.candidates(path, text)
