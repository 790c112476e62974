"""What one file says, gathered in a single walk of its syntax tree and small enough to send between processes.

Facts are what *linking* needs: who calls whom, who imports what, who touches another module's names. They name things
as the file does ("db.connect"); `lambdafix.analysis.program` resolves the names across files.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass, field

from lambdafix.analysis.guards import fills_what_it_tests, rest_fills

MODULE_SCOPE = ""


@dataclass(frozen=True, slots=True)
class Import:
    """`from module import name as local`, or `import module as local` where `name` is None.

    `module` keeps its leading dots. `import a.b` binds `a`: local "a", module "a", with `loads` ("a.b",).
    """

    local: str
    module: str
    name: str | None
    scope: str
    row: int
    submodule: str = ""


@dataclass(frozen=True, slots=True)
class Function:
    qualname: str
    row: int
    end_row: int
    parameters: tuple[str, ...]
    required: int
    """How many positional parameters have no default."""
    decorators: tuple[str, ...]
    """Dotted names, "" where a decorator is no dotted name; a call's arguments are dropped."""
    is_async: bool = False
    in_class: str = ""
    nested: bool = False


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


@dataclass(frozen=True, slots=True)
class Assignment:
    """A module-level `name = value`, or a module-level call on a name (`app.include_router(users.router)`)."""

    name: str
    row: int
    callee: str
    """Dotted callee where the value is a call, else ""."""
    arguments: tuple[str, ...]
    """Dotted names and string literals in the call's arguments, or in the value where it is no call."""


@dataclass(frozen=True, slots=True)
class TestFacts:
    """What a test file does to the program: which names it patches, which variables it sets, whether it mocks AWS."""

    mocks_aws: bool = False
    patched: tuple[str, ...] = ()
    environment: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ModuleFacts:
    path: str
    imports: tuple[Import, ...]
    functions: dict[str, Function]
    classes: dict[str, tuple[str, ...]]
    """Class qualname -> dotted bases."""
    scopes: dict[str, Scope]
    assignments: tuple[Assignment, ...]
    test: TestFacts | None = None
    exports: tuple[str, ...] | None = None
    """`__all__`, where it is a literal."""


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


def _container(node: ast.expr) -> str:
    """`x` of `x["a"]["b"]`, as text."""
    while type(node) is ast.Subscript:
        node = node.value
    return dotted(node)


