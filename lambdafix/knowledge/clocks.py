"""Calls that read a clock."""

from __future__ import annotations

_ALWAYS = """
    time.time time.time_ns datetime.datetime.now datetime.datetime.today datetime.datetime.utcnow datetime.date.today
    arrow.now arrow.utcnow pendulum.now pendulum.today
"""
_ALONE = "time.gmtime time.localtime time.ctime time.asctime"
_STOPWATCHES = """
    time.monotonic time.monotonic_ns time.perf_counter time.perf_counter_ns time.process_time time.process_time_ns
"""
WALL_CLOCKS = frozenset(_ALWAYS.split())
"""They tell the time of day, whatever they are given."""
STOPWATCHES = frozenset(_STOPWATCHES.split())
"""Only the difference of two readings means anything."""
_TIME_NOT_GIVEN = {**dict.fromkeys(_ALONE.split(), 0), "time.strftime": 1}
"""They tell the time of day where they get no more than this many arguments."""

CALLS = WALL_CLOCKS | _TIME_NOT_GIVEN.keys()
"""All that may tell the time of day."""


def tells_time(name: str, arguments: int) -> bool:
    """Whether a call of the function called `name`, with so many arguments, gives the time of day."""
    return name in WALL_CLOCKS or arguments <= _TIME_NOT_GIVEN.get(name, -1)


def reads_clock(name: str, arguments: int) -> bool:
    """The same, or gives what a stopwatch shows."""
    return name in STOPWATCHES or tells_time(name, arguments)
