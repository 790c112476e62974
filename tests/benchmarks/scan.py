"""How fast the scan is, as ratios to other programs on the same tree in the same run.

    python -m tests.benchmarks.scan              on a generated tree of 2,000 files
    python -m tests.benchmarks.scan ~/src/ours   on any tree; it is only read

Only the ratios mean something; seconds depend on the machine and the moment.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from .measure import Cost, Program, interleaved
from .tree import FILES, write_tree

HERE = Path(__file__).parent
SCAN, FLOOR, FIXIT, RUFF = "lambdafix", "ast.parse + walk (floor)", "fixit, one rule", "ruff B,PL,S"
VERSION, FIXIT_VERSION, PYTHON = "lambdafix --version", "fixit --version", "python -c pass"


def main() -> None:
    arguments = _arguments()
    if arguments.tree:
        _report(arguments.tree.resolve(), arguments.rounds, arguments.fixit)
        return
    with tempfile.TemporaryDirectory(prefix="lambdafix-benchmark-") as folder:
        tree = Path(folder, "tree")
        write_tree(tree, arguments.files)
        _report(tree, arguments.rounds, arguments.fixit)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure the scan against other programs.")
    parser.add_argument("tree", nargs="?", type=Path, metavar="TREE")
    parser.add_argument("--files", type=int, default=FILES, help="size of the generated tree")
    parser.add_argument("--rounds", type=int, default=5, help="runs of each program, of which the median counts")
    parser.add_argument("--no-fixit", dest="fixit", action="store_false", help="leave out the slowest program")
    return parser.parse_args()


def _report(tree: Path, rounds: int, fixit: bool) -> None:
    python = [sys.executable, "-P"]
    scans = [
        Program(SCAN, [*python, "-m", "lambdafix", "--no-cache", "--statistics", "."]),
        Program(FLOOR, [*python, str(HERE / "floor.py"), "."]),
        Program(RUFF, [*python, "-m", "ruff", "check", "--select", "B,PL,S", "--no-cache", "--isolated", "-q", "."]),
    ]
    starts = [
        Program(VERSION, [*python, "-m", "lambdafix", "--version"]),
        Program(FIXIT_VERSION, [*python, "-m", "fixit", "--version"]),
        Program(PYTHON, [*python, "-c", "pass"]),
    ]
    if fixit:
        rule = ["-m", "fixit", "--quiet", "--rules", "client_in_function", "lint", "."]
        scans.append(Program(FIXIT, [*python, *rule], {"PYTHONPATH": str(HERE)}, rounds=1))
    python_files = sum(1 for _ in tree.rglob("*.py"))
    print(f"{python_files:,} Python files, medians of {rounds} interleaved runs (fixit: one run)\n")
    _table(interleaved(scans, tree, rounds), SCAN)
    print()
    _table(interleaved(starts, tree, rounds * 3), VERSION)


def _table(costs: Mapping[str, Cost], measured: str) -> None:
    """Each program's cost, and how its wall time and the measured one's compare."""
    own = costs[measured].wall
    print(f"{'':28}{'wall s':>9}{'CPU s':>9}{'peak MB':>9}   {measured} is")
    for name, cost in costs.items():
        verdict = f"{cost.wall / own:.1f} times faster" if cost.wall > own else f"{own / cost.wall:.2f} times its time"
        line = f"{name:28}{cost.wall:9.3f}{cost.processor:9.3f}{cost.memory:9.0f}"
        print(line if name == measured else f"{line}   {verdict}")


if __name__ == "__main__":
    main()
