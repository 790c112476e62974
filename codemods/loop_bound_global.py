"""LMB206."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from lambdafix.codemod import Codemod, Match, Related, runtime

if TYPE_CHECKING:
    from lambdafix.codemod import Module


class LoopBoundGlobal(Codemod[runtime.OneLoop]):
    """An object that belongs to one event loop, kept for the process and used under a new loop in every request.

    What it does
    ------------
    Finds module-level clients and locks that belong to an event loop (aiohttp, motor, httpx, redis, SQLAlchemy, OpenAI,
    `asyncio`), which coroutines of the file use and requests run by `asyncio.run`.

    Why it is bad
    -------------
    `asyncio.run` makes a loop and closes it. The first request binds the object to its loop; the second fails with
    `RuntimeError: Event loop is closed`, or waits for ever.

    Example
    -------
    ```python
    import asyncio

    from motor.motor_asyncio import AsyncIOMotorClient

    client = AsyncIOMotorClient("mongodb://db")


    async def count():
        return await client.count()


    def handler(event, context):
        return asyncio.run(count())
    ```

    Use instead
    -----------
    ```python
    import asyncio

    from motor.motor_asyncio import AsyncIOMotorClient

    loop = asyncio.new_event_loop()

    client = AsyncIOMotorClient("mongodb://db")


    async def count():
        return await client.count()


    def handler(event, context):
        return loop.run_until_complete(count())
    ```

    When the fix is safe
    --------------------
    Never: tasks that a request leaves behind go on in the next one, where `asyncio.run` cancels them.

    When it is refused
    ------------------
    Where coroutines are run in several places, or with options. No finding: no request runs a coroutine by
    `asyncio.run`; no coroutine of the file uses the object; it is made inside one.

    References
    ----------
    - https://docs.python.org/3/library/asyncio-runner.html#asyncio.run
    - https://motor.readthedocs.io/en/stable/api-asyncio/asyncio_motor_client.html
    - https://docs.aiohttp.org/en/stable/client_advanced.html
    """

    code = "LMB206"
    name = "loop-bound-global"
    remedy = "Run all requests on one loop"
    evidence = re.compile(rb"asyncio")

    def detect(self, module: Module) -> Iterator[Match[runtime.OneLoop]]:
        for found in runtime.loop_bound(module):
            yield Match.answered(
                module.span(found.place),
                f"`{found.name}` belongs to the loop of the first request, which is closed when the next one uses it",
                found.answer,
                doubts=["tasks that a request leaves behind go on in the next one"],
                call_path=found.reach.call_path,
                related=[Related(module.path, found.row, "makes a loop for each request")],
            )
