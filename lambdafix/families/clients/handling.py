"""What the code does with an object by all the names it gets, as far as it may change it for whoever comes next."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lambdafix.analysis.program.imports import short_module
from lambdafix.analysis.syntax.facts import dotted
from lambdafix.families.clients.lifetime import only_looks, path_of
from lambdafix.knowledge import purity

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module

_DEPTH = 5
_KEEPERS = "weakref."
"""Its objects look whether what they were handed is still there."""
_META = frozenset({"meta", "meta.config", "meta.data"})
"""Attributes of a boto3 object that hold what it was given, or has fetched."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What may be done with one kind of object while the next request finds it as it was."""

    reads: frozenset[str] | None = None
    """The only attributes that are known to change nothing; None: all but private ones."""
    parts: Mapping[str, Rules] = field(default_factory=dict)
    """Methods that give a part of it, which lives as long, and what may be done with that."""
    values: frozenset[str] = frozenset()
    """Dictionaries whose values may be looked at, but not kept: they may be objects themselves."""
    by_any_name: bool = False
    """An attribute whose name is not known is a method."""
    is_closed: bool = False
    """Nothing is known of what code outside the project does with it, and of what keeps it."""


def uncertain(module: Module, nodes: Iterable[ast.expr], rules: Rules) -> Iterator[str]:
    """Why it is not certain that the object which the expressions `nodes` are stays as it is, as clauses."""
    yield from dict.fromkeys(_Handling(rules).of(module, nodes, 0))


class _Handling:
    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._seen: set[tuple[str, int, int]] = set()

    def of(self, module: Module, nodes: Iterable[ast.expr], depth: int) -> Iterator[str]:
        for node in nodes:
            place = (module.path, node.lineno, node.col_offset)
            if depth <= _DEPTH and place not in self._seen:
                self._seen.add(place)
                yield from self._one(module, node, depth)

    def _one(self, module: Module, node: ast.expr, depth: int) -> Iterator[str]:
        path, top = path_of(module, node)
        above = module.parent(top)
        where = f"line {node.lineno} of {short_module(module.path)}"
        if path:
            yield from self._attribute(module, path, top, where, depth)
            return
        match above:
            case ast.Assign(targets=targets, value=value) if value is top:
                names = [target for target in targets if isinstance(target, ast.Name)]
                if self._rules.is_closed and len(names) < len(targets):
                    yield f"{where} keeps it"
                for name in names:
                    owner = module.owner(name)
                    yield from self.of(module, module.scopes.uses_of(name.id, owner) if owner else (), depth)
            case ast.Call(func=func) if func is not top:
                yield from self._call(module, above, top, where, depth)
            case ast.keyword():
                call = module.parent(above)
                if isinstance(call, ast.Call):
                    yield from self._call(module, call, top, where, depth)
            case ast.Return():
                yield from self._callers(module, top, where, depth)
            case _:
                if self._rules.is_closed and not only_looks(above):
                    yield f"{where} keeps it, or closes it"

    def _attribute(self, module: Module, path: str, top: ast.expr, where: str, depth: int) -> Iterator[str]:
        above, rules = module.parent(top), self._rules
        parts = path.split(".")
        is_item = isinstance(above, ast.Subscript) and not isinstance(above.ctx, ast.Load)
        if private := [part for part in parts if part.startswith("_")]:
            yield f"{where} reads its `{private[0]}`, by which it may be changed"
        elif is_item or (isinstance(top, ast.Attribute) and not isinstance(top.ctx, ast.Load)):
            yield f"{where} sets its `{path}`"
        elif parts[0] in rules.parts and isinstance(above, ast.Call) and above.func is top:
            yield from uncertain(module, [above], rules.parts[parts[0]])
        elif path in rules.values and isinstance(above, ast.Subscript) and _is_looked_at(module, above):
            return
        elif rules.reads is not None and (len(parts) > 1 or parts[0] not in rules.reads):
            yield f"{where} reads its `{path}`, by which it may be changed"
        elif path in _META or path.startswith("meta.data."):
            yield f"{where} reads its `{path}`, which may be changed, or old"

    def _call(self, module: Module, call: ast.Call, given: ast.expr, where: str, depth: int) -> Iterator[str]:
        name = module.canonical(call.func) or dotted(call.func)
        if module.definition(call.func) is not None:
            yield from self._by_parameter(module, call, given, where, depth)
        elif name in ("vars", "setattr", "delattr") or name.endswith(("__setattr__", "__delattr__")):
            yield f"{where} may set its attributes"
        elif name == "getattr" and call.args[0] is given and not self._rules.by_any_name:
            yield f"{where} reads an attribute of it whose name is not known"
        elif name.startswith(_KEEPERS):
            yield f"{where} hands it to `{name}`, for which a lasting object is not the same"
        elif self._rules.is_closed and name not in ("isinstance", "print", "repr", "str"):
            yield f"{where} hands it to `{name}`"

    def _by_parameter(self, module: Module, call: ast.Call, given: ast.expr, where: str, depth: int) -> Iterator[str]:
        """What the function of the project that is called does with it."""
        meant = module.definition(call.func)
        home = module.other(meant.path) if meant is not None else None
        function = home.functions.get(meant.qualname) if home is not None and meant is not None else None
        if home is None or function is None:
            return
        parameters = [argument.arg for argument in (*function.args.posonlyargs, *function.args.args)]
        extra = function.args.vararg.arg if function.args.vararg else ""
        keyword = next((keyword.arg for keyword in call.keywords if keyword.value is given), None)
        if keyword is None and given in call.args:
            position = call.args.index(given) + (parameters[:1] in (["self"], ["cls"]))
            keyword = parameters[position] if position < len(parameters) else extra
        scope = home.scopes.of_node[function]
        if keyword and keyword in scope.bindings:
            yield from self.of(home, home.scopes.uses_of(keyword, scope), depth + 1)
        elif self._rules.is_closed:
            yield f"{where} hands it on"

    def _callers(self, module: Module, node: ast.expr, where: str, depth: int) -> Iterator[str]:
        """What the callers of the function that returns it do with it."""
        function = module.function(node)
        maker = (module.path, module.qualname(function))
        for path in (module.path, *module.users.importers(module.path)):
            home = module.other(path)
            for call in home.every(ast.Call) if home is not None else ():
                meant = home.definition(call.func) if home is not None else None
                if home is not None and meant is not None and (meant.path, meant.qualname) == maker:
                    yield from self.of(home, [call], depth + 1)


def _is_looked_at(module: Module, value: ast.expr) -> bool:
    """Whether `value` is only compared, written out, or given to a builtin that makes a text or a number of it."""
    above = module.parent(value)
    if isinstance(above, ast.Call) and isinstance(above.func, ast.Name) and module.owner(above.func) is None:
        return above.func.id in purity.FIXED_BUILTINS
    return only_looks(above)
