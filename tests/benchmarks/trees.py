"""What lambdafix costs on real trees, as ratios to other programs in the same run, and how it grows.

    python -m tests.benchmarks.trees ~/checkouts             every folder in it is a tree
    python -m tests.benchmarks.trees ~/checkouts --growth    all of them as one tree, and half of them

The trees are only read: what has to change is copied first. Ratios are of processor seconds, one process each; programs
that are not installed are left out. Nothing is asserted: seconds depend on the machine and the moment.
"""

from __future__ import annotations

import argparse
import math
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .measure import Cost, Program, run

HERE = Path(__file__).parent
PYTHON = (sys.executable, "-P")
OURS = (*PYTHON, "-m", "lambdafix", "--isolated", "--jobs", "1", "--quiet")
SEMGREP_RULE = "rules: [{id: client, languages: [python], severity: INFO, message: m, pattern: 'boto3.client(...)'}]\n"
CHANGED = 3
"""Files that a hook is run on."""
CLEAN = (
    "import boto3\n\nclient = boto3.client('s3')\n\n\ndef handler(event, context):\n    return client.list_buckets()\n"
)


@dataclass(frozen=True, slots=True)
class Column:
    """A ratio of two programs' processor seconds, or with no second one the first one's own figure."""

    head: str
    goal: str
    above: str
    below: str = ""


COLUMNS = (
    Column("detection / floor", "≤ 2.0", "detection", "floor"),
    Column("diffs / detection", "≤ 1.5", "diffs", "detection"),
    Column("warm / ruff cold", "≤ 1.0", "warm", "ruff"),
    Column("semgrep / diffs", "≥ 1.5", "semgrep", "diffs"),
    Column("ast-grep / diffs", "", "ast-grep", "diffs"),
    Column("hook / detection", "", "hook", "detection"),
)
SECONDS = ("floor", "detection", "diffs", "warm", "hook")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--most", type=int, default=sys.maxsize, help="leave out trees with more Python files")
    parser.add_argument("--growth", action="store_true")
    arguments = parser.parse_args()
    trees = [path for path in sorted(arguments.folder.resolve().iterdir()) if path.is_dir()]
    trees = [tree for tree in trees if 0 < _size(tree) <= arguments.most]
    if arguments.growth:
        _growth(trees)
        return
    heads = [*(f"{name} s" for name in SECONDS), "peak MB", *(column.head for column in COLUMNS)]
    print("| tree | files | " + " | ".join(heads) + " |\n" + "|---" * (len(heads) + 2) + "|")
    worst: dict[str, list[float]] = {}
    for tree in trees:
        costs = _costs(tree)
        row = _row(costs)
        for head, figure in row.items():
            worst.setdefault(head, []).append(figure)
        print(
            f"| {tree.name} | {_size(tree)} | " + " | ".join(_shown(row.get(head)) for head in heads) + " |", flush=True
        )
    _summary(worst)
    _one_file()


def _size(tree: Path) -> int:
    return sum(1 for path in tree.rglob("*.py") if path.is_file())


def _shown(figure: float | None) -> str:
    return "" if figure is None else f"{figure:.2f}"


def _row(costs: dict[str, Cost]) -> dict[str, float]:
    row = {f"{name} s": costs[name].processor for name in SECONDS if name in costs}
    row["peak MB"] = max(costs[name].memory for name in ("detection", "diffs"))
    for column in COLUMNS:
        if column.above in costs and column.below in costs:
            row[column.head] = costs[column.above].processor / costs[column.below].processor
    return row


def _summary(figures: dict[str, list[float]]) -> None:
    print("\n| ratio | best | worst | goal |\n|---|---|---|---|")
    for column in COLUMNS:
        if found := sorted(figures.get(column.head, ()), reverse=column.goal.startswith("≥")):
            print(f"| {column.head} | {found[0]:.2f} | {found[-1]:.2f} | {column.goal} |")


