"""How a check of a fix ended."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Outcome(enum.Enum):
    PASSED = "passed"
    FAILED = "failed"
    FAILED_BEFORE = "fail without this fix too"
    TIMED_OUT = "timed out"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Check:
    """A check that ran on a fix, and how it ended. `detail` is for people: "12 passed in 2.1s"."""

    name: str
    outcome: Outcome
    detail: str = ""
    failing: tuple[str, ...] = ()
    """The tests that failed, by the names that their runner gives them."""
