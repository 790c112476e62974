"""LMB108."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lambdafix.codemod import Codemod, Match, Refusal, Span, syntax, values

if TYPE_CHECKING:
    from lambdafix.codemod import Module, Patch

BOUND = "128"
_MANY = re.compile(
    r"(?:^|_)(?:ids?|keys?|emails?|users?|customers?|tokens?|urls?|quer(?:y|ies)|skus?|orders?|sessions?|ip)$"
)
"""How a parameter is called that has another value for each customer, order or session."""


@dataclass(frozen=True, slots=True)
class Plan:
    decorator: Span
    imported: Span | None
    """`from functools import cache`, where nothing else needs it."""
    bound: Span | None
    """The `None` of `lru_cache(maxsize=None)`."""


class UnboundedCache(Codemod[Plan]):
    """A cache without a bound, keyed by what requests send.

    What it does
    ------------
    Finds module-level functions under `functools.cache` or `lru_cache(maxsize=None)` that are called with a value of
    the request, for a parameter that is called like what each customer, order or session has one of.

    Why it is bad
    -------------
    The cache grows with every new value for as long as the process lives, which may be hours, until the function is out
    of memory. The old results are kept for as long.

    Example
    -------
    ```python
    from functools import cache


    @cache
    def profile(user_id):
        return {"user": user_id, "history": list(range(10))}


    def handler(event, context):
        return profile(event["user"])["user"]
    ```

    Use instead
    -----------
    ```python
    from functools import lru_cache


    @lru_cache(maxsize=128)
    def profile(user_id):
        return {"user": user_id, "history": list(range(10))}


    def handler(event, context):
        return profile(event["user"])["user"]
    ```

    When the fix is safe
    --------------------
    Never: what is pushed out of the cache is computed again, and 128 may be too few.

    When it is refused
    ------------------
    Never. No finding: the cache has a bound; the function has no parameters, or is called with constants; something
    clears the cache; a method, whose cache LMB108 does not follow; another name of the parameter.

    References
    ----------
    - https://docs.python.org/3/library/functools.html#functools.lru_cache
    - https://docs.aws.amazon.com/lambda/latest/dg/best-practices.html
    """

    code = "LMB108"
    name = "unbounded-cache"
    remedy = "Give the cache a bound"
    evidence = re.compile(rb"\bcache\b|maxsize")

    def detect(self, module: Module) -> Iterator[Match[Plan]]:
        for function in module.every(ast.FunctionDef):
            if module.parent(function) is not module.tree or len(function.decorator_list) != 1:
                continue
            decorator = function.decorator_list[0]
            if not _is_unbounded(module, decorator) or _is_cleared(module, function):
                continue
            call = next(_varied_calls(module, function), None)
            reach = module.reach(call) if call is not None else None
            if call is None or reach is None:
                continue
            yield Match.repair(
                module.span(decorator),
                f"the cache of `{function.name}` has no bound, and grows with every new value that requests send",
                _plan(module, decorator),
                doubts=[f"what is pushed out of it is computed again, and {BOUND} may be too few"],
                call_path=reach.call_path,
            )

    def fix(self, plan: Plan, module: Module, patch: Patch) -> Refusal | None:
        import libcst as cst

        file = patch.file(module.path)
        if plan.bound is not None:
            file.replace(file.node(plan.bound, cst.Name), cst.Integer(BOUND))
            return None
        decorator = file.node(plan.decorator, cst.BaseExpression)  # type: ignore[type-abstract]
        if plan.imported is not None and file.fresh_name("lru_cache") == "lru_cache":
            file.replace(file.statement(plan.imported), file.parse_statement("from functools import lru_cache"))
            file.unbind("", file.code(decorator))
            file.bind("", "lru_cache")
            bounded = "lru_cache"
        else:
            bounded = file.ensure_import("functools", "lru_cache")
        file.replace(decorator, file.parse_expression(f"{bounded}(maxsize={BOUND})"))
        return None


def _is_unbounded(module: Module, decorator: ast.expr) -> bool:
    if isinstance(decorator, ast.Call):
        size = values.argument(decorator, 0, "maxsize")
        unbounded = isinstance(size, ast.Constant) and size.value is None
        return unbounded and module.canonical(decorator.func) == "functools.lru_cache"
    return module.canonical(decorator) == "functools.cache"


def _is_cleared(module: Module, function: ast.FunctionDef) -> bool:
    return any(
        isinstance(above := module.parent(use), ast.Attribute) and above.attr == "cache_clear"
        for use in module.scopes.uses_of(function.name, module.scopes.module)
    )


def _varied_calls(module: Module, function: ast.FunctionDef) -> Iterator[ast.Call]:
    """Calls that give a value of the request for a parameter that has many values."""
    parameters = [argument.arg for argument in (*function.args.posonlyargs, *function.args.args)]
    for use in module.scopes.uses_of(function.name, module.scopes.module):
        call = module.parent(use)
        if not isinstance(call, ast.Call) or call.func is not use:
            continue
        given = [*zip(parameters, call.args, strict=False), *((one.arg or "", one.value) for one in call.keywords)]
        if any(_MANY.search(name) and values.depends_on_request(module, value) for name, value in given):
            yield call


def _plan(module: Module, decorator: ast.expr) -> Plan:
    if isinstance(decorator, ast.Call):
        size = values.argument(decorator, 0, "maxsize")
        return Plan(module.span(decorator), None, module.span(size) if size is not None else None)
    return Plan(module.span(decorator), _own_import(module, decorator), None)


def _own_import(module: Module, decorator: ast.expr) -> Span | None:
    name = syntax.dotted(decorator)
    bindings = module.scopes.module.bindings.get(name, [])
    statement = module.parent(bindings[0].node) if len(bindings) == 1 else None
    used_once = len(module.scopes.uses_of(name, module.scopes.module)) == 1
    plain = isinstance(statement, ast.ImportFrom) and len(statement.names) == 1
    return module.span(statement) if used_once and plain and statement is not None else None
