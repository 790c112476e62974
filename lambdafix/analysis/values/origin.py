"""Where a value comes from: constants, configuration, the environment, the request, or somewhere unknown."""

from __future__ import annotations

import ast
import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lambdafix.analysis.program.names import Definition
from lambdafix.analysis.syntax.facts import MUTATING_METHODS, dotted
from lambdafix.analysis.syntax.facts import Scope as Facts
from lambdafix.analysis.syntax.scopes import Binding, BindingKind, ScopeKind
from lambdafix.analysis.values.by_name import is_written_by_name
from lambdafix.analysis.values.constancy import attribute_constancy, constancy
from lambdafix.analysis.values.content import Content, content
from lambdafix.analysis.values.variables import is_environment, is_environment_get
from lambdafix.judgement import Judgement, Known, Refuted, Unknown
from lambdafix.knowledge import purity

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module


class Source(enum.Enum):
    CONSTANT = "a constant"
    CONFIGURATION = "a module-level name that nothing rebinds"
    ENVIRONMENT = "an environment variable"
    EVENT = "the event"
    CONTEXT = "the context"
    PARAMETER = "a parameter"
    LOOP = "a loop variable"
    LOCAL = "a local variable that is bound more than once"
    CALL = "a call"
    REBOUND = "a module-level name that something rebinds"
    UNKNOWN = "something unresolved"


STABLE = frozenset({Source.CONSTANT, Source.CONFIGURATION, Source.ENVIRONMENT})
"""The same for every request of one process."""


_PURE_BUILTINS = frozenset({"str", "int", "float", "bool", "dict", "list", "tuple", "set", "frozenset", "len"})
"""The same for the same arguments: `id` and `hash` are not."""


@dataclass(frozen=True, slots=True)
class Origin:
    """What an expression's value is made of.

    `locals` are the single assignments it goes by way of, in the order they must run; `names` the module-level names it
    reads; `environment` the variables it reads ("" for one whose name is not constant).

    `evidence` are the clauses that show it, `doubts` those that say what is not known of it.
    """

    sources: frozenset[Source]
    names: frozenset[str] = frozenset()
    locals: tuple[ast.stmt, ...] = ()
    environment: frozenset[str] = frozenset()
    evidence: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()

    @property
    def stable(self) -> bool:
        """Whether it is the same for every request of one process."""
        return self.sources <= STABLE

    def __or__(self, other: Origin) -> Origin:
        extra = tuple(statement for statement in other.locals if statement not in self.locals)
        return Origin(
            self.sources | other.sources,
            self.names | other.names,
            self.locals + extra,
            self.environment | other.environment,
            tuple(dict.fromkeys(self.evidence + other.evidence)),
            tuple(dict.fromkeys(self.doubts + other.doubts)),
        )


_CONSTANT = Origin(frozenset({Source.CONSTANT}))


def _only(source: Source, name: str = "") -> Origin:
    return Origin(frozenset({source}), frozenset({name} if name else ()))


def trace(module: Module, expression: ast.expr, depth: int = 0) -> Origin:
    """The origin of `expression` in `module`. What is not understood is UNKNOWN."""
    if depth > 12:
        return _only(Source.UNKNOWN)
    match expression:
        case ast.Constant():
            return _CONSTANT
        case ast.Name():
            return _name(module, expression, depth)
        case ast.Attribute(value=value):
            return _attribute(module, expression, value, depth)
        case ast.Subscript(value=value, slice=index):
            if is_environment(module, value):
                return _environment(module, index, depth)
            if content(module, value) is Content.OPAQUE and not _is_local(module, value):
                return _only(Source.CALL)
            return trace(module, value, depth + 1) | trace(module, index, depth + 1)
        case ast.Call():
            return _call(module, expression, depth)
        case (
            ast.JoinedStr()
            | ast.FormattedValue()
            | ast.BinOp()
            | ast.UnaryOp()
            | ast.BoolOp()
            | ast.Compare()
            | ast.IfExp()
            | ast.Tuple()
            | ast.List()
            | ast.Set()
            | ast.Dict()
            | ast.Starred()
            | ast.Slice()
        ):
            origin = _CONSTANT
            for child in ast.iter_child_nodes(expression):
                if isinstance(child, ast.expr):
                    origin |= trace(module, child, depth + 1)
            return origin
    return _only(Source.UNKNOWN)


