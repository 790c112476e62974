"""State beside a leftover that this analysis does not follow, and that may tell one request from the next.

A library's object, the process's own settings, a file: none of it begins anew with the leftover, so that what it
decides, or what is looked up by it, may fit a cold start only.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

from lambdafix.analysis.program.module import Module
from lambdafix.analysis.program.names import Definition
from lambdafix.analysis.syntax.nodes import inside
from lambdafix.analysis.syntax.scopes import BindingKind, FunctionNode, ScopeKind
from lambdafix.analysis.values.boto import boto_value
from lambdafix.analysis.values.constancy import constancy
from lambdafix.analysis.values.once import tests_around
from lambdafix.analysis.values.variable import describe
from lambdafix.families.state.leftover import Leftover, initial_value
from lambdafix.judgement import Unknown
from lambdafix.knowledge import loggers, process_state

_CALLS = 3
"""How many functions of the project deep."""


def deciding_unknown(leftover: Leftover) -> str:
    """What decides whether requests fill the leftover and may remember earlier requests, as text; "" for nothing."""
    look = _Look(leftover)
    for access in leftover.accesses:
        if access.function is None or not access.changes or access.module.reach(access.node) is None:
            continue
        for module, test, _ in tests_around(access.module, access.node):
            if found := look.lasting(module, test):
                return found
        for tried in _tried(access.module, access.node):
            if found := look.lasting(access.module, tried):
                return found
    return ""


def running_on(leftover: Leftover) -> str:
    """What goes on from request to request in a function that uses the leftover, as text; "" for nothing."""
    look = _Look(leftover, strictly=False)
    functions: dict[FunctionNode, Module] = {}
    for access in leftover.accesses:
        if access.function is not None and access.module.reach(access.node) is not None:
            functions.setdefault(access.function, access.module)
    return next((found for function, module in functions.items() if (found := look.lasting(module, function))), "")


def _tried(module: Module, node: ast.AST) -> Iterator[ast.AST]:
    """What may fail before `node` is reached, or whose failure leads there; where a library is all that may fail."""
    child = node
    for above in module.ancestors(node):
        if isinstance(above, ast.Try):
            if isinstance(child, ast.ExceptHandler):
                yield from above.body
            elif child in above.body:
                yield from above.body[: above.body.index(child)]
            elif child in above.orelse:
                yield from above.body
        if isinstance(above, ast.FunctionDef | ast.AsyncFunctionDef):
            return
        child = above


@dataclass
class _Look:
    leftover: Leftover
    strictly: bool = True
    """What is not known to forget counts; else only what is known to go on."""
    seen: set[object] = field(default_factory=set)

    def lasting(self, module: Module, place: ast.AST, depth: int = 0) -> str:
        """The first thing read in `place`, and in what its locals were given, that may remember earlier requests."""
        for node in [place] if isinstance(place, ast.Name) else [*inside(place)]:
            found = ""
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                found = self._of_name(module, node, depth)
            elif isinstance(node, ast.Call):
                found = self._of_call(module, node, depth)
            elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                found = self._of_class_attribute(module, node)
            if found:
                return found
        return ""

    def _of_call(self, module: Module, call: ast.Call, depth: int) -> str:
        if self.strictly:
            method = call.func.attr if isinstance(call.func, ast.Attribute) else ""
            if method in process_state.DISK_METHODS and not module.canonical(call.func):
                return ast.unparse(call.func)
            if isinstance(call.func, ast.Name) and call.func.id == "open" and module.owner(call.func) is None:
                return "a file"
        elif _appends_to_a_file(module, call):
            return "a file that is appended to"
        meant = module.definition(call.func)
        if meant is None or meant.instance or depth >= _CALLS:
            return ""
        other = module.other(meant.path)
        if other is None:
            return ast.unparse(call.func) if self.strictly else ""
        if meant.kind == "class":
            return ast.unparse(call.func) if _counts(other, f"{meant.qualname}.") else ""
        function = other.functions.get(meant.qualname) if meant.kind == "function" else None
        if function is None or function in self.seen:
            return ""
        self.seen.add(function)
        return next((found for part in function.body if (found := self.lasting(other, part, depth + 1))), "")

    def _of_class_attribute(self, module: Module, node: ast.Attribute) -> str:
        meant = module.definition(node.value)
        if meant is None or meant.kind != "class" or meant.instance:
            return ""
        other = module.other(meant.path)
        return ast.unparse(node) if other is not None and node.attr in _numbers(other, f"{meant.qualname}.") else ""

    def _of_name(self, module: Module, name: ast.Name, depth: int) -> str:
        owner = module.owner(name)
        if owner is None:
            return ""
        if owner.kind is not ScopeKind.MODULE:
            return self._of_local(module, name, depth)
        whole = _whole(module, name)
        if all(binding.kind is BindingKind.IMPORT for binding in owner.bindings[name.id]):
            meant = module.definition(name)
            if meant is None:
                return self._of_library(module, whole)
            if meant.kind == "module":
                meant = module.definition(whole) if whole is not name else meant
            return self._of_variable(module, meant, whole) if meant is not None else ""
        return self._of_variable(module, Definition(module.path, name.id, "variable"), whole)

    def _of_local(self, module: Module, name: ast.Name, depth: int) -> str:
        owner = module.owner(name)
        if not self.strictly or owner is None or (owner, name.id) in self.seen:
            return ""
        self.seen.add((owner, name.id))
        for binding in owner.bindings[name.id]:
            statement = module.statement(binding.node) if isinstance(binding.node, ast.Name) else None
            match statement:
                case ast.Assign(value=value) | ast.AnnAssign(value=ast.expr() as value) | ast.For(iter=value):
                    if found := self.lasting(module, value, depth):
                        return found
                case ast.With(items=items):
                    for item in items:
                        if found := self.lasting(module, item.context_expr, depth):
                            return found
        return ""

    def _of_library(self, module: Module, whole: ast.expr) -> str:
        named = module.canonical(whole)
        if not self.strictly:
            return ""
        text = ast.unparse(whole)
        if not named:
            return text
        return "" if process_state.remembers_nothing(named) else text

    def _of_variable(self, module: Module, meant: Definition, whole: ast.expr) -> str:
        """Of a module-level name of the project, or of what is called by one of its attributes."""
        if (meant.path, meant.qualname) == (self.leftover.module.path, self.leftover.name):
            return ""
        other = module.other(meant.path)
        variable = describe(other, meant.qualname) if other is not None else None
        value = initial_value(other, variable) if other is not None and variable is not None else None
        if other is None or variable is None or value is None:
            return ""
        text = ast.unparse(whole)
        if isinstance(value, ast.Call):
            named = other.canonical(value.func)
            if named in process_state.RUNNING_ON:
                return text
            made = other.definition(value.func)
            home = other.other(made.path) if made is not None and made.kind == "class" else None
            if home is not None and made is not None and _counts(home, f"{made.qualname}."):
                return text
            if named == "logging.getLogger":
                last = whole.attr if isinstance(whole, ast.Attribute) else ""
                is_method = last in loggers.METHODS or last == "isEnabledFor"
                return text if self.strictly and last and not is_method else ""
            if process_state.remembers_nothing(named) or boto_value(other, value) is not None:
                return ""
        return text if self.strictly and isinstance(constancy(other, meant.qualname), Unknown) else ""


def _whole(module: Module, name: ast.Name) -> ast.expr:
    """`sys.path` around its `sys`."""
    whole: ast.expr = name
    while isinstance(above := module.parent(whole), ast.Attribute):
        whole = above
    return whole


def _appends_to_a_file(module: Module, call: ast.Call) -> bool:
    if not isinstance(call.func, ast.Name) or call.func.id != "open" or module.owner(call.func) is not None:
        return False
    modes = [*call.args[1:2], *(keyword.value for keyword in call.keywords if keyword.arg == "mode")]
    return any(isinstance(mode, ast.Constant) and "a" in str(mode.value) for mode in modes)


def _counts(module: Module, prefix: str) -> bool:
    """Whether the methods of a class count on in an attribute, of the object or of the class: `self.size += 1`."""
    return bool(_numbers(module, prefix))


def _numbers(module: Module, prefix: str) -> set[str]:
    """The attributes that methods of a class add to."""
    return {
        change.target.attr
        for change in module.every(ast.AugAssign)
        if isinstance(change.target, ast.Attribute)
        and (function := module.function(change)) is not None
        and module.qualname(function).startswith(prefix)
    }
