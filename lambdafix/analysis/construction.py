"""Objects that request code builds anew although every request builds the same one.

Which calls build something is a codemod's knowledge (`Recognise`); where such a call stands, what it is built from
and who uses the result is told here.
"""

from __future__ import annotations

import ast
import enum
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from lambdafix.analysis.boto import bound_value
from lambdafix.analysis.facts import MODULE_SCOPE
from lambdafix.analysis.scopes import BindingKind, FunctionNode, Scope, ScopeKind
from lambdafix.analysis.users import UseKind
from lambdafix.analysis.variable import Action, classify

if TYPE_CHECKING:
    from lambdafix.analysis.module import Module
    from lambdafix.analysis.program import Reach


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
    is_fetched: bool = False
    """Calls give some of it, so that it may be another tomorrow, though not by what the request says."""


class Form(enum.Enum):
    LOCAL = "assigned to a local variable of its own"
    WITH = "opened by a with statement"
    EXPRESSION = "used where it stands"


@dataclass(frozen=True, slots=True, eq=False)
class Construction(Generic[ProductT]):
    """One call, in a function that requests reach, that builds the same object every time."""

    product: ProductT
    function: FunctionNode
    reach: Reach
    inputs: Inputs
    form: Form
    statement: ast.stmt
    local: str = ""
    """The local name of form LOCAL or WITH."""
    uses: tuple[ast.Name, ...] = ()
    """Every use of `local`, in source order."""
    conditional: bool = False
    """It stands in a branch, so that not every run of its function builds it."""
    is_global: bool = False
    """It is assigned to a name that its function declares global."""
    tries: tuple[ast.Try, ...] = ()
    """The try statements whose body it stands in, innermost first."""

    @property
    def call(self) -> ast.Call:
        return self.product.call


def constructions(
    module: Module, recognise: Recognise[ProductT], *, fetched: bool = False
) -> Iterator[Construction[ProductT]]:
    """Every construction in `module` that runs per request from stable inputs.

    With `fetched` also those from what calls give that nothing of the request goes into, as a secret: these move along
    into a getter, which makes the calls when it builds anew.
    """
    for call in module.every(ast.Call):
        product = recognise(module, call)
        if product is None:
            continue
        function, reach = module.function(call), module.reach(call)
        if function is None or reach is None or module.runs_once(call):
            continue
        inputs = _inputs(module, product, recognise, fetched)
        if inputs is not None:
            yield _construction(module, product, function, reach, inputs)


def per_request(reach: Reach) -> str:
    """ "per request: app.handler → orders.load" """
    return f"per request: {' → '.join(reach.call_path)}"


# --- where it stands


def _construction(
    module: Module, product: ProductT, function: FunctionNode, reach: Reach, inputs: Inputs
) -> Construction[ProductT]:
    call, statement = product.call, module.statement(product.call)
    conditional, tries = _surroundings(module, call, function)
    form, local, is_global = Form.EXPRESSION, "", False
    uses: tuple[ast.Name, ...] = ()
    target = _sole_target(module, call, statement)
    if target is not None:
        owner = module.scopes.resolve(target.id, module.scopes.scope_at(target))
        is_global = owner is module.scopes.module
        if owner is not None and _is_single(owner, target) and not _looks_at_locals(module, function):
            form = Form.WITH if isinstance(statement, ast.With) else Form.LOCAL
            local = target.id
            uses = tuple(sorted(module.scopes.uses_of(local, owner), key=lambda use: (use.lineno, use.col_offset)))
    return Construction(product, function, reach, inputs, form, statement, local, uses, conditional, is_global, tries)


def _sole_target(module: Module, call: ast.Call, statement: ast.stmt) -> ast.Name | None:
    """`x` of `x = call`, `x: T = call`, `with call as x` and `with closing(call) as x`."""
    match statement:
        case ast.Assign(targets=[ast.Name() as target], value=value) if value is call:
            return target
        case ast.AnnAssign(target=ast.Name() as target, value=value) if value is call:
            return target
        case ast.With(items=[ast.withitem(optional_vars=ast.Name() as target) as item]):
            if context(module, item) is call:
                return target
    return None


def context(module: Module, item: ast.withitem) -> ast.expr:
    """What a with item opens, seen through `contextlib.closing`."""
    opened = item.context_expr
    if isinstance(opened, ast.Call) and opened.args and module.canonical(opened.func) == "contextlib.closing":
        return opened.args[0]
    return opened


def _is_single(owner: Scope, target: ast.Name) -> bool:
    bindings = owner.bindings[target.id]
    return owner.kind is ScopeKind.FUNCTION and len(bindings) == 1 and bindings[0].node is target


def _looks_at_locals(module: Module, function: FunctionNode) -> bool:
    return any(
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("locals", "vars", "eval", "exec", "dir")
        for node in ast.walk(function)
    )


def _surroundings(module: Module, call: ast.Call, function: FunctionNode) -> tuple[bool, tuple[ast.Try, ...]]:
    conditional = False
    tries: list[ast.Try] = []
    child: ast.AST = call
    for above in module.ancestors(call):
        if above is function:
            break
        match above:
            case ast.If(test=test) | ast.IfExp(test=test):
                conditional |= child is not test
            case ast.BoolOp(values=values):
                conditional |= child is not values[0]
            case ast.ExceptHandler() | ast.match_case() | ast.Assert():
                conditional = True
            case ast.Lambda():
                conditional = True
            case ast.Try(body=body, orelse=orelse):
                if child in body and above.handlers:
                    tries.append(above)
                conditional |= child in orelse
        child = above
    return conditional, tuple(tries)