def _costs(tree: Path) -> dict[str, Cost]:
    with tempfile.TemporaryDirectory(prefix="lambdafix-benchmark-") as folder, _copied([tree], Path(folder)) as copy:
        kept = {"LAMBDAFIX_CACHE_DIR": f"{folder}/kept"}
        costs = {program.name: run(program, copy) for program in _programs(Path(folder))}
        warm = Program("warm", [*OURS, "--diff", "."], kept)
        run(warm, copy)
        costs["warm"] = run(warm, copy)
        changed = sorted(path for path in copy.rglob("*.py") if path.is_file())[:: max(1, _size(copy) // CHANGED)][
            :CHANGED
        ]
        for path in changed:
            path.write_bytes(path.read_bytes() + b"\n# changed\n")
        hook = Program(
            "hook", [*OURS, "--force-exclude", "--exit-zero", *map(str, changed)], kept, frozenset({0, 1, 2})
        )
        costs["hook"] = run(hook, copy)
    return costs


def _programs(folder: Path) -> Iterator[Program]:
    yield Program("floor", [*PYTHON, str(HERE / "floor.py"), ".", "--every"])
    yield Program("detection", [*OURS, "--no-cache", "--statistics", "."])
    yield Program("diffs", [*OURS, "--no-cache", "--diff", "."])
    yield Program("ruff", [*PYTHON, "-m", "ruff", "check", "--select", "B,PL,S", "--no-cache", "--isolated", "-q", "."])
    if semgrep := shutil.which("semgrep"):
        rule = folder / "rule.yaml"
        rule.write_text(SEMGREP_RULE, "utf-8")
        yield Program("semgrep", [semgrep, "scan", "-q", "--metrics=off", "--jobs", "1", "--config", str(rule), "."])
    if ast_grep := shutil.which("ast-grep"):
        yield Program("ast-grep", [ast_grep, "run", "-p", "boto3.client($$$)", "-l", "py", "."])


@contextmanager
def _copied(trees: Sequence[Path], folder: Path) -> Iterator[Path]:
    """A folder that holds the trees' files, for what must not be done to the trees themselves."""
    copy = folder / f"copy-of-{len(trees)}"
    for tree in trees:
        to = copy / tree.name if len(trees) > 1 else copy
        shutil.copytree(tree, to, symlinks=True, ignore=shutil.ignore_patterns(".git"))
    yield copy
    shutil.rmtree(copy)


def _growth(trees: Sequence[Path]) -> None:
    """How cost grows from every second tree to all of them, in one folder each."""
    measured: list[tuple[int, dict[str, Cost]]] = []
    with tempfile.TemporaryDirectory(prefix="lambdafix-benchmark-") as folder:
        for some in (trees[::2], trees):
            with _copied(some, Path(folder)) as copy:
                programs = [one for one in _programs(Path(folder)) if one.name in ("floor", "detection", "diffs")]
                measured.append((_size(copy), {program.name: run(program, copy) for program in programs}))
    (few, before), (many, after) = measured
    print(f"| | {few:,} files s | {many:,} files s | grows as | peak MB |\n|---|---|---|---|---|")
    for name in ("floor", "detection", "diffs"):
        power = math.log(after[name].processor / before[name].processor) / math.log(many / few)
        seconds = " | ".join(f"{costs[name].processor:.2f}" for costs in (before, after))
        print(f"| {name} | {seconds} | n^{power:.2f} | {after[name].memory:.0f} |")


def _one_file() -> None:
    with tempfile.TemporaryDirectory(prefix="lambdafix-benchmark-") as folder:
        (Path(folder) / "app.py").write_text(CLEAN, "utf-8")
        own = run(Program("one", [*OURS, "--no-cache", "."]), Path(folder))
        rule = ["-m", "fixit", "--quiet", "--rules", "client_in_function", "lint", "."]
        fixit = run(Program("fixit", [*PYTHON, *rule], {"PYTHONPATH": str(HERE)}), Path(folder))
    print(f"\none clean file: {own.processor / fixit.processor:.2f} of Fixit's with one rule (goal ≤ 0.20)")


if __name__ == "__main__":
    main()
