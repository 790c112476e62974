"""LMB703."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from lambdafix.codemod import Codemod, Match, Refusal, Span

if TYPE_CHECKING:
    from lambdafix.codemod import Module

_NAMES = frozenset({"handler", "lambda_handler"})


class AsyncHandler(Codemod[None]):
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


    async def handle(event, context):
        return {"statusCode": 200, "body": event["name"]}


    def handler(event, context):
        return asyncio.run(handle(event, context))
    ```

    When the fix is safe
    --------------------
    Never: the coroutine function needs a name of its own, and whoever awaits it has to be told.

    When it is refused
    ------------------
    Always. Rename it, and run it with `asyncio.run` in a plain function of its name. No finding: it has a decorator,
    which may run it; another function of the file runs it, and no template names it.

    References
    ----------
    - https://docs.aws.amazon.com/lambda/latest/dg/python-handler.html
    - https://docs.python.org/3/library/asyncio-runner.html
    """

    code = "LMB703"
    name = "async-handler"
    evidence = re.compile(rb"async\s+def")

    def detect(self, module: Module) -> Iterator[Match[None]]:
        for function in module.every(ast.AsyncFunctionDef):
            entry = module.handler(function)
            if entry is None or function.decorator_list or module.parent(function) is not module.tree:
                continue
            used = bool(module.scopes.uses_of(function.name, module.scopes.module)) or _is_imported(module, function)
            if not entry.declared_in and (used or function.name not in _NAMES):
                continue
            yield Match.report(
                _head(module, function),
                "Lambda does not await this handler: it answers with a coroutine, and none of its code runs",
                Refusal(
                    "the coroutine needs a name of its own",
                    f"rename it, and run it with `asyncio.run` in a plain function `{function.name}`",
                ),
            )


def _head(module: Module, function: ast.AsyncFunctionDef) -> Span:
    """`async def handler`, without its body."""
    start = module.span(function).start
    return Span(start, module.source.text.index("(", start))


def _is_imported(module: Module, function: ast.AsyncFunctionDef) -> bool:
    return bool(module.users.of(module.path, function.name))
