"""Objects that belong to one event loop, kept for the process and used under a new loop in every request.

`asyncio.run` makes a loop and closes it. What was bound to it in the first request, on its first use, fails in the
second: https://docs.python.org/3/library/asyncio-runner.html#asyncio.run
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from lambdafix.analysis.program.program import Reach
from lambdafix.analysis.values.boto import bound_value
from lambdafix.match import RewrittenApart
from lambdafix.model import Refusal, Span

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module

_CLASSES = """
    aiohttp.ClientSession motor.motor_asyncio.AsyncIOMotorClient pymongo.AsyncMongoClient httpx.AsyncClient
    redis.asyncio.Redis redis.asyncio.StrictRedis redis.asyncio.from_url asyncio.Queue asyncio.PriorityQueue
    asyncio.LifoQueue asyncio.Lock asyncio.Event asyncio.Semaphore asyncio.BoundedSemaphore asyncio.Condition
    openai.AsyncOpenAI anthropic.AsyncAnthropic
    sqlalchemy.ext.asyncio.create_async_engine elasticsearch.AsyncElasticsearch
"""
BOUND_TO_A_LOOP = frozenset(_CLASSES.split())
"""What waits on the loop under which it was used first, and keeps connections or waiters of it."""


@dataclass(frozen=True, slots=True)
class OneLoop(RewrittenApart):
    """Run what `call`, an `asyncio.run`, runs on a loop that lasts as long as the process."""

    rewriting: ClassVar[str] = "lambdafix.families.runtime.loops_rewrite"

    call: Span
    coroutine: Span


@dataclass(frozen=True, slots=True, eq=False)
class LoopBound:
    place: ast.Call
    reach: Reach
    name: str
    kind: str
    row: int
    """Where a request runs a coroutine."""
    answer: OneLoop | Refusal


def loop_bound(module: Module) -> Iterator[LoopBound]:
    """The module-level objects here that coroutines use, where requests run them by `asyncio.run`."""
    runs = [(call, reach) for call in _runs(module) if (reach := module.reach(call)) is not None]
    if not runs:
        return
    for name, bindings in module.scopes.module.bindings.items():
        node = bindings[0].node
        value = bound_value(module, node) if isinstance(node, ast.Name) else None
        if not isinstance(value, ast.Call) or module.canonical(value.func) not in BOUND_TO_A_LOOP:
            continue
        if _is_used_by_coroutines(module, name):
            call, reach = runs[0]
            answer = _answer(module, [one for one, _ in runs])
            yield LoopBound(value, reach, name, module.canonical(value.func), call.lineno, answer)


def _runs(module: Module) -> Iterator[ast.Call]:
    for call in module.every(ast.Call):
        if module.canonical(call.func) == "asyncio.run":
            yield call


def _is_used_by_coroutines(module: Module, name: str) -> bool:
    uses = module.scopes.uses_of(name, module.scopes.module)
    return any(isinstance(module.function(use), ast.AsyncFunctionDef) for use in uses)


def _answer(module: Module, runs: list[ast.Call]) -> OneLoop | Refusal:
    by_hand = "make it inside the coroutine, or run all coroutines on one loop of the module's own"
    others = [
        facts.path
        for facts in module.program.files.values()
        if facts.path != module.path and facts.test is None
        for scope in facts.scopes.values()
        if any(text.endswith(("asyncio.run", "run_until_complete")) for text in scope.calls)
    ]
    if len(runs) != 1 or others or len(list(_runs(module))) != 1:
        return Refusal("coroutines are run in several places", by_hand)
    call = runs[0]
    if len(call.args) != 1 or call.keywords:
        return Refusal("`asyncio.run` is given options", by_hand)
    return OneLoop(module.span(call), module.span(call.args[0]))
