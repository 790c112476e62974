"""The facts of one file, gathered in a single walk of its syntax tree.

Every file of a project goes through here, so that the walk visits no node that can hold no name: operators, contexts,
constants.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from lambdafix.analysis.syntax.facts import (
    MODULE_SCOPE,
    MUTATING_METHODS,
    Assignment,
    Function,
    Import,
    ModuleFacts,
    Scope,
    TestFacts,
    dotted,
    is_test_path,
)
from lambdafix.analysis.syntax.guards import fills_what_it_tests, rest_fills
from lambdafix.analysis.syntax.nodes import CHILDREN, inside
from lambdafix.knowledge import loading


def extract(path: str, tree: ast.Module) -> ModuleFacts:
    """The facts of the file at `path` whose syntax tree is `tree`.

    Raises RecursionError where the tree is nested beyond what Python can walk.
    """
    walk = _Walk()
    walk.block(tree.body, _Place(MODULE_SCOPE, walk.scopes[MODULE_SCOPE], "", False))
    return ModuleFacts(
        path,
        tuple(walk.imports),
        walk.functions,
        walk.classes,
        walk.scopes,
        tuple(walk.assignments),
        _test_facts(tree, walk.imports) if is_test_path(path) else None,
        _test_facts(tree, walk.imports) if not is_test_path(path) and _uses_mocks(walk.imports) else None,
        walk.exports,
        tuple(walk.class_makers),
        walk.has_environment,
    )


class _Place(NamedTuple):
    """Where the walk is."""

    function: str
    """Its qualified name, or MODULE_SCOPE."""
    scope: Scope
    in_class: str
    """The class whose body, not one of whose methods, this is."""
    nested: bool


class _Walk:
    def __init__(self) -> None:
        self.imports: list[Import] = []
        self.functions: dict[str, Function] = {}
        self.classes: dict[str, tuple[str, ...]] = {}
        self.class_makers: list[tuple[str, str]] = []
        self.scopes: dict[str, Scope] = {MODULE_SCOPE: Scope()}
        self.assignments: list[Assignment] = []
        self.exports: tuple[str, ...] | None = None
        self.has_environment = False

    def block(self, nodes: Iterable[ast.AST | None], place: _Place) -> None:
        for node in nodes:
            visit = _VISIT.get(type(node), _Walk.children)
            if visit is not None:
                visit(self, node, place)

    def children(self, node: ast.AST, place: _Place) -> None:
        for field in CHILDREN[type(node)]:
            value = getattr(node, field)
            # the loop of `block` once more: a call for every node would be the dearest part of the walk
            for child in value if type(value) is list else (value,):
                visit = _VISIT.get(type(child), _Walk.children)
                if visit is not None:
                    visit(self, child, place)

    def name(self, node: ast.Name, place: _Place) -> None:
        if type(node.ctx) is ast.Load:
            place.scope.loads.setdefault(node.id, node.lineno)
            if node.id in ("environ", "environb", "os"):
                self.has_environment = True
        else:
            place.scope.binds.setdefault(node.id, node.lineno)

    def subscript(self, node: ast.Subscript, place: _Place) -> None:
        if type(node.ctx) is not ast.Load:
            target = _container(node.value)
            if target:
                place.scope.mutations.setdefault(target + "[]", node.lineno)
        before = self.has_environment
        self.block((node.value,), place)
        if type(node.ctx) is ast.Load and dotted(node.value) in ("os.environ", "environ"):
            self.has_environment = before
        self.block((node.slice,), place)

    def except_handler(self, node: ast.ExceptHandler, place: _Place) -> None:
        if node.name:
            place.scope.binds.setdefault(node.name, node.lineno)
        self.children(node, place)

    def pattern(self, node: ast.MatchAs | ast.MatchStar, place: _Place) -> None:
        if node.name:
            place.scope.binds.setdefault(node.name, node.lineno)
        self.children(node, place)

    def mapping_pattern(self, node: ast.MatchMapping, place: _Place) -> None:
        if node.rest:
            place.scope.binds.setdefault(node.rest, node.lineno)
        self.children(node, place)

    def declare_global(self, node: ast.Global, place: _Place) -> None:
        place.scope.globals.update(node.names)

    def branch(self, node: ast.If, place: _Place) -> None:
        """A lazily initialising branch runs once a process: what it calls is not called per request."""
        self.block((node.test,), place)
        if place.function != MODULE_SCOPE and fills_what_it_tests(node, place.scope.outlives_call):
            self.once(node.body, place)
        else:
            self.block(node.body, place)
        self.block(node.orelse, place)

    def body(self, statements: list[ast.stmt], place: _Place) -> None:
        """A function's body. What follows `if x is not None: return x` runs once, where `x` outlives the call."""
        for position, statement in enumerate(statements):
            self.block((statement,), place)
            if type(statement) is not ast.If:
                continue
            rest = statements[position + 1 :]
            if rest_fills(statement, rest, place.scope.outlives_call):
                self.once(rest, place)
                return

    def once(self, statements: list[ast.stmt], place: _Place) -> None:
        scope = place.scope
        once = Scope(binds=scope.binds, globals=scope.globals, values=scope.values, mutations=scope.mutations)
        self.block(statements, place._replace(scope=once))
        scope.once.update(once.calls)
        scope.once.update(once.once)
        scope.loads.update({text: row for text, row in once.loads.items() if text not in scope.loads})

    def attribute(self, node: ast.Attribute, place: _Place) -> None:
        text = dotted(node)
        if node.attr in ("environ", "environb", "os") or text == "os.__dict__":
            self.has_environment = True
        if not text or "(" in text:
            self.block((node.value,), place)
            if not text:
                return
        if type(node.ctx) is ast.Load:
            place.scope.loads.setdefault(text, node.lineno)
        else:
            place.scope.mutations.setdefault(text, node.lineno)

    def call(self, node: ast.Call, place: _Place) -> None:
        function, arguments, scope = node.func, node.args, place.scope
        text = dotted(function)
        if place.function == MODULE_SCOPE and "." in text and (arguments or node.keywords):
            values = arguments + [k.value for k in node.keywords]
            self.assignments.append(Assignment(text.partition(".")[0], node.lineno, text, _names_in(values)))
        if text.endswith("import_module") and arguments:
            # it binds no name that could be followed, yet the module is imported
            named = _strings_in(arguments[:1])
            self.imports += [Import("", module, None, place.function, node.lineno) for module in named]
        if text:
            scope.calls.setdefault(text, node.lineno)
            owner, _, method = text.rpartition(".")
            if owner.endswith("environ") and method != "get":
                self.has_environment = True
            if "(" in text:
                self.block((function,), place)
        else:
            self.block((function,), place)
            if type(function) is ast.Attribute and function.attr in MUTATING_METHODS:
                target = _container(function.value)
                if target:
                    scope.mutations.setdefault(target + "[]", node.lineno)
        self.block(arguments, place)
        self.block([keyword.value for keyword in node.keywords], place)

    def function(self, node: ast.FunctionDef | ast.AsyncFunctionDef, place: _Place) -> None:
        place.scope.binds.setdefault(node.name, node.lineno)
        qualname = f"{place.function}.{node.name}" if place.function else node.name
        if place.in_class and not place.nested:
            qualname = f"{place.in_class}.{node.name}"
        arguments = node.args
        positional = [argument.arg for argument in (*arguments.posonlyargs, *arguments.args)]
        extra = [argument.arg for argument in arguments.kwonlyargs]
        extra += [argument.arg for argument in (arguments.vararg, arguments.kwarg) if argument]
        defaults = [*arguments.defaults, *(default for default in arguments.kw_defaults if default)]
        self.functions[qualname] = Function(
            qualname,
            node.lineno,
            node.end_lineno or node.lineno,
            tuple(positional),
            len(positional) - len(arguments.defaults),
            tuple([dotted(d.func if type(d) is ast.Call else d) for d in node.decorator_list]),
            place.in_class,
            place.nested,
            any(type(default) is not ast.Constant and _is_built(default) for default in defaults),
        )
        # decorators and defaults run where the function is defined
        self.block(node.decorator_list, place)
        self.block(defaults, place)
        inner = self.scopes.setdefault(qualname, Scope())
        for parameter in (*positional, *extra):
            inner.binds.setdefault(parameter, node.lineno)
        self.body(node.body, _Place(qualname, inner, "", True))

    def klass(self, node: ast.ClassDef, place: _Place) -> None:
        scope = place.scope
        scope.binds.setdefault(node.name, node.lineno)
        qualname = f"{place.function}.{node.name}" if place.function else node.name
        self.classes[qualname] = tuple([dotted(_unsubscripted(base)) for base in node.bases])
        makers = [*(k.value for k in node.keywords if k.arg == "metaclass"), *node.decorator_list]
        called = [maker.func if isinstance(maker, ast.Call) else maker for maker in makers]
        self.class_makers += [(qualname, dotted(maker)) for maker in called]
        around = place._replace(in_class="")
        self.block(node.bases, around)
        self.block([k.value for k in node.keywords], around)
        self.block(node.decorator_list, around)
        body = Scope()
        self.block(node.body, _Place(place.function, body, qualname, False))
        # a class body runs where it stands, but what it binds is not its surroundings' name
        scope.calls = {**body.calls, **scope.calls}
        scope.loads = {**body.loads, **scope.loads}
        scope.mutations = {**body.mutations, **scope.mutations}

    def assign(self, node: ast.Assign | ast.AnnAssign, place: _Place) -> None:
        if node.value is not None:
            targets: list[ast.expr] = node.targets if isinstance(node, ast.Assign) else [node.target]
            self.value(targets, node.value, node.lineno, place)
        self.children(node, place)

    def value(self, targets: list[ast.expr], value: ast.expr, row: int, place: _Place) -> None:
        """What names that are assigned to stand for from then on."""
        is_call = isinstance(value, ast.Call)
        callee = dotted(value.func) if isinstance(value, ast.Call) else ""
        text = f"{callee}()" if is_call and callee else dotted(value)
        for target in targets:
            if type(target) is not ast.Name:
                continue
            if text:
                place.scope.values[target.id] = text
            else:
                place.scope.values.pop(target.id, None)
            if place.function == MODULE_SCOPE:
                arguments = value.args + [k.value for k in value.keywords] if isinstance(value, ast.Call) else [value]
                self.assignments.append(Assignment(target.id, row, callee, _names_in(arguments)))
                if target.id == "__all__" and isinstance(value, (ast.List, ast.Tuple)):
                    self.exports = tuple(
                        e.value for e in value.elts if isinstance(e, ast.Constant) and isinstance(e.value, str)
                    )

    def import_(self, node: ast.Import, place: _Place) -> None:
        for alias in node.names:
            submodule = ""
            if alias.asname:
                local, module = alias.asname, alias.name
            else:
                local = module = alias.name.partition(".")[0]
                submodule = alias.name if "." in alias.name else ""
            self.imports.append(Import(local, module, None, place.function, node.lineno, submodule))
            place.scope.binds.setdefault(local, node.lineno)

    def import_from(self, node: ast.ImportFrom, place: _Place) -> None:
        module = "." * node.level + (node.module or "")
        for alias in node.names:
            local = alias.asname or alias.name
            self.imports.append(Import(local, module, alias.name, place.function, node.lineno))
            self.has_environment |= alias.name in ("environ", "environb", "os") and alias.name != local
            place.scope.binds.setdefault(local, node.lineno)


