"""What a construction is made from: whether every request gives it the same, and what must come along where it goes."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol, TypeVar

from lambdafix.analysis.syntax.facts import MODULE_SCOPE
from lambdafix.analysis.syntax.scopes import BindingKind, ScopeKind
from lambdafix.analysis.values.boto import bound_value
from lambdafix.analysis.values.constancy import constancy, stays
from lambdafix.analysis.values.origin import trace
from lambdafix.analysis.values.presence import Presence, presence
from lambdafix.analysis.values.variables import is_environment, is_environment_get
from lambdafix.judgement import Known, Refuted, Unknown
from lambdafix.knowledge import purity

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module


class Product(Protocol):
    """What a call builds."""

    @property
    def call(self) -> ast.Call: ...

    @property
    def base(self) -> ast.expr | None:
        """The object it is built out of (`session` in `session.client("s3")`)."""

    @property
    def noun(self) -> str:
        """What a sentence calls it: "boto3 s3 client"."""


ProductT = TypeVar("ProductT", bound=Product)
Recognise = Callable[["Module", ast.Call], ProductT | None]


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a construction is made from, all of it the same for every request."""

    locals: tuple[ast.Assign | ast.AnnAssign, ...] = ()
    """The function's own single assignments it goes by way of, in the order they must run."""
    imports: tuple[ast.Import | ast.ImportFrom, ...] = ()
    """Imports inside the function that it needs."""
    names: frozenset[str] = frozenset()
    """Module-level names it reads."""
    environment: frozenset[str] = frozenset()
    """Environment variables it reads; "" for one whose name is no constant."""
    required: frozenset[str] = frozenset()
    """Those among them whose absence is an error there and then: `os.environ["X"]`."""
    optional: frozenset[str] = frozenset()
    """Those whose absence makes None: `os.getenv("X")`, also where a module-level name was given it."""
    items: frozenset[str] = frozenset()
    """Items it reads that may not be there, and whose absence is an error there and then: `CONFIG["region"]`."""
    evidence: tuple[str, ...] = ()
    """Clauses that show it."""
    doubts: tuple[str, ...] = ()
    """Clauses that say what of it is not known to be the same."""
    is_unpacked: bool = False
    """One call's result gives several of them: `user, password = get_secret()`."""
    is_fetched: bool = False
    """Calls give some of it, so that it may be another tomorrow, though not by what the request says."""


def settled(module: Module, expression: ast.expr, recognise: Recognise[ProductT]) -> bool:
    """Whether `expression` has the same value in every request: a stable origin, or something built from such alone."""
    match expression:
        case ast.Call():
            product = recognise(module, expression)
            if product is not None:
                parts = [*expression.args, *(keyword.value for keyword in expression.keywords)]
                parts += [product.base] if product.base is not None else []
                return all(settled(module, part, recognise) for part in parts)
        case ast.Name():
            value = bound_value(module, expression)
            if isinstance(value, ast.Call) and recognise(module, value) is not None:
                return settled(module, value, recognise)
        case ast.Attribute(value=value, attr="region_name"):
            if isinstance(value, ast.Name) and settled(module, value, recognise):
                return True
    return trace(module, expression).stable


def inputs_of(module: Module, product: ProductT, recognise: Recognise[ProductT], fetched: bool) -> Inputs | None:
    """What `product` is made from; None where requests differ in it, or a part of it cannot be taken along.

    With `fetched`, what calls give may differ from day to day.
    """
    is_settled = settled(module, product.call, recognise)
    if not is_settled and not fetched:
        return None
    gathered = _Gathered(module, module.statement(product.call))
    if not gathered.add(product.call):
        return None
    inputs = gathered.inputs()
    inputs = replace(inputs, doubts=tuple(dict.fromkeys((*inputs.doubts, *doubts_of(module, product.call)))))
    return inputs if is_settled else replace(inputs, is_fetched=True)


def doubts_of(module: Module, call: ast.Call) -> Iterator[str]:
    """What is not known of the call's arguments, as clauses."""
    for argument in (*call.args, *(keyword.value for keyword in call.keywords)):
        yield from trace(module, argument).doubts


