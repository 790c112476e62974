"""What one file says, small enough to send between processes.

Facts are what *linking* needs: who calls whom, who imports what, who touches another module's names. They name things
as the file does ("db.connect"); `lambdafix.analysis.program.program` resolves the names across files.

Named tuples, because there are many: they are made and pickled several times faster than frozen dataclasses.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import NamedTuple

MODULE_SCOPE = ""


class Import(NamedTuple):
    """`from module import name as local`, or `import module as local` where `name` is None.

    `module` keeps its leading dots. `import a.b` binds `a`: local "a", module "a", with `loads` ("a.b",).
    """

    local: str
    module: str
    name: str | None
    scope: str
    row: int
    submodule: str = ""


class Function(NamedTuple):
    qualname: str
    row: int
    end_row: int
    parameters: tuple[str, ...]
    required: int
    """How many positional parameters have no default."""
    decorators: tuple[str, ...]
    """Dotted names, "" where a decorator is no dotted name; a call's arguments are dropped."""
    in_class: str = ""
    nested: bool = False
    mutable_default: bool = False
    """Some parameter's default is a list, dict or set that is built when the function is defined."""


@dataclass(slots=True)
class Scope:
    """What the body of one function, or of the module, does with names. Class bodies belong to their surroundings.

    Keys are dotted names as written; values the first row.
    """

    calls: dict[str, int] = field(default_factory=dict)
    once: dict[str, int] = field(default_factory=dict)
    """Calls that stand only in lazily initialising branches."""
    loads: dict[str, int] = field(default_factory=dict)
    mutations: dict[str, int] = field(default_factory=dict)
    """"x[]" for `x[...] = …`, `x[...] += …` and `del x[...]`; "x.attr" for `x.attr = …` and `x.attr += …`."""
    binds: dict[str, int] = field(default_factory=dict)
    globals: set[str] = field(default_factory=set)
    values: dict[str, str] = field(default_factory=dict)
    """Local name -> dotted callee ("Service()") or dotted name ("service") it was last assigned."""

    def outlives_call(self, place: str) -> bool:
        """Whether what `place` ("x", "self.x") holds is there in the next call, as far as the walk has come."""
        return "." in place or place in self.globals or place not in self.binds


class Assignment(NamedTuple):
    """A module-level `name = value`, or a module-level call on a name (`app.include_router(users.router)`)."""

    name: str
    row: int
    callee: str
    """Dotted callee where the value is a call, else ""."""
    arguments: tuple[str, ...]
    """Dotted names and string literals in the call's arguments, or in the value where it is no call."""


class TestFacts(NamedTuple):
    """What a test file does to the program: which names it patches, which variables it sets, whether it mocks AWS."""

    mocks_aws: bool = False
    patched: tuple[str, ...] = ()
    environment: frozenset[str] = frozenset()
    patches_unknown: bool = False
    """It replaces what is not spelt there: `patch(target)`, `patch.object(app, name)`, `patch(**options)`."""
    loads: tuple[str, ...] = ()
    """Where it loads modules by name while it runs: all its texts, of which some may be their names or paths."""
    runs: tuple[str, ...] = ()
    """Where it starts processes: all its texts, of which some may be programs."""


class ModuleFacts(NamedTuple):
    path: str
    imports: tuple[Import, ...]
    functions: dict[str, Function]
    classes: dict[str, tuple[str, ...]]
    """Class qualname -> dotted bases."""
    scopes: dict[str, Scope]
    assignments: tuple[Assignment, ...]
    test: TestFacts | None = None
    mocking: TestFacts | None = None
    """The same of a file that is no test by its name and uses a mocking library: a local runner, a fixture's helper."""
    exports: tuple[str, ...] | None = None
    """`__all__`, where it is a literal."""
    class_makers: tuple[tuple[str, str], ...] = ()
    """(class, dotted name of a decorator or of its metaclass)."""
    has_environment: bool = False
    """It does more with `os.environ` than read variables."""


_MUTATING = (
    "append add extend insert update setdefault pop popitem remove discard clear sort reverse appendleft popleft"
    " extendleft rotate subtract difference_update intersection_update symmetric_difference_update"
)
MUTATING_METHODS = frozenset(_MUTATING.split())
"""Methods of list, dict, set, deque and Counter that change what they are called on."""


def calls_in_functions(facts: ModuleFacts, names: frozenset[str]) -> bool:
    """Whether a function of the file calls something whose last part is one of `names`."""
    return any(
        text.rpartition(".")[2] in names
        for qualname, scope in facts.scopes.items()
        if qualname != MODULE_SCOPE
        for text in scope.calls
    )


def calls_at_import(facts: ModuleFacts, names: frozenset[str]) -> bool:
    """The same for what runs while the module is imported, defaults of arguments and class bodies among it."""
    return any(text.rpartition(".")[2] in names for text in facts.scopes[MODULE_SCOPE].calls)


CONSTRUCTORS = frozenset({"__init__", "__new__", "__post_init__"})
_WRITERS = frozenset({"setattr", "exec", "globals", "vars"})
_NAMESPACES = ("__dict__", "__setattr__", "__globals__", "f_globals", "sys.modules", "import_module", "__import__")


def writes_by_name(facts: ModuleFacts) -> bool:
    """Whether the file may bind names or set attributes by their text: `setattr(x, name, …)`, `globals()[name] = …`."""
    return any(
        text.partition("()")[0] in _WRITERS or any(name in text for name in _NAMESPACES)
        for scope in facts.scopes.values()
        for texts in (scope.loads, scope.calls, scope.mutations, scope.binds)
        for text in texts
    )


def changes_lasting_state(facts: ModuleFacts) -> bool:
    """Whether a function of the file rebinds a global, or may change what a name from outside of it holds."""
    for qualname, scope in facts.scopes.items():
        if qualname == MODULE_SCOPE:
            continue
        if scope.globals:
            return True
        changed = [text.removesuffix("[]") for text in scope.mutations]
        for text in (*scope.calls, *scope.once):
            owner, _, method = text.rpartition(".")
            if method in MUTATING_METHODS:
                changed.append(owner)
        for text in changed:
            head = text.partition(".")[0]
            if head not in scope.binds or head in ("self", "cls"):
                return True
            if scope.values.get(head, "").partition(".")[0] not in ("", head):
                return True  # a local that may be another name for it
    return False


def dotted(node: ast.expr) -> str:
    """`a.b.c` as text; "" where the expression is anything else. A call in the chain becomes "a().b"."""
    if type(node) is ast.Name:
        return node.id
    parts: list[str] = []
    while True:
        kind = type(node)
        if kind is ast.Attribute:
            parts.append(node.attr)  # type: ignore[attr-defined]
            node = node.value  # type: ignore[attr-defined]
        elif kind is ast.Name:
            parts.append(node.id)  # type: ignore[attr-defined]
            break
        elif kind is ast.Call and parts:
            inner = dotted(node.func)  # type: ignore[attr-defined]
            if not inner:
                return ""
            parts.append(inner + "()")
            break
        else:
            return ""
    parts.reverse()
    return ".".join(parts)


def is_test_path(path: str) -> bool:
    """Whether a file is a test by pytest's and unittest's naming, or lies in a folder of tests."""
    *folders, name = path.split("/")
    return (
        name.startswith("test_")
        or name.endswith(("_test.py", "_tests.py"))
        or name in ("conftest.py", "tests.py")
        or any(folder in ("tests", "test", "testing", "__tests__") or folder.startswith("test_") for folder in folders)
    )
