"""Decorators and wrappers that may run a handler more often than once a request."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from lambdafix.analysis.program.names import External
from lambdafix.analysis.syntax.facts import dotted
from lambdafix.analysis.syntax.nodes import LOOPS
from lambdafix.analysis.syntax.scopes import FunctionNode
from lambdafix.analysis.values.boto import bound_value

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module

_CALLING_ONCE = """
    aws_lambda_powertools aws_xray_sdk chalice contextlib datadog_lambda functools lambda_decorators lumigo_tracer
    mangum newrelic opentelemetry sentry_sdk thundra typing
"""
_RUNS_ONCE = frozenset(_CALLING_ONCE.split())
"""Packages whose decorators call the function they are put on at most once."""
_CALL_ONCE = frozenset({"capture_lambda_handler", "capture_method", "inject_lambda_context", "log_metrics"})
"""Decorators of Powertools for AWS Lambda, by whatever object."""


def repeats(module: Module, function: FunctionNode) -> str:
    """What may run the module-level `function` several times in one request, as the code names it; "" for nothing."""
    for wrapper in _wrappers(module, function):
        if _may_repeat(module, wrapper):
            return dotted(wrapper) or "a wrapper"
    return ""


def _wrappers(module: Module, function: FunctionNode) -> Iterator[ast.expr]:
    """`@wrapper`, `@wrapper(3)` and `handler = wrapper(function)`."""
    for decorator in function.decorator_list:
        yield decorator.func if isinstance(decorator, ast.Call) else decorator
    for use in module.scopes.uses_of(function.name, module.scopes.module):
        above = module.parent(use)
        if module.function(use) is None and isinstance(above, ast.Call) and use in above.args:
            yield above.func.func if isinstance(above.func, ast.Call) else above.func


def _package(module: Module, wrapper: ast.expr) -> str:
    """The package a wrapper comes from, also as the method of an object of it: `logger.inject_lambda_context`."""
    root = wrapper
    while isinstance(root, ast.Attribute):
        root = root.value
    return (module.canonical(wrapper) or _class_of(module, root)).partition(".")[0]


def _class_of(module: Module, expression: ast.expr) -> str:
    """The library's class, dotted, that made the object of this name, or that its class in the project derives from."""
    made = bound_value(module, expression) if isinstance(expression, ast.Name) else None
    meant = module.definition(expression) if made is None else None
    if meant is not None and meant.kind == "variable":
        other = module.other(meant.path)
        there = other.scopes.module.bindings.get(meant.qualname, []) if other is not None else []
        node = there[0].node if len(there) == 1 else None
        if other is not None and other is not module and isinstance(node, ast.Name):
            return _class_of(other, node)
    if not isinstance(made, ast.Call):
        return ""
    klass = module.definition(made.func)
    if klass is None or klass.kind != "class":
        return module.canonical(made.func)
    for base in module.program.files[klass.path].classes.get(klass.qualname, ()):
        library = module.program.resolve(klass.path, "", base)
        if isinstance(library, External):
            return library.dotted
    return ""


def _may_repeat(module: Module, wrapper: ast.expr) -> bool:
    if isinstance(wrapper, ast.Attribute) and wrapper.attr in _CALL_ONCE:
        return False
    meant = module.definition(wrapper)
    if meant is None or meant.kind == "variable":
        return _package(module, wrapper) not in _RUNS_ONCE
    other = module.other(meant.path)
    function = other.functions.get(meant.qualname) if other else None
    if other is None or function is None:
        return True
    parameters = {argument.arg for argument in ast.walk(function) if isinstance(argument, ast.arg)}
    calls = [
        node
        for node in ast.walk(function)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in parameters
    ]
    return len(calls) != 1 or any(isinstance(above, LOOPS) for above in other.ancestors(calls[0]))