class _Walk:
    def __init__(self) -> None:
        self.imports: list[Import] = []
        self.functions: dict[str, Function] = {}
        self.classes: dict[str, tuple[str, ...]] = {}
        self.scopes: dict[str, Scope] = {MODULE_SCOPE: Scope()}
        self.assignments: list[Assignment] = []
        self.exports: tuple[str, ...] | None = None

    def block(self, nodes: Iterable[ast.AST], name: str, scope: Scope, in_class: str, nested: bool) -> None:
        for node in nodes:
            self.visit(node, name, scope, in_class, nested)

    def visit(self, node: ast.AST, name: str, scope: Scope, in_class: str, nested: bool) -> None:
        kind = type(node)
        if kind is ast.Name:
            if type(node.ctx) is ast.Load:  # type: ignore[attr-defined]
                scope.loads.setdefault(node.id, node.lineno)  # type: ignore[attr-defined]
            else:
                scope.binds.setdefault(node.id, node.lineno)  # type: ignore[attr-defined]
            return
        if kind is ast.Constant:
            return
        if kind is ast.Attribute:
            self.attribute(node, name, scope, in_class, nested)  # type: ignore[arg-type]
            return
        if kind is ast.Call:
            self.call(node, name, scope, in_class, nested)  # type: ignore[arg-type]
            return
        if kind in (ast.FunctionDef, ast.AsyncFunctionDef):
            self.function(node, name, scope, in_class, nested)  # type: ignore[arg-type]
            return
        if kind is ast.ClassDef:
            self.klass(node, name, scope, nested)  # type: ignore[arg-type]
            return
        if kind is ast.Assign or kind is ast.AnnAssign:
            self.assign(node, name, scope)  # type: ignore[arg-type]
        elif kind is ast.Import or kind is ast.ImportFrom:
            self.import_(node, name, scope)  # type: ignore[arg-type]
            return
        elif kind is ast.If:
            self.branch(node, name, scope, in_class, nested)  # type: ignore[arg-type]
            return
        elif kind is ast.Global:
            scope.globals.update(node.names)  # type: ignore[attr-defined]
            return
        elif kind is ast.Subscript and type(node.ctx) is not ast.Load:  # type: ignore[attr-defined]
            target = _container(node.value)  # type: ignore[attr-defined]
            if target:
                scope.mutations.setdefault(target + "[]", node.lineno)  # type: ignore[attr-defined]
        elif kind is ast.ExceptHandler and node.name:  # type: ignore[attr-defined]
            scope.binds.setdefault(node.name, node.lineno)  # type: ignore[attr-defined]
        for value in node.__dict__.values():
            if type(value) is list:
                for child in value:
                    if isinstance(child, ast.AST):
                        self.visit(child, name, scope, in_class, nested)
            elif isinstance(value, ast.AST):
                self.visit(value, name, scope, in_class, nested)

    def branch(self, node: ast.If, name: str, scope: Scope, in_class: str, nested: bool) -> None:
        """A lazily initialising branch runs once a process: what it calls is not called per request."""
        self.visit(node.test, name, scope, in_class, nested)
        if name != MODULE_SCOPE and fills_what_it_tests(node, scope.outlives_call):
            self.once(node.body, name, scope, in_class, nested)
        else:
            self.block(node.body, name, scope, in_class, nested)
        self.block(node.orelse, name, scope, in_class, nested)

    def body(self, statements: list[ast.stmt], name: str, scope: Scope) -> None:
        """A function's body. What follows `if x is not None: return x` runs once, where `x` outlives the call."""
        for position, statement in enumerate(statements):
            self.visit(statement, name, scope, "", True)
            rest = statements[position + 1 :]
            if isinstance(statement, ast.If) and rest_fills(statement, rest, scope.outlives_call):
                self.once(rest, name, scope, "", True)
                return

    def once(self, statements: list[ast.stmt], name: str, scope: Scope, in_class: str, nested: bool) -> None:
        once = Scope(binds=scope.binds, globals=scope.globals, values=scope.values, mutations=scope.mutations)
        self.block(statements, name, once, in_class, nested)
        scope.once.update(once.calls)
        scope.once.update(once.once)
        scope.loads.update({text: row for text, row in once.loads.items() if text not in scope.loads})

    def attribute(self, node: ast.Attribute, name: str, scope: Scope, in_class: str, nested: bool) -> None:
        text = dotted(node)
        if not text or "(" in text:
            self.visit(node.value, name, scope, in_class, nested)
            if not text:
                return
        if type(node.ctx) is ast.Load:
            scope.loads.setdefault(text, node.lineno)
        else:
            scope.mutations.setdefault(text, node.lineno)

    def call(self, node: ast.Call, name: str, scope: Scope, in_class: str, nested: bool) -> None:
        text = dotted(node.func)
        if name == MODULE_SCOPE and "." in text and (node.args or node.keywords):
            arguments = node.args + [k.value for k in node.keywords]
            self.assignments.append(Assignment(text.partition(".")[0], node.lineno, text, _names_in(arguments)))
        if text.endswith("import_module") and node.args:
            # it binds no name that could be followed, yet the module is imported
            self.imports += [Import("", module, None, name, node.lineno) for module in _strings_in(node.args[:1])]
        if text:
            scope.calls.setdefault(text, node.lineno)
            if "(" in text:
                self.visit(node.func, name, scope, in_class, nested)
        else:
            self.visit(node.func, name, scope, in_class, nested)
            if type(node.func) is ast.Attribute and node.func.attr in MUTATING_METHODS:
                target = _container(node.func.value)
                if target:
                    scope.mutations.setdefault(target + "[]", node.lineno)
        self.block(node.args, name, scope, in_class, nested)
        for keyword in node.keywords:
            self.visit(keyword.value, name, scope, in_class, nested)

    def function(
        self,
        node: ast.FunctionDef | ast.AsyncFunctionDef,
        name: str,
        scope: Scope,
        in_class: str,
        nested: bool,
    ) -> None:
        scope.binds.setdefault(node.name, node.lineno)
        qualname = f"{name}.{node.name}" if name else node.name
        if in_class and not nested:
            qualname = f"{in_class}.{node.name}"
        arguments = node.args
        positional = [argument.arg for argument in (*arguments.posonlyargs, *arguments.args)]
        extra = [argument.arg for argument in arguments.kwonlyargs]
        extra += [argument.arg for argument in (arguments.vararg, arguments.kwarg) if argument]
        decorators = tuple(dotted(d.func if type(d) is ast.Call else d) for d in node.decorator_list)
        self.functions[qualname] = Function(
            qualname,
            node.lineno,
            node.end_lineno or node.lineno,
            tuple(positional),
            len(positional) - len(arguments.defaults),
            decorators,
            type(node) is ast.AsyncFunctionDef,
            in_class,
            nested,
        )
        # decorators and defaults run where the function is defined
        self.block(node.decorator_list, name, scope, in_class, nested)
        self.block(arguments.defaults, name, scope, in_class, nested)
        self.block([d for d in arguments.kw_defaults if d], name, scope, in_class, nested)
        inner = self.scopes.setdefault(qualname, Scope())
        for parameter in (*positional, *extra):
            inner.binds.setdefault(parameter, node.lineno)
        self.body(node.body, qualname, inner)

    def klass(self, node: ast.ClassDef, name: str, scope: Scope, nested: bool) -> None:
        scope.binds.setdefault(node.name, node.lineno)
        qualname = f"{name}.{node.name}" if name else node.name
        self.classes[qualname] = tuple(dotted(base) for base in node.bases)
        self.block(node.bases, name, scope, "", nested)
        self.block([k.value for k in node.keywords], name, scope, "", nested)
        self.block(node.decorator_list, name, scope, "", nested)
        body = Scope()
        for child in node.body:
            self.visit(child, name, body, qualname, False)
        # a class body runs where it stands, but what it binds is not its surroundings' name
        scope.calls = {**body.calls, **scope.calls}
        scope.loads = {**body.loads, **scope.loads}
        scope.mutations = {**body.mutations, **scope.mutations}

    def assign(self, node: ast.Assign | ast.AnnAssign, name: str, scope: Scope) -> None:
        value = node.value
        if value is None:
            return
        targets = node.targets if type(node) is ast.Assign else [node.target]  # type: ignore[union-attr]
        is_call = type(value) is ast.Call
        callee = dotted(value.func) if is_call else ""  # type: ignore[attr-defined]
        text = f"{callee}()" if callee else dotted(value)
        for target in targets:
            if type(target) is not ast.Name:
                continue
            if text:
                scope.values[target.id] = text
            else:
                scope.values.pop(target.id, None)
            if name == MODULE_SCOPE:
                arguments = value.args + [k.value for k in value.keywords] if is_call else [value]  # type: ignore[attr-defined]
                self.assignments.append(Assignment(target.id, node.lineno, callee, _names_in(arguments)))
                if target.id == "__all__" and isinstance(value, (ast.List, ast.Tuple)):
                    self.exports = tuple(
                        e.value for e in value.elts if isinstance(e, ast.Constant) and isinstance(e.value, str)
                    )

    def import_(self, node: ast.Import | ast.ImportFrom, name: str, scope: Scope) -> None:
        for alias in node.names:
            if isinstance(node, ast.ImportFrom):
                module = "." * node.level + (node.module or "")
                local = alias.asname or alias.name
                self.imports.append(Import(local, module, alias.name, name, node.lineno))
            elif alias.asname:
                local = alias.asname
                self.imports.append(Import(local, alias.name, None, name, node.lineno))
            else:
                local = alias.name.partition(".")[0]
                self.imports.append(
                    Import(local, local, None, name, node.lineno, alias.name if "." in alias.name else "")
                )
            scope.binds.setdefault(local, node.lineno)


