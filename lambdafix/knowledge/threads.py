"""What runs code in another thread, process or task."""

from __future__ import annotations

_RUNNERS = """
    submit map imap imap_unordered starmap apply_async map_async starmap_async run_in_executor to_thread
    start_new_thread Thread Timer Process
"""
RUNNERS = frozenset(_RUNNERS.split())
"""Calls that run one of their arguments elsewhere, by the last part of their names. The built-in `map` is none."""
CLASSES = frozenset({"Thread", "Timer", "Process"})
"""Their subclasses' `run` runs elsewhere."""
LIBRARIES = frozenset({"threading", "concurrent", "asyncio", "multiprocessing", "_thread", "joblib", "gevent"})


def runs_arguments(name: str) -> bool:
    """Whether a call of what the code calls `name` ("pool.submit") runs an argument elsewhere."""
    return name != "map" and name.rpartition(".")[2] in RUNNERS
