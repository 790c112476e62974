"""Programs run in turns, so that a slow moment of the machine meets all of them, and what each run cost."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Program:
    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    statuses: frozenset[int] = frozenset({0, 1})
    """Exit statuses of a run that did its work."""
    rounds: int = sys.maxsize
    """In how many rounds it takes part, from the first: a program that takes minutes need not run in all."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Wall and processor seconds, and the peak memory of the largest process in MB."""

    wall: float
    processor: float
    memory: float


def interleaved(programs: Sequence[Program], folder: Path, rounds: int) -> dict[str, Cost]:
    """The median cost of each program by its name, run in `folder`. Raises `RuntimeError` where one fails."""
    costs: dict[str, list[Cost]] = {program.name: [] for program in programs}
    for number in range(rounds):
        for program in programs:
            if number < program.rounds:
                costs[program.name].append(run(program, folder))
    return {name: _median(runs) for name, runs in costs.items()}


def run(program: Program, folder: Path) -> Cost:
    started = time.perf_counter()
    process = subprocess.Popen(
        program.command,
        cwd=folder,
        env={**os.environ, **program.environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    complaint = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - started
    if process.returncode not in program.statuses:
        raise RuntimeError(f"{program.name} ended with {process.returncode}: {complaint[-500:]}")
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def _median(runs: Sequence[Cost]) -> Cost:
    return Cost(
        statistics.median(cost.wall for cost in runs),
        statistics.median(cost.processor for cost in runs),
        statistics.median(cost.memory for cost in runs),
    )
