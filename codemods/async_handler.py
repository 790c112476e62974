"""LMB703."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lambdafix.codemod import Codemod, Match, Refusal, Span

if TYPE_CHECKING:
    from lambdafix.codemod import Module, Patch

_NAMES = frozenset({"handler", "lambda_handler"})


@dataclass(frozen=True, slots=True)
class Plan:
    """Give the coroutine `name` another name, and its own to a plain function that runs it."""

    function: Span
    name: str
    parameters: tuple[str, ...]
    bound: tuple[str, ...]
    """All names that it binds."""


_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


class AsyncHandler(Codemod[Plan]):
    """A handler that is a coroutine function, which Lambda does not await.

    What it does
    ------------
    Finds `async def` functions that a template names as handlers, or that are called `handler` or `lambda_handler` and
    take an event and a context.

    Why it is bad
    -------------
    Lambda's runtime for Python calls the handler and takes what it returns for the answer. Of a coroutine function that
    is a coroutine: none of its code runs, and the request fails with `Runtime.MarshalError`.

    Example
    -------
    ```python
    async def handler(event, context):
        return {"statusCode": 200, "body": event["name"]}
    ```

    Use instead
    -----------
    ```python
    import asyncio


    async def async_handler(event, context):
        return {"statusCode": 200, "body": event["name"]}


    def handler(event, context):
        return asyncio.run(async_handler(event, context))
    ```

    When the fix is safe
    --------------------
    Never: what never ran runs from then on.

    When it is refused
    ------------------
    Where other code or a test awaits it, it takes more than an event and a context, or it is a generator. No finding:
    it has a decorator, which may run it; another function of the file runs it, and no template names it.

    References
    ----------
    - https://docs.aws.amazon.com/lambda/latest/dg/python-handler.html
    - https://docs.python.org/3/library/asyncio-runner.html
    """

    code = "LMB703"
    name = "async-handler"
    remedy = "Run it in a plain function"
    evidence = re.compile(rb"async\s+def")

    def detect(self, module: Module) -> Iterator[Match[Plan]]:
        for function in module.every(ast.AsyncFunctionDef):
            entry = module.handler(function)
            if entry is None or function.decorator_list or module.parent(function) is not module.tree:
                continue
            used = bool(module.scopes.uses_of(function.name, module.scopes.module)) or _is_imported(module, function)
            if not entry.declared_in and (used or function.name not in _NAMES):
                continue
            yield Match.answered(
                _head(module, function),
                "Lambda does not await this handler: it answers with a coroutine, and none of its code runs",
                _answer(module, function),
                doubts=["it ran none of its code before, and runs all of it now"],
            )

    def fix(self, plan: Plan, module: Module, patch: Patch) -> Refusal | None:
        file = patch.file(module.path)
        function = file.function(plan.function)
        name = file.fresh_name(f"async_{plan.name}", f"{plan.name}_coroutine")
        run = f"{file.ensure_import('asyncio')}.run({name}({', '.join(plan.parameters)}))"
        file.replace(function.name, function.name.with_changes(value=name))
        file.bind("", name)
        for local in plan.bound:
            file.bind(name, local)
            if local not in plan.parameters:
                file.unbind(plan.name, local)
        wrapper = f"def {plan.name}({', '.join(plan.parameters)}):\n    return {run}"
        file.add_to_module(wrapper, after=file.statement(plan.function))
        return None


def _answer(module: Module, function: ast.AsyncFunctionDef) -> Plan | Refusal:
    by_hand = f"rename it, and run it with `asyncio.run` in a plain function `{function.name}`"
    arguments = function.args
    if arguments.vararg or arguments.kwarg or arguments.kwonlyargs or arguments.posonlyargs or arguments.defaults:
        return Refusal("it takes more than an event and a context", by_hand)
    if module.scopes.uses_of(function.name, module.scopes.module) or module.users.of(module.path, function.name):
        return Refusal("others await it", by_hand)
    if any(isinstance(node, ast.Yield | ast.YieldFrom) for node in ast.walk(function)):
        return Refusal("it is a generator", "let it return its answer as a whole")
    if sum(one.name == function.name for one in module.tree.body if isinstance(one, _DEFINITIONS)) > 1:
        return Refusal("the name is bound twice", by_hand)
    names = tuple(argument.arg for argument in arguments.args)
    return Plan(module.span(function), function.name, names, tuple(module.scopes.of_node[function].bindings))


def _head(module: Module, function: ast.AsyncFunctionDef) -> Span:
    """`async def handler`, without its body."""
    start = module.span(function).start
    return Span(start, module.source.text.index("(", start))


def _is_imported(module: Module, function: ast.AsyncFunctionDef) -> bool:
    return bool(module.users.of(module.path, function.name))