def _environment(module: Module, key: ast.expr, depth: int) -> Origin:
    name = key.value if isinstance(key, ast.Constant) and isinstance(key.value, str) else ""
    origin = Origin(frozenset({Source.ENVIRONMENT}), environment=frozenset({name}))
    return origin | trace(module, key, depth + 1)


def _attribute(module: Module, expression: ast.Attribute, value: ast.expr, depth: int) -> Origin:
    meant = module.definition(expression)
    if meant is not None:
        return _project_name(module, meant, dotted(expression).partition(".")[0])
    if module.canonical(expression):
        if content(module, expression) is Content.OPAQUE:
            return _only(Source.CALL)
        return _only(Source.CONFIGURATION, dotted(expression).partition(".")[0])
    if content(module, value) is Content.OPAQUE and not _is_local(module, value):
        return _only(Source.CALL)
    changing = Source.CALL if _computes_attributes(module, value) else _changing(module, expression.attr)
    origin = trace(module, value, depth + 1) | (_only(changing) if changing else Origin(frozenset()))
    if content(module, expression) is Content.DATA:
        origin |= _judged(attribute_constancy(module, expression.attr))
    return origin


def _is_local(module: Module, expression: ast.expr) -> bool:
    """Whether it begins with a name of a function's own, which is followed by what it was assigned."""
    while isinstance(expression, ast.Attribute | ast.Subscript):
        expression = expression.value
    if not isinstance(expression, ast.Name):
        return False
    owner = module.owner(expression)
    return owner is not None and owner.kind is not ScopeKind.MODULE


def _judged(judgement: Judgement, name: str = "") -> Origin:
    names = frozenset({name} if name else ())
    match judgement:
        case Known(evidence):
            return Origin(frozenset({Source.CONFIGURATION}), names, evidence=(evidence,))
        case Unknown(reason):
            return Origin(frozenset({Source.CONFIGURATION}), names, doubts=(reason,))
        case Refuted(reason):
            return Origin(frozenset({Source.REBOUND}), names, doubts=(reason,))


def _computes_attributes(module: Module, value: ast.expr) -> bool:
    """Whether code of the project may give out what an attribute of `value` is read as."""
    program = module.program
    meant = module.definition(value)
    if meant is not None and meant.kind == "module":
        return "__getattr__" in program.files[meant.path].functions
    special = _COMPUTING
    if meant is not None and meant.kind == "class":
        if any(program.method(meant.path, meant.qualname, name) is not None for name in _COMPUTING):
            return True
        special = frozenset({"__get__"})
    return not special.isdisjoint(program.special_methods)


_COMPUTING = frozenset({"__getattr__", "__getattribute__", "__get__"})


def _changing(module: Module, attribute: str) -> Source | None:
    """Why an attribute of some object may change: code sets one of that name later on, or a property computes it."""
    if attribute in module.program.attributes_set_later:
        return Source.REBOUND
    if attribute in module.program.properties:
        return Source.CALL
    return Source.REBOUND if is_written_by_name(module, "", attribute) else None


def _project_name(module: Module, meant: Definition, local: str) -> Origin:
    if meant.kind != "variable":
        function = module.program.files[meant.path].functions.get(meant.qualname)
        computed = function is not None and "property" in function.decorators
        return _only(Source.CALL if computed else Source.CONFIGURATION, local)
    other = module.other(meant.path)
    if other is None:
        return _only(Source.UNKNOWN)
    facts = module.program.files[meant.path]
    if any(qualname and _changes(scope, meant.qualname) for qualname, scope in facts.scopes.items()):
        return _only(Source.REBOUND, local)
    return _judged(constancy(other, meant.qualname), local)


