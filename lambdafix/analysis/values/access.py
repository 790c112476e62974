"""Every place in the program that reads, fills, changes or replaces what one module-level name holds."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from lambdafix.analysis.program.names import Definition
from lambdafix.analysis.syntax.facts import dotted
from lambdafix.analysis.syntax.scopes import BindingKind, FunctionNode
from lambdafix.analysis.values.variable import Action, ModuleVariable, classify
from lambdafix.knowledge import loggers

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module

Key = tuple[str, ...]
"""The constants of `x["a"][0]`, as their `repr`; () is all that the name holds."""

_KEYED_METHODS = frozenset({"get", "index", "count", "__contains__", "has_key"})
TAKING_METHODS = frozenset({"pop", "popitem", "popleft", "remove", "discard", "setdefault"})


@dataclass(frozen=True, slots=True, eq=False)
class Access:
    """One use. What it does in order: reads, then mutates, then writes."""

    module: Module
    node: ast.expr
    function: FunctionNode | None
    """The function whose body holds it; None at import time."""
    reads: Key | None = None
    """What it looks at: () for all of it, None for nothing."""
    keyed: bool = False
    """It looks one thing up (`k in x`, `x[k]`, `x.get(k)`) by a key that is not constant."""
    logs: bool = False
    """What it reads goes into a log line and nowhere else."""
    mutates: bool = False
    writes: Key | None = None
    """What it sets whatever was there: () for all of it."""
    emptied: bool = False
    """It writes an empty value or a constant."""
    value: ast.expr | None = None
    """What it binds the name to, or stores under a key."""
    augmented: ast.AugAssign | None = None
    action: Action | None = None
    """None where it binds the name."""
    method: str = ""
    by_import: bool = False
    """In another file, through a name bound by `from module import name`: the object, not the name."""

    @property
    def row(self) -> int:
        return self.node.lineno

    @property
    def changes(self) -> bool:
        """It may change what the place holds."""
        return self.mutates or self.writes is not None

    @property
    def alters(self) -> bool:
        """It surely puts something there, other than a constant in the place of everything."""
        if self.writes == ():
            return not self.emptied
        return self.mutates and (self.augmented is not None or self.action is Action.MUTATE)


def accesses(module: Module, variable: ModuleVariable) -> list[Access] | None:
    """All uses of a module-level variable, tests aside; None where a file that uses it cannot be read."""
    bound = [b for b in variable.bindings if b.kind is not BindingKind.DELETION]
    found = [_binding(module, b.node) for b in bound]
    found += [_use(module, use.node) for use in variable.uses]
    paths = {use.path for use in variable.external if not use.in_test} | set(variable.star_importers)
    for path in sorted(paths):
        if module.program.files[path].test is not None:
            continue
        other = module.other(path)
        if other is None:
            return None
        found += _in_other(other, Definition(module.path, variable.name, "variable"))
    return found


def _binding(module: Module, node: ast.AST) -> Access:
    function = module.function(node)
    if not isinstance(node, ast.Name):
        # an import, a def or an exception's name: bound to something this analysis does not follow
        return Access(module, node, function, writes=())  # type: ignore[arg-type]
    statement = module.statement(node)
    if isinstance(statement, ast.AugAssign):
        return Access(module, node, function, reads=(), mutates=True, value=statement.value, augmented=statement)
    value = statement.value if isinstance(statement, ast.Assign | ast.AnnAssign) else None
    if isinstance(statement, ast.AnnAssign) and value is None:
        return Access(module, node, function)
    direct = isinstance(statement, ast.AnnAssign) or (isinstance(statement, ast.Assign) and node in statement.targets)
    value = value if direct else None
    return Access(module, node, function, writes=(), value=value, emptied=value is not None and is_constant(value))


def _in_other(module: Module, meant: Definition) -> Iterator[Access]:
    name = meant.qualname
    for node in module.every(ast.Attribute):
        if node.attr == name and dotted(node) and module.definition(node) == meant:
            if isinstance(node.ctx, ast.Load):
                yield _use(module, node)
            else:
                yield _attribute_binding(module, node)
    for local in module.every(ast.Name):
        owner = module.owner(local)
        if owner is not None and any(b.kind is not BindingKind.IMPORT for b in owner.bindings[local.id]):
            continue
        if not isinstance(local.ctx, ast.Store) and module.definition(local) == meant:
            access = _use(module, local)
            yield replace(access, by_import=True)


def _attribute_binding(module: Module, node: ast.Attribute) -> Access:
    function = module.function(node)
    statement = module.statement(node)
    if isinstance(statement, ast.AugAssign):
        return Access(module, node, function, reads=(), mutates=True, value=statement.value, augmented=statement)
    value = statement.value if isinstance(statement, ast.Assign | ast.AnnAssign) else None
    return Access(module, node, function, writes=(), value=value, emptied=value is not None and is_constant(value))


def _use(module: Module, node: ast.Name | ast.Attribute) -> Access:
    use = classify(module, node)
    above = module.parent(node)
    function, action, method = use.function, use.action, use.method
    made = {"action": action, "method": method}
    if action is Action.CLEAR:
        value = _slice_value(module, node)
        reads = () if value is not None and any(_same(n, node) for n in ast.walk(value)) else None
        empty = value is None or is_constant(value)
        return Access(module, node, function, reads=reads, writes=(), emptied=empty, value=value, **made)  # type: ignore[arg-type]
    if isinstance(above, ast.Subscript) and above.value is node:
        return _subscript(module, node, above, function, action)
    if action is Action.MUTATE:
        taking = method in TAKING_METHODS
        augmented = above if isinstance(above, ast.AugAssign) else None
        return Access(
            module,
            node,
            function,
            reads=() if taking or augmented else None,
            keyed=taking and method not in ("popitem", "popleft"),
            mutates=True,
            value=_first_argument(module, node),
            augmented=augmented,
            **made,  # type: ignore[arg-type]
        )
    if action in (Action.DELETE, Action.CAPTURE):
        return Access(module, node, function, reads=(), **made)  # type: ignore[arg-type]
    keyed = method in _KEYED_METHODS or (isinstance(above, ast.Compare) and _is_membership(above, node))
    key: Key = ()
    if method == "get":
        constant = _constant_key(_first_argument(module, node))
        key, keyed = ((constant,), False) if constant else (key, keyed)
    return Access(
        module,
        node,
        function,
        reads=key,
        keyed=keyed,
        logs=is_logged(module, node),
        mutates=action is Action.ESCAPE and _may_change(module, node),
        **made,  # type: ignore[arg-type]
    )


def _subscript(
    module: Module, node: ast.expr, subscript: ast.Subscript, function: FunctionNode | None, action: Action
) -> Access:
    """`x[k]`, `x[k] = v`, `x[k]["b"].append(v)`: by the constants of its keys, as far as they are constant."""
    path: list[str] = []
    top = subscript
    constant = True
    while True:
        here = _constant_key(top.slice) if isinstance(top, ast.Subscript) else None
        if here is None:
            constant = False
        elif constant:
            path.append(here)
        above = module.parent(top)
        if isinstance(above, ast.Subscript) and above.value is top:
            top = above
            continue
        break
    key: Key = tuple(path)
    if action is not Action.MUTATE:
        return Access(
            module,
            node,
            function,
            reads=key,
            keyed=not path,
            logs=is_logged(module, top),
            mutates=_may_change(module, top) and not isinstance(above, ast.Compare),
            action=action,
        )
    if isinstance(top.ctx, ast.Store):
        statement = module.statement(top)
        if isinstance(statement, ast.AugAssign):
            return Access(
                module,
                node,
                function,
                reads=key,
                keyed=not path,
                mutates=True,
                value=statement.value,
                augmented=statement,
                action=action,
            )
        value = statement.value if isinstance(statement, ast.Assign | ast.AnnAssign) else None
        return Access(
            module, node, function, mutates=True, writes=key if constant else None, value=value, action=action
        )
    if isinstance(top.ctx, ast.Del):
        return Access(module, node, function, reads=key, keyed=not path, mutates=True, action=action)
    return Access(module, node, function, reads=None, keyed=not path, mutates=True, action=action)


def _constant_key(index: ast.expr | None) -> str | None:
    return repr(index.value) if isinstance(index, ast.Constant) else None


def _slice_value(module: Module, node: ast.expr) -> ast.expr | None:
    statement = module.statement(node)
    return statement.value if isinstance(statement, ast.Assign) else None


def _first_argument(module: Module, node: ast.expr) -> ast.expr | None:
    method = module.parent(node)
    if not isinstance(method, ast.Attribute):
        return None
    call = module.parent(method)
    if isinstance(call, ast.Call) and call.func is method and call.args:
        return call.args[-1] if method.attr in ("insert", "setdefault") else call.args[0]
    return None


def _is_membership(compare: ast.Compare, node: ast.expr) -> bool:
    return any(
        isinstance(operator, ast.In | ast.NotIn) and right is node
        for operator, right in zip(compare.ops, compare.comparators, strict=True)
    )


def _may_change(module: Module, node: ast.expr) -> bool:
    """Whether the object itself goes where it may be changed: a call's argument, another name."""
    above = module.parent(node)
    if isinstance(above, ast.keyword | ast.Starred):
        above = module.parent(above)
    return isinstance(above, ast.Call | ast.Assign | ast.AnnAssign | ast.NamedExpr | ast.List | ast.Dict | ast.Tuple)