# --- what it is built from


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
    return module.origin(expression).stable


def _inputs(module: Module, product: ProductT, recognise: Recognise[ProductT], fetched: bool) -> Inputs | None:
    is_settled = settled(module, product.call, recognise)
    if not is_settled and not fetched:
        return None
    gathered = _Gathered(module, module.statement(product.call))
    if not gathered.add(product.call):
        return None
    inputs = gathered.inputs()
    return inputs if is_settled else replace(inputs, is_fetched=True)


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

    def inputs(self) -> Inputs:
        return Inputs(
            tuple(self._locals),
            tuple(self._imports),
            frozenset(self._names),
            frozenset(self._environment),
            frozenset(self._required),
            frozenset(self._optional),
        )

    def add(self, expression: ast.expr) -> bool:
        """Note all that `expression` is made from; False where a part of it cannot be taken along."""
        for node in ast.walk(expression):
            match node:
                case ast.Name(ctx=ast.Load()) if not self._name(node):
                    return False
                case ast.Subscript(value=value, slice=key) if self._module.canonical(value) == "os.environ":
                    self._required.add(_text(key))
                    self._environment.add(_text(key))
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
            return _is_module(module, name) or is_unchanging(module, name.id)
        bindings = owner.bindings[name.id]
        if len(bindings) != 1:
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
        if value is None or not isinstance(statement, ast.Assign | ast.AnnAssign):
            return False
        if isinstance(statement, ast.Assign) and len(statement.targets) != 1:
            return False
        if statement not in self._locals:
            if not self.add(value) or _is_changed(module, name.id, owner):
                return False
            self._locals[statement] = None
        return True


_ENVIRONMENT_GETS = ("os.environ.get", "os.getenv")


def is_environment_get(module: Module, call: ast.Call) -> bool:
    return bool(call.args) and module.canonical(call.func) in _ENVIRONMENT_GETS


def _gives_none(call: ast.Call) -> bool:
    return len(call.args) + len(call.keywords) == 1


def _may_be_none_elsewhere(module: Module, expression: ast.expr) -> bool:
    """Whether a name of another module of the project was given a variable of the environment that may be missing."""
    meant = module.definition(expression)
    if meant is None or meant.kind != "variable" or meant.path == module.path:
        return False
    value = module.program.files[meant.path].scopes[MODULE_SCOPE].values.get(meant.qualname, "")
    return value.removesuffix("()") in (*_ENVIRONMENT_GETS, "environ.get", "getenv")


def _is_module(module: Module, name: ast.Name) -> bool:
    """Whether `name` is an imported module: what is set on one is a name of its own, and judged where it is read."""
    meant = module.definition(name)
    if meant is not None:
        return meant.kind == "module"
    nodes = [binding.node for binding in module.scopes.module.bindings.get(name.id, ())]
    return bool(nodes) and all(isinstance(module.parent(node), ast.Import) for node in nodes)


_NEVER_THE_SAME = ("time.", "datetime.datetime.", "datetime.date.", "random.", "uuid.", "secrets.")


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


def is_unchanging(module: Module, name: str) -> bool:
    """Whether no request rebinds the module-level `name` or changes what it holds."""
    variable = module.variable(name)
    if variable is None:
        return True
    if variable.global_bindings or any(
        u.kind in (UseKind.WRITE, UseKind.MUTATION) for u in variable.external if not u.in_test
    ):
        return False
    return not any(
        use.function is not None and use.action in (Action.MUTATE, Action.CLEAR, Action.DELETE) for use in variable.uses
    )


def _is_changed(module: Module, name: str, owner: Scope) -> bool:
    """Whether the function changes what its local `name` holds: `options["region"] = event["region"]`."""
    return any(
        classify(module, use).action in (Action.MUTATE, Action.CLEAR, Action.DELETE)
        for use in module.scopes.uses_of(name, owner)
    )


# --- sameness


_POSITIONS = {"boto3.client": ("service_name", "region_name"), "boto3.resource": ("service_name", "region_name")}


def recipe(module: Module, expression: ast.expr, depth: int = 0) -> str:
    """A text that is equal for two expressions that build the same thing, however their arguments are spelt."""
    if depth > 8:
        return ast.unparse(expression)
    match expression:
        case ast.Call(func=func):
            callee = module.canonical(func)
            if not callee and isinstance(func, ast.Attribute):
                callee = f"{recipe(module, func.value, depth + 1)}.{func.attr}"
            positions = _POSITIONS.get(callee, ("service_name",) if callee.endswith((".client", ".resource")) else ())
            named = {f"{number}": recipe(module, value, depth + 1) for number, value in enumerate(expression.args)}
            for keyword in expression.keywords:
                key = str(positions.index(keyword.arg)) if keyword.arg in positions else keyword.arg or "**"
                named[key] = recipe(module, keyword.value, depth + 1)
            return f"{callee or ast.unparse(func)}({', '.join(f'{key}={named[key]}' for key in sorted(named))})"
        case ast.Name():
            value = bound_value(module, expression)
            if isinstance(value, ast.Constant | ast.Call | ast.Subscript | ast.Attribute):
                return recipe(module, value, depth + 1)
    return ast.unparse(expression)
