"""Processes, started when there is work for them."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from lambdafix.isolation import isolated

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor

CHUNK = 64
"""Files a task: a task costs about 2 ms on a remote executor, a file about 1 ms."""

P = ParamSpec("P")
T = TypeVar("T")


class LazyPool(Executor):
    """A process pool that is imported and started by its first task: most runs on a few files need none."""

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs
        self._pool: ProcessPoolExecutor | None = None

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        with isolated():  # making the pool starts a process, where they do not fork, and so may any task
            if self._pool is None:
                self._pool = _started(self._jobs)
            return self._pool.submit(fn, *args, **kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait, cancel_futures=cancel_futures)


def _started(jobs: int) -> ProcessPoolExecutor:
    from concurrent.futures import ProcessPoolExecutor

    return ProcessPoolExecutor(jobs, initializer=_begin)


def _begin() -> None:
    """What a worker does first."""
    import signal
    from threading import Thread

    # Ctrl-C reaches every process of the terminal: the parent answers it, once
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A worker whose parent was killed would wait for tasks for ever: it holds the other end of its own queue."""
    from multiprocessing import parent_process
    from multiprocessing.connection import wait

    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