_VISIT: dict[type, Callable[[_Walk, Any, _Place], None] | None] = {
    ast.AnnAssign: _Walk.assign,
    ast.Assign: _Walk.assign,
    ast.AsyncFunctionDef: _Walk.function,
    ast.Attribute: _Walk.attribute,
    ast.Call: _Walk.call,
    ast.ClassDef: _Walk.klass,
    ast.Constant: None,
    ast.ExceptHandler: _Walk.except_handler,
    ast.FunctionDef: _Walk.function,
    ast.Global: _Walk.declare_global,
    ast.If: _Walk.branch,
    ast.Import: _Walk.import_,
    ast.ImportFrom: _Walk.import_from,
    ast.MatchAs: _Walk.pattern,
    ast.MatchMapping: _Walk.mapping_pattern,
    ast.MatchSingleton: None,
    ast.MatchStar: _Walk.pattern,
    ast.Name: _Walk.name,
    ast.Subscript: _Walk.subscript,
    type(None): None,
}
"""How each kind of node is visited; None: there is nothing in it. The others: by way of their children."""


def _container(node: ast.expr) -> str:
    """`x` of `x["a"]["b"]`, as text."""
    while isinstance(node, ast.Subscript):
        node = node.value
    return dotted(node)


def _is_built(default: ast.expr) -> bool:
    if isinstance(default, ast.Call):
        return not (default.args or default.keywords)
    return isinstance(default, ast.List | ast.Dict | ast.Set | ast.ListComp | ast.DictComp | ast.SetComp)


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