def _names_in(values: Iterable[ast.expr]) -> tuple[str, ...]:
    found = []
    stack = list(values)
    while stack:
        value = stack.pop()
        text = dotted(value)
        if text:
            found.append(text)
        elif isinstance(value, ast.Constant):
            if isinstance(value.value, str):
                found.append(value.value)
        elif not isinstance(value, (ast.Lambda, ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp)):
            stack += [child for child in ast.iter_child_nodes(value) if isinstance(child, ast.expr)]
    return tuple(found)


_AWS_MOCKS = frozenset({"moto", "botocore.stub", "placebo", "localstack", "pytest_localstack"})


def _test_facts(tree: ast.Module, imports: Iterable[Import]) -> TestFacts:
    patched: list[str] = []
    environment: set[str] = set()
    mocks = any(i.module.partition(".")[0] in _AWS_MOCKS or i.module in _AWS_MOCKS for i in imports)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            patched += _patched_by(node)
            if dotted(node.func).endswith("setenv") and node.args:
                environment.update(_strings_in(node.args[:1]))
            elif dotted(node.func).rpartition(".")[2] in ("dict", "update", "setdefault"):
                place = ast.unparse(node)
                if "environ" in place:
                    environment.update(_strings_in([node]))
                elif "sys.modules" in place:
                    patched += _strings_in([node])
        elif isinstance(node, ast.Subscript) and not isinstance(node.ctx, ast.Load):
            if dotted(node.value) in ("os.environ", "environ"):
                environment.update(_strings_in([node.slice]))
            elif dotted(node.value) in ("sys.modules", "modules"):
                patched += _strings_in([node.slice])
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            patched.append(dotted(node))
    mocks = mocks or any("boto3" in target or "botocore" in target for target in patched)
    return TestFacts(mocks, tuple(patched), frozenset(environment))