def is_logged(module: Module, node: ast.AST) -> bool:
    """Whether what `node` gives goes into a log line and nowhere else."""
    for above in module.ancestors(node):
        if isinstance(above, ast.stmt):
            return False
        if isinstance(above, ast.Call):
            if isinstance(above.func, ast.Name) and above.func.id == "print" and module.owner(above.func) is None:
                return True
            if isinstance(above.func, ast.Attribute) and dotted(above.func.value).rpartition(".")[2] in loggers.NAMES:
                return True
    return False


def _same(node: ast.AST, other: ast.expr) -> bool:
    return isinstance(node, ast.Name | ast.Attribute) and dotted(node) == dotted(other)


def is_constant(value: ast.expr) -> bool:
    """A literal made of literals, or an empty `list()`, `dict()`, `set()`."""
    match value:
        case ast.Constant():
            return True
        case ast.UnaryOp(op=ast.USub() | ast.UAdd(), operand=operand):
            return is_constant(operand)
        case ast.List(elts=elements) | ast.Tuple(elts=elements) | ast.Set(elts=elements):
            return all(map(is_constant, elements))
        case ast.Dict(keys=keys, values=values):
            return all(key is not None and is_constant(key) for key in keys) and all(map(is_constant, values))
        case ast.Call(func=ast.Name(id="list" | "dict" | "set"), args=[], keywords=[]):
            return True
    return False