_MOCKS = _AWS_MOCKS | {"unittest.mock", "mock", "pytest", "pytest_mock", "behave", "responses", "freezegun", "vcr"}


def _uses_mocks(imports: Iterable[Import]) -> bool:
    return any(
        i.module in _MOCKS or i.module.partition(".")[0] in _MOCKS or (i.module, i.name) == ("unittest", "mock")
        for i in imports
    )


def _loads_by_name(tree: ast.Module) -> tuple[str, ...]:
    """All texts of a file that loads modules by their names while it runs; none of another."""
    loads = any(
        (isinstance(node, ast.Call) and dotted(node.func).rpartition(".")[2] in loading.LOADERS)
        or (isinstance(node, ast.Subscript) and dotted(node.value) in ("sys.modules", "modules"))
        or (isinstance(node, ast.Attribute) and dotted(node).startswith("sys.modules."))
        for node in inside(tree)
    )
    return tuple(dict.fromkeys(text for text in _strings_in([tree]) if len(text) < 200)) if loads else ()


_STARTERS = frozenset({"Popen", "call", "check_call", "check_output", "create_subprocess_exec", "run", "system"})


def _runs(tree: ast.Module) -> tuple[str, ...]:
    """All texts of a file that starts processes; none of another."""
    starts = any(
        isinstance(node, ast.Call)
        and dotted(node.func).rpartition(".")[2] in _STARTERS
        and dotted(node.func).partition(".")[0] in ("subprocess", "os", "asyncio", *_STARTERS)
        for node in inside(tree)
    )
    return tuple(dict.fromkeys(_strings_in([tree]))) if starts else ()


