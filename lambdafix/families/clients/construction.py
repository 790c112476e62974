"""Objects that request code builds anew although every request builds the same one.

Which calls build something is a codemod's knowledge (`Recognise`); where such a call stands, what it is built from
and who uses the result is told here.
"""

from __future__ import annotations

import ast
import enum
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic

from lambdafix.analysis.syntax.scopes import FunctionNode, Scope, ScopeKind
from lambdafix.analysis.values.boto import bound_value
from lambdafix.analysis.values.constancy import constancy
from lambdafix.analysis.values.inputs import Inputs, ProductT, Recognise, inputs_of, looks_at_locals
from lambdafix.judgement import Known

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module
    from lambdafix.analysis.program.program import Reach


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
        inputs = inputs_of(module, product, recognise, fetched)
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
        is_plain = owner is not None and _is_single(owner, target) and not _is_hidden(module, function, target)
        if owner is not None and is_plain and not looks_at_locals(function):
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


def _is_hidden(module: Module, function: FunctionNode, target: ast.Name) -> bool:
    """Whether a class in the function binds the same name: its body then reads the module's, never the function's."""
    classes = (node for node in ast.walk(function) if isinstance(node, ast.ClassDef))
    return any(target.id in module.scopes.of_node[klass].bindings for klass in classes)


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


# --- sameness


_POSITIONS = {"boto3.client": ("service_name", "region_name"), "boto3.resource": ("service_name", "region_name")}


def recipe(module: Module, expression: ast.expr, depth: int = 0) -> str:
    """A text that is equal for two expressions only if they build the same thing, however their arguments are spelt.

    A name stands for its one value, or for the module-level name whose value lasts; what may be another thing at
    another place is told apart by that place.
    """
    key = (recipe, expression, depth)
    if key not in module.memo:
        module.memo[key] = _recipe(module, expression, depth)
    text: str = module.memo[key]
    return text


def _recipe(module: Module, expression: ast.expr, depth: int) -> str:
    if depth > _RECIPE_DEPTH:
        return _only_here(module, expression)
    match expression:
        case ast.Constant():
            return ast.unparse(expression)
        case ast.Call(func=func):
            callee = module.canonical(func)
            if not callee and isinstance(func, ast.Attribute):
                callee = f"{recipe(module, func.value, depth + 1)}.{func.attr}"
            positions = _POSITIONS.get(callee, ("service_name",) if callee.endswith((".client", ".resource")) else ())
            named = {f"{number}": recipe(module, value, depth + 1) for number, value in enumerate(expression.args)}
            for keyword in expression.keywords:
                key = str(positions.index(keyword.arg)) if keyword.arg in positions else keyword.arg or "**"
                named[key] = recipe(module, keyword.value, depth + 1)
            callee = callee or recipe(module, func, depth + 1)
            return f"{callee}({', '.join(f'{key}={named[key]}' for key in sorted(named))})"
        case ast.Name():
            return _of_name(module, expression, depth)
        case ast.Attribute(value=value, attr=name):
            return module.canonical(expression) or f"{recipe(module, value, depth + 1)}.{name}"
        case ast.Lambda() | ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
            return _only_here(module, expression)
    parts = (recipe(module, part, depth + 1) for part in ast.iter_child_nodes(expression) if isinstance(part, ast.expr))
    return f"{_shape(expression)}({', '.join(parts)})"


_RECIPE_DEPTH = 12


def _of_name(module: Module, name: ast.Name, depth: int) -> str:
    owner = module.owner(name)
    if owner is None:
        return name.id
    value = bound_value(module, name)
    if value is not None and not isinstance(value, ast.List | ast.Dict | ast.Set):
        return recipe(module, value, depth + 1)
    if canonical := module.canonical(name):
        return canonical
    if owner is module.scopes.module and isinstance(constancy(module, name.id), Known):
        return f"the module's {name.id}"
    return _only_here(module, name)


def _only_here(module: Module, expression: ast.expr) -> str:
    return f"{ast.unparse(expression)} at {module.span(expression)}"


def _shape(expression: ast.expr) -> str:
    """The kind of an expression, its operators, and what else of it is no expression."""
    kind = type(expression).__name__
    match expression:
        case ast.BinOp(op=op) | ast.UnaryOp(op=op) | ast.BoolOp(op=op):
            return f"{kind} {type(op).__name__}"
        case ast.Compare(ops=ops):
            return " ".join((kind, *(type(op).__name__ for op in ops)))
        case ast.FormattedValue(conversion=conversion):
            return f"{kind} {conversion}"
        case ast.Dict(keys=keys):
            return f"{kind} {[key is None for key in keys]}"
    return kind
