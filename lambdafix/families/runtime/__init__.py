"""What Lambda's runtime is not: it freezes between requests, has no shared memory, and calls no coroutine."""

from lambdafix.families.runtime.imports import requirements_without
from lambdafix.families.runtime.loading import Loaded, LoadOnce, loads
from lambdafix.families.runtime.loops import LoopBound, OneLoop, loop_bound
from lambdafix.families.runtime.settings import Once, PerRequest, Setting, settings
from lambdafix.families.runtime.shared_memory import Semaphored, Threads, semaphored
from lambdafix.families.runtime.telemetry import Flush, Unflushed, unflushed
from lambdafix.families.runtime.unfinished import Unfinished, Wait, Work, unfinished
from lambdafix.knowledge.timeouts import SESSIONS, WITHOUT_TIMEOUT, Waiting

__all__ = [
    "SESSIONS",
    "WITHOUT_TIMEOUT",
    "Flush",
    "LoadOnce",
    "Loaded",
    "LoopBound",
    "Once",
    "OneLoop",
    "PerRequest",
    "Semaphored",
    "Setting",
    "Threads",
    "Unfinished",
    "Unflushed",
    "Wait",
    "Waiting",
    "Work",
    "loads",
    "loop_bound",
    "requirements_without",
    "semaphored",
    "settings",
    "unfinished",
    "unflushed",
]
