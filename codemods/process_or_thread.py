"""LMB701."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from lambdafix.codemod import Codemod, Match, runtime

if TYPE_CHECKING:
    from lambdafix.codemod import Module


class ProcessOrThread(Codemod[runtime.Wait]):
    """Work that a handler starts beside itself and does not wait for.

    What it does
    ------------
    Finds commands (`subprocess.Popen`), threads, calls handed to a `ThreadPoolExecutor` and tasks of `asyncio` that
    requests start, and that nothing in their function waits for.

    Why it is bad
    -------------
    Lambda freezes the process when the handler returns. What still runs stops in its midst, goes on with the next
    request, whose time it takes, or never: connections time out meanwhile, and an error in it is seen by nobody.

    Example
    -------
    ```python
    import subprocess


    def handler(event, context):
        subprocess.Popen(["touch", "/tmp/" + event["target"]])
        return "started"
    ```

    Use instead
    -----------
    ```python
    import subprocess


    def handler(event, context):
        subprocess.Popen(["touch", "/tmp/" + event["target"]]).wait()
        return "started"
    ```

    When the fix is safe
    --------------------
    Never: the caller waits until the work is done, and the function's timeout has to cover it.

    When it is refused
    ------------------
    For tasks, and in coroutines; for threads that have no name or are started in a loop; where the function returns in
    several places. No finding: something is joined or waited for, the thread is a daemon, the object is kept or passed
    on, a `with` ends the executor.

    References
    ----------
    - https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
    - https://docs.aws.amazon.com/lambda/latest/dg/best-practices.html
    """

    code = "LMB701"
    name = "process-or-thread"
    remedy = "Wait for it before the handler returns"
    evidence = re.compile(rb"Popen|Thread|create_task|ensure_future")

    def detect(self, module: Module) -> Iterator[Match[runtime.Wait]]:
        for found in runtime.unfinished(module):
            yield Match.answered(
                module.span(found.call),
                f"starts {found.work.value} and does not wait for it: Lambda freezes it when the handler returns",
                found.answer,
                doubts=["the caller waits until the work is done"],
                call_path=found.reach.call_path,
            )