def _test_facts(tree: ast.Module, imports: Iterable[Import]) -> TestFacts:
    patched: list[str] = []
    environment: set[str] = set()
    patches_unknown = False
    constants = _constants(tree)
    mocks = any(i.module.partition(".")[0] in _AWS_MOCKS or i.module in _AWS_MOCKS for i in imports)
    for node in inside(tree):
        kind = type(node)
        if kind is ast.Call:
            name = dotted(node.func) or getattr(node.func, "attr", "")
            found = _patched_by(node, name, constants)
            patched += filter(None, found)
            patches_unknown |= "" in found
            if name.endswith("setenv") and node.args:
                environment.update(_strings_in(node.args[:1]))
            elif name.rpartition(".")[2] in ("dict", "update", "setdefault"):
                if any("environ" in text for text in _texts_in(node)):
                    environment.update(_strings_in([node]))
                elif any("sys.modules" in text for text in _texts_in(node)):
                    patched += _strings_in([node])
        elif kind is ast.Subscript and type(node.ctx) is not ast.Load:
            if dotted(node.value) in ("os.environ", "environ"):
                environment.update(_strings_in([node.slice]))
            elif dotted(node.value) in ("sys.modules", "modules"):
                patched += _strings_in([node.slice])
            elif namespace := _namespace(node.value):
                patched += [".".join((namespace, *_strings_in([node.slice])))]
        elif kind is ast.Attribute and type(node.ctx) is ast.Store:
            patched.append(dotted(node) or node.attr)
    mocks = mocks or any("boto3" in target or "botocore" in target for target in patched)
    return TestFacts(mocks, tuple(patched), frozenset(environment), patches_unknown, _loads_by_name(tree), _runs(tree))