class _Gathered:
    def __init__(self, module: Module, site: ast.stmt) -> None:
        self._module = module
        self._site = site
        self._locals: dict[ast.Assign | ast.AnnAssign, None] = {}
        self._imports: dict[ast.Import | ast.ImportFrom, None] = {}
        self._names: set[str] = set()
        self._environment: set[str] = set()
        self._required: set[str] = set()
        self._optional: set[str] = set()
        self._items: set[str] = set()
        self._evidence: dict[str, None] = {}
        self._doubts: dict[str, None] = {}
        self._unpacks = False

    def inputs(self) -> Inputs:
        return Inputs(
            tuple(self._locals),
            tuple(self._imports),
            frozenset(self._names),
            frozenset(self._environment),
            frozenset(self._required),
            frozenset(self._optional),
            frozenset(self._items),
            evidence=tuple(self._evidence),
            doubts=tuple(self._doubts),
            is_unpacked=self._unpacks,
        )

    def add(self, expression: ast.expr) -> bool:
        """Note all that `expression` is made from; False where a part of it cannot be taken along."""
        for node in ast.walk(expression):
            match node:
                case ast.Name(ctx=ast.Load()) if not self._name(node):
                    return False
                case ast.Subscript(value=value, slice=key) if is_environment(self._module, value):
                    self._required.add(_text(key))
                    self._environment.add(_text(key))
                case ast.Subscript() if not self._item(node):
                    return False
                case ast.Call(args=[key, *_]) if is_environment_get(self._module, node):
                    self._environment.add(_text(key))
                    if _gives_none(node):
                        self._optional.add(_text(key))
                case ast.Attribute() if _may_be_none_elsewhere(self._module, node):
                    self._optional.add(node.attr)
                case ast.Call(func=func) if self._module.canonical(func).startswith(_NEVER_THE_SAME):
                    return False
                case ast.Lambda() | ast.NamedExpr() | ast.Await() | ast.Yield() | ast.YieldFrom():
                    return False
                case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                    return False
        return True

    def _item(self, item: ast.Subscript) -> bool:
        """Note an item that may be missing; False for one that is."""
        found = presence(self._module, item)
        if found is Presence.UNKNOWN:
            self._items.add(ast.unparse(item))
        return found is not Presence.ABSENT

    def _name(self, name: ast.Name) -> bool:
        module = self._module
        owner = module.owner(name)
        if owner is None:
            return True
        if owner.kind is ScopeKind.MODULE:
            self._names.add(name.id)
            value = bound_value(module, name)
            if isinstance(value, ast.Call) and is_environment_get(module, value) and _gives_none(value):
                self._optional.add(_text(value.args[0]))
            elif _may_be_none_elsewhere(module, name):
                self._optional.add(name.id)
            return _is_module(module, name) or self._is_kept(name.id)
        bindings = owner.bindings[name.id]
        if len(bindings) != 1 or looks_at_locals(owner.node):
            return False
        statement = module.statement(bindings[0].node)
        if not runs_before(module, statement, self._site):
            return False
        if bindings[0].kind is BindingKind.IMPORT and isinstance(statement, ast.Import | ast.ImportFrom):
            if module.definition(name) is not None:
                return False  # an import of the project's own code inside a function often breaks a cycle
            self._imports[statement] = None
            return True
        value = bound_value(module, name)
        if value is None and (whole := _unpacked(statement)) is not None:
            self._unpacks = True
            return self.add(whole)
        if value is None or not isinstance(statement, ast.Assign | ast.AnnAssign):
            return False
        if isinstance(statement, ast.Assign) and len(statement.targets) != 1:
            return False
        if statement not in self._locals:
            if not self.add(value) or not stays(module, name.id, owner, value):
                return False
            self._locals[statement] = None
        return True

    def _is_kept(self, name: str) -> bool:
        """Note what is known, or not known, of a module-level name; False where it is known to change."""
        match constancy(self._module, name):
            case Known(evidence):
                self._evidence[evidence] = None
            case Unknown(reason):
                self._doubts[reason] = None
            case Refuted():
                return False
        return True


def _unpacked(statement: ast.stmt) -> ast.Call | None:
    """The call of `a, b = call()`."""
    match statement:
        case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Call() as call):
            return call if all(isinstance(name, ast.Name) for name in names) else None
    return None


def _gives_none(call: ast.Call) -> bool:
    return len(call.args) + len(call.keywords) == 1


def _may_be_none_elsewhere(module: Module, expression: ast.expr) -> bool:
    """Whether a name of another module of the project was given a variable of the environment that may be missing."""
    meant = module.definition(expression)
    if meant is None or meant.kind != "variable" or meant.path == module.path:
        return False
    value = module.program.files[meant.path].scopes[MODULE_SCOPE].values.get(meant.qualname, "")
    return value.removesuffix("()") in (*purity.ENVIRONMENT_READS, "environ.get", "getenv")


def _is_module(module: Module, name: ast.Name) -> bool:
    """Whether `name` is an imported module: what is set on one is a name of its own, and judged where it is read."""
    meant = module.definition(name)
    if meant is not None:
        return meant.kind == "module"
    nodes = [binding.node for binding in module.scopes.module.bindings.get(name.id, ())]
    return bool(nodes) and all(isinstance(module.parent(node), ast.Import) for node in nodes)


_NEVER_THE_SAME = ("time.", "datetime.datetime.", "datetime.date.", "random.", "uuid.", "secrets.")


def looks_at_locals(function: ast.AST) -> bool:
    """Whether the function reads its local variables by names that are not spelt in it."""
    for node in ast.walk(function):
        match node:
            case (
                ast.Call(func=ast.Name(id="locals" | "eval" | "exec"))
                | ast.Call(func=ast.Name(id="vars" | "dir"), args=[])
            ):
                return True
    return False


def _text(key: ast.expr) -> str:
    return key.value if isinstance(key, ast.Constant) and isinstance(key.value, str) else ""


def runs_before(module: Module, earlier: ast.stmt, later: ast.stmt) -> bool:
    """Whether `earlier` has run whenever `later` does: it stands above, in the same block or in one around it."""
    block = module.block(earlier)
    inner: ast.AST = later
    while inner not in block:
        above = module.parent(inner)
        if above is None or isinstance(above, ast.Module):
            return False
        inner = above
    return block.index(earlier) < block.index(inner)
