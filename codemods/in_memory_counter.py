"""LMB103."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from lambdafix.codemod import Codemod, Fault, Leftover, Match, Move, Reset, leftover_match, make_fresh

if TYPE_CHECKING:
    from lambdafix.codemod import Module, Patch, Refusal


class InMemoryCounter(Codemod[Move | Reset]):
    """A number at module scope that requests count up.

    What it does
    ------------
    Finds `count += 1` under `global`, and `counts[key] += 1`, in code that a request reaches, where the number was not
    set by the same request first.

    Why it is bad
    -------------
    Each execution environment has a number of its own, and loses it when Lambda replaces the environment. As a count of
    requests it is wrong as soon as two run at once; as a total of one request it is wrong in every warm call.

    Example
    -------
    ```python
    failed = 0


    def handler(event, context):
        global failed
        for record in event["Records"]:
            if not record["body"]:
                failed += 1
        return {"failed": failed}
    ```

    Use instead
    -----------
    ```python
    def handler(event, context):
        failed = 0
        for record in event["Records"]:
            if not record["body"]:
                failed += 1
        return {"failed": failed}
    ```

    When the fix is safe
    --------------------
    Never. A number that adds up within one request, in a loop, and is read after, begins anew for each request; whoever
    wanted a total over all requests has to say so.

    When it is refused
    ------------------
    A number that counts requests needs a place that all environments share: an atomic `ADD` in DynamoDB, or a metric.

    References
    ----------
    - https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/WorkingWithItems.html#WorkingWithItems.AtomicCounters
    - https://docs.aws.amazon.com/lambda/latest/dg/best-practices.html
    """

    code = "LMB103"
    name = "in-memory-counter"
    remedy = "Start the total anew for each request"
    evidence = re.compile(rb"\+")

    def detect(self, module: Module) -> Iterator[Match[Move | Reset]]:
        for leftover in module.leftovers:
            if leftover.fault is Fault.COUNTER:
                yield leftover_match(leftover, _message(leftover))

    def fix(self, plan: Move | Reset, module: Module, patch: Patch) -> Refusal | None:
        make_fresh(plan, patch)
        return None


def _message(leftover: Leftover) -> str:
    if leftover.tally:
        return f"`{leftover.name}` goes on from the last request's total in a warm call"
    return f"`{leftover.name}` counts per execution environment, not per function"
