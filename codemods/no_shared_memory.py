"""LMB702."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from lambdafix.codemod import Codemod, Match, runtime

if TYPE_CHECKING:
    from lambdafix.codemod import Module


class NoSharedMemory(Codemod[runtime.Threads]):
    """A pool, queue or lock of multiprocessing, which Lambda cannot make.

    What it does
    ------------
    Finds `Pool`, `Queue`, `Lock`, `Event`, `Value` and their like of `multiprocessing`, `ThreadPool`, and
    `ProcessPoolExecutor`, made in code that requests run or while a deployed file is imported.

    Why it is bad
    -------------
    Each of them makes a semaphore in `/dev/shm`, which Lambda has not: it fails with `OSError: [Errno 38] Function not
    implemented`, there alone and not on the machine where it was written.

    Example
    -------
    ```python
    import multiprocessing

    import boto3

    s3 = boto3.client("s3")


    def size_of(key):
        return s3.head_object(Bucket="archive", Key=key)["ContentLength"]


    def handler(event, context):
        pool = multiprocessing.Pool(8)
        sizes = pool.map(size_of, event["keys"])
        return sum(sizes)
    ```

    Use instead
    -----------
    ```python
    from concurrent.futures import ThreadPoolExecutor

    import boto3

    s3 = boto3.client("s3")


    def size_of(key):
        return s3.head_object(Bucket="archive", Key=key)["ContentLength"]


    def handler(event, context):
        pool = ThreadPoolExecutor(8)
        sizes = list(pool.map(size_of, event["keys"]))
        return sum(sizes)
    ```

    When the fix is safe
    --------------------
    Never: threads share what processes each have of their own. It is unsafe for pools whose function calls AWS or the
    network, so that threads run side by side, and of which only `map`, `submit`, `close` and `join` are used.

    When it is refused
    ------------------
    For queues and locks; where the function computes; where it cannot be told what is done with the pool. Start each
    `Process` yourself and let it answer through a `Pipe`, which works. No finding: `Process`, `Pipe` and `Manager`.

    References
    ----------
    - https://aws.amazon.com/blogs/compute/parallel-processing-in-python-with-aws-lambda/
    - https://docs.python.org/3/library/multiprocessing.html
    """

    code = "LMB702"
    name = "no-shared-memory"
    remedy = "Use a pool of threads"
    evidence = re.compile(rb"multiprocessing|ProcessPoolExecutor")

    def detect(self, module: Module) -> Iterator[Match[runtime.Threads]]:
        for found in runtime.semaphored(module):
            yield Match.answered(
                module.span(found.call),
                f"`{found.name}` needs shared memory, which Lambda has not: OSError 38",
                found.answer,
                doubts=["threads share what processes each have of their own"],
                call_path=found.call_path,
            )
