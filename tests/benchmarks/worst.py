"""What the worst files of each kind cost, as ratios to parsing and walking them, at two sizes.

    python -m tests.benchmarks.worst [KIND …]

A ratio that stays as the size doubles is linear. Nothing is asserted here; `tests/engine/test_linear.py` counts calls.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from engine import test_linear as kinds
from support.files import write_files

from .measure import Program, run
from .trees import HERE, OURS, PYTHON

SIZES = {
    "the_same_client": 500,
    "a_long_handler": 10_000,
    "many_handlers": 2_000,
    "a_deep_chain": 800,
}
"""Kind -> findings, rows, handlers, calls."""


def main() -> None:
    print("| kind | size | floor s | detection / floor | with diffs / floor |\n|---|---|---|---|---|")
    for kind in sys.argv[1:] or SIZES:
        for size in (SIZES[kind] // 2, SIZES[kind]):
            print(_row(kind, size), flush=True)


def _row(kind: str, size: int) -> str:
    with tempfile.TemporaryDirectory(prefix="lambdafix-benchmark-") as folder:
        write_files(Path(folder), getattr(kinds, kind)(size))
        floor, start, detection, diffs = (
            run(Program(name, command), Path(folder)).processor
            for name, command in (
                ("floor", [*PYTHON, str(HERE / "floor.py"), ".", "--every"]),
                ("start", [*PYTHON, str(HERE / "floor.py"), tempfile.gettempdir() + "/none", "--every"]),
                ("detection", [*OURS, "--no-cache", "--statistics", "."]),
                ("diffs", [*OURS, "--no-cache", "--diff", "."]),
            )
        )
    least = max(floor - start, 0.001)
    return f"| {kind} | {size:,} | {least:.3f} | {detection / least:.1f} | {diffs / least:.1f} |"


if __name__ == "__main__":
    main()
