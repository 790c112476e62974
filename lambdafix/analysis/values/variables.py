"""What reads a variable of the environment, by whatever name the environment has there."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from lambdafix.analysis.syntax.scopes import BindingKind
from lambdafix.analysis.values.boto import bound_value
from lambdafix.knowledge import purity

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module

_DEPTH = 6


def is_environment(module: Module, expression: ast.expr) -> bool:
    """Whether `expression` is `os.environ`: `environ`, `env` after `env = os.environ`, `settings.env`."""
    return _named(module, expression) == "os.environ"


def is_environment_get(module: Module, call: ast.Call) -> bool:
    """Whether `call` is `os.getenv(…)` or `os.environ.get(…)`."""
    return bool(call.args) and _named(module, call.func) in purity.ENVIRONMENT_READS


def _named(module: Module, expression: ast.expr, depth: int = 0) -> str:
    """The canonical name of `expression`, also by way of names that are bound to it once; "" where it has none."""
    text = module.canonical(expression)
    if text or depth > _DEPTH:
        return text
    if isinstance(expression, ast.Attribute):
        above = _named(module, expression.value, depth + 1)
        if above:
            return f"{above}.{expression.attr}"
    if isinstance(expression, ast.Name | ast.Attribute):
        return _by_its_assignment(module, expression, depth)
    return ""


def _by_its_assignment(module: Module, name: ast.Name | ast.Attribute, depth: int) -> str:
    value = bound_value(module, name) if isinstance(name, ast.Name) else None
    if value is not None:
        return _named(module, value, depth + 1)
    meant = module.definition(name)
    if meant is None or meant.kind != "variable" or meant.path == module.path:
        return ""

    def there(home: Module) -> str:
        bindings = home.scopes.module.bindings.get(meant.qualname, [])
        is_plain = len(bindings) == 1 and bindings[0].kind is BindingKind.ASSIGNMENT
        statement = home.statement(bindings[0].node) if is_plain else None
        bound = statement.value if isinstance(statement, ast.Assign | ast.AnnAssign) else None
        return _named(home, bound, depth + 1) if bound is not None else ""

    return module.elsewhere(meant.path, there) or ""
