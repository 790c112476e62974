"""The facts of one file, gathered in a single walk of its syntax tree.

Every file of a project goes through here, so that the walk visits no node that can hold no name: operators, contexts,
constants.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from lambdafix.analysis.syntax.facts import (
    MODULE_SCOPE,
    MUTATING_METHODS,
    Assignment,
    Function,
    Import,
    ModuleFacts,
    Scope,
    dotted,
    is_test_path,
)
from lambdafix.analysis.syntax.facts_of_tests import strings_in, test_facts, uses_mocks
from lambdafix.analysis.syntax.guards import fills_what_it_tests, rest_fills
from lambdafix.analysis.syntax.nodes import CHILDREN


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
        test_facts(tree, walk.imports) if is_test_path(path) else None,
        test_facts(tree, walk.imports) if not is_test_path(path) and uses_mocks(walk.imports) else None,
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
        if place.function == MODULE_SCOPE and (arguments or node.keywords):
            # `app.event("message")(answer)` registers as well as `app.add_url_rule("/", answer)`
            callee = dotted(function.func) if type(function) is ast.Call else text
            if "." in callee:
                values = arguments + [k.value for k in node.keywords]
                self.assignments.append(Assignment(callee.partition(".")[0], node.lineno, callee, _names_in(values)))
        if text.endswith("import_module") and arguments:
            # it binds no name that could be followed, yet the module is imported
            named = strings_in(arguments[:1])
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
            if type(target) is ast.Subscript and type(target.value) is ast.Name and place.function == MODULE_SCOPE:
                name = target.value.id
                self.assignments.append(Assignment(name, row, f"{name}.__setitem__", _names_in([value])))
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
    """The names and texts of expressions, and those of the functions that stand in a table: `{"a": lambda e: f(e)}`."""
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
        elif isinstance(value, ast.Dict):
            stack += [key for key in value.keys if key]
            stack += [_called_by(item) if isinstance(item, ast.Lambda) else item for item in value.values]
        elif not isinstance(value, (ast.Lambda, ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp)):
            stack += [child for child in ast.iter_child_nodes(value) if isinstance(child, ast.expr)]
    return tuple(found)


def _called_by(function: ast.Lambda) -> ast.expr:
    """`f` of `lambda e: f(e)`."""
    body = function.body
    return body.func if isinstance(body, ast.Call) else function


def _unsubscripted(base: ast.expr) -> ast.expr:
    """`Repo` of `Repo[dict]`."""
    return base.value if isinstance(base, ast.Subscript) else base