def _constants(tree: ast.Module) -> dict[str, str]:
    """The module-level names that are bound to a text, and to nothing else there."""
    found: dict[str, str] = {}
    bound: list[str] = []
    for statement in tree.body:
        if isinstance(statement, ast.Assign):
            bound += [target.id for target in statement.targets if isinstance(target, ast.Name)]
            if isinstance(statement.value, ast.Constant) and isinstance(statement.value.value, str):
                found |= dict.fromkeys(bound[-1:], statement.value.value)
    return {name: text for name, text in found.items() if bound.count(name) == 1}


def _namespace(value: ast.expr) -> str:
    """`app` of `vars(app)` and `app.__dict__`; "" for anything else."""
    match value:
        case ast.Call(func=ast.Name(id="vars"), args=[owner]):
            return dotted(owner)
        case ast.Attribute(value=owner, attr="__dict__"):
            return dotted(owner)
    return ""


_PATCHES = frozenset({"delattr", "delitem", "dict", "multiple", "object", "patch", "setattr", "setitem"})


def _patched_by(call: ast.Call, name: str, constants: Mapping[str, str]) -> list[str]:
    """What `patch("a.b")`, `patch.object(a, "b")`, `patch.multiple("a", b=…)` and `setattr(a, "b", …)` replace: a.b.

    "" stands for what is not spelt there.
    """
    head, _, last = name.rpartition(".")
    if last not in _PATCHES or (last in ("object", "dict", "multiple") and not head.endswith("patch")):
        return []
    if last == "patch" and head and not head.endswith(("mock", "mocker")):
        return []  # a request by that method of HTTP
    given = [*call.args, *(keyword.value for keyword in call.keywords if keyword.arg == "target")]
    opens = [""] if any(keyword.arg is None for keyword in call.keywords) else []
    if not given:
        return opens if last != "dict" else []
    text = _text(given[0], constants)
    base = text or dotted(given[0]) or _namespace(given[0])
    match last:
        case "dict":
            return [base]
        case "multiple":
            return [*(f"{base}.{keyword.arg}" for keyword in call.keywords if keyword.arg), *opens]
        case "setitem" | "delitem":
            return [".".join(filter(None, (base, *_strings_in(given[1:2]))))]
        case "patch":
            return [text]
    attribute = _text(given[1], constants) if len(given) > 1 else ""
    if attribute and not (text and len(given) == 2 and last == "setattr"):
        return [f"{base}.{attribute}".removeprefix(".")]
    return [text]


def _text(expression: ast.expr, constants: Mapping[str, str]) -> str:
    """The text that `expression` is, or what is known of its end; "" where its end is not known."""
    match expression:
        case ast.Constant(value=str(text)):
            return text
        case ast.Name(id=name) | ast.FormattedValue(value=ast.Name(id=name)):
            return constants.get(name, "")
        case ast.JoinedStr(values=[*start, end]):
            tail = _text(end, constants)
            return tail and "".join(_text(part, constants) for part in start) + tail
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            tail = _text(right, constants)
            return tail and _text(left, constants) + tail
    return ""


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


def _texts_in(node: ast.AST) -> Iterator[str]:
    """The names and string literals in a node."""
    for inner in inside(node):
        if isinstance(inner, ast.Attribute):
            yield dotted(inner) or inner.attr
        elif isinstance(inner, ast.Name):
            yield inner.id
        elif isinstance(inner, ast.keyword):
            yield inner.arg or ""
        elif isinstance(inner, ast.Constant) and isinstance(inner.value, str):
            yield inner.value


def _unsubscripted(base: ast.expr) -> ast.expr:
    """`Repo` of `Repo[dict]`."""
    return base.value if isinstance(base, ast.Subscript) else base