def _patched_by(call: ast.Call) -> list[str]:
    """What `patch("a.b")`, `patch.object(a, "b")` and `monkeypatch.setattr(a, "b", …)` replace: ["a.b"]."""
    head, _, last = dotted(call.func).rpartition(".")
    is_object = last == "object" and head.endswith("patch")
    if not call.args or not (is_object or last in ("patch", "setattr")):
        return []
    target = call.args[0]
    if isinstance(target, ast.Constant | ast.JoinedStr):
        return ["".join(_strings_in([target]))]
    return [".".join(filter(None, (dotted(target), *_strings_in(call.args[1:2]))))]


def _strings_in(nodes: Iterable[ast.AST]) -> list[str]:
    """The string literals in these nodes, and the names of keyword arguments."""
    found = []
    for outer in nodes:
        for node in ast.walk(outer):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.append(node.value)
            elif isinstance(node, ast.keyword) and node.arg:
                found.append(node.arg)
    return found


def is_test_path(path: str) -> bool:
    """Whether a file is a test by pytest's and unittest's naming, or lies in a folder of tests."""
    *folders, name = path.split("/")
    return (
        name.startswith("test_")
        or name.endswith(("_test.py", "_tests.py"))
        or name in ("conftest.py", "tests.py")
        or any(folder in ("tests", "test", "testing", "__tests__") or folder.startswith("test_") for folder in folders)
    )


def extract(path: str, tree: ast.Module) -> ModuleFacts:
    """The facts of the file at `path` whose syntax tree is `tree`.

    Raises RecursionError where the tree is nested beyond what Python can walk.
    """
    walk = _Walk()
    walk.block(tree.body, MODULE_SCOPE, walk.scopes[MODULE_SCOPE], "", False)
    test = _test_facts(tree, walk.imports) if is_test_path(path) else None
    return ModuleFacts(
        path,
        tuple(walk.imports),
        walk.functions,
        walk.classes,
        walk.scopes,
        tuple(walk.assignments),
        test,
        walk.exports,
    )