def _changes(scope: Facts, name: str) -> bool:
    """Whether a function changes what the module-level `name` of its file holds."""
    if name in scope.binds and name not in scope.globals:
        return False
    written = any(place == f"{name}[]" or place.startswith(f"{name}.") for place in scope.mutations)
    return written or any(
        call.partition(".")[0] == name and call.rpartition(".")[2] in MUTATING_METHODS for call in scope.calls
    )


def _name(module: Module, name: ast.Name, depth: int) -> Origin:
    owner = module.owner(name)
    if owner is None:
        return _CONSTANT if name.id in ("__name__", "__file__") else _only(Source.UNKNOWN)
    bindings = owner.bindings[name.id]
    if owner.kind is ScopeKind.MODULE:
        if all(binding.kind is BindingKind.IMPORT for binding in bindings):
            meant = module.definition(name)
            if meant is not None:
                return _project_name(module, meant, name.id)
            if content(module, name) is Content.OPAQUE and not _is_module_import(module, bindings):
                doubt = f"what `{name.id}` holds comes from another package, which lambdafix does not read"
                return Origin(frozenset({Source.CONFIGURATION}), frozenset({name.id}), doubts=(doubt,))
            return _only(Source.CONFIGURATION, name.id)
        return _judged(constancy(module, name.id), name.id)
    if len(bindings) != 1:
        kinds = {binding.kind for binding in bindings}
        return _only(Source.LOOP if BindingKind.LOOP in kinds else Source.LOCAL)
    return _single_binding(module, bindings[0], depth)


def _is_module_import(module: Module, bindings: list[Binding]) -> bool:
    return all(isinstance(module.parent(binding.node), ast.Import) for binding in bindings)


def _single_binding(module: Module, binding: Binding, depth: int) -> Origin:
    match binding.kind:
        case BindingKind.PARAMETER:
            return _only(_parameter(module, binding))
        case BindingKind.LOOP:
            return _only(Source.LOOP)
        case BindingKind.IMPORT:
            return _only(Source.CONFIGURATION)
        case BindingKind.ASSIGNMENT:
            statement = module.statement(binding.node)
            direct = isinstance(statement, ast.Assign) and statement.targets == [binding.node]
            direct = direct or (isinstance(statement, ast.AnnAssign) and statement.target is binding.node)
            if direct and statement.value is not None:  # type: ignore[attr-defined]
                origin = trace(module, statement.value, depth + 1)  # type: ignore[attr-defined]
                return origin | Origin(frozenset(), locals=(statement,))
    return _only(Source.UNKNOWN)


def _parameter(module: Module, binding: Binding) -> Source:
    function = binding.scope.node
    if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef) and module.handler(function):
        names = [
            argument.arg for argument in (*function.args.posonlyargs, *function.args.args) if argument.arg != "self"
        ]
        if binding.name in names[:2]:
            return Source.EVENT if binding.name == names[0] else Source.CONTEXT
    return Source.PARAMETER


def _call(module: Module, call: ast.Call, depth: int) -> Origin:
    arguments = [*call.args, *(keyword.value for keyword in call.keywords)]
    canonical = module.canonical(call.func)
    if is_environment_get(module, call):
        origin = _environment(module, call.args[0], depth)
        for argument in arguments[1:]:
            origin |= trace(module, argument, depth + 1)
        return origin
    pure = canonical in purity.BUILDING_CALLS
    origin = _only(Source.CONFIGURATION, dotted(call.func).partition(".")[0]) if pure else _CONSTANT
    if isinstance(call.func, ast.Name) and call.func.id in _PURE_BUILTINS and module.owner(call.func) is None:
        pure = True
    if isinstance(call.func, ast.Attribute) and call.func.attr in purity.TEXT_METHODS and not canonical:
        receiver = trace(module, call.func.value, depth + 1)
        pure, origin = receiver.stable, receiver
    if not pure:
        return _only(Source.CALL) | _arguments(module, arguments, depth)
    return origin | _arguments(module, arguments, depth)


def _arguments(module: Module, arguments: list[ast.expr], depth: int) -> Origin:
    origin = _CONSTANT
    for argument in arguments:
        origin |= trace(module, argument, depth + 1)
    return origin
