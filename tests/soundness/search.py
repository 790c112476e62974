"""Look for a program that a safe fix breaks: `python tests/soundness/search.py --count 10000 --seed 1`.

Prints each failure, made as plain as it fails still, and the counts. Exit 1 where there is one.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from soundness.fragments import Composed, compose
from soundness.judging import Judge


def shrunk(judge: Judge, program: Composed) -> Composed:
    """The plainest program on the way from `program` that is still broken."""
    for plainer in program.plainer():
        if judge.fault(plainer.files):
            return shrunk(judge, plainer)
    return program


def search(count: int, seed: int, seconds: float = float("inf")) -> tuple[Counter[str], list[tuple[Composed, str]]]:
    """How many programs were kept, unchanged, broken; and each kind of failure once, shrunk."""
    chance, judge = random.Random(seed), Judge()
    counts: Counter[str] = Counter()
    failures: dict[str, tuple[Composed, str]] = {}
    end = time.monotonic() + seconds
    while counts.total() < count and time.monotonic() < end:
        program = compose(chance)
        fault = judge.fault(program.files)
        counts["unchanged" if fault is None else "broken" if fault else "kept"] += 1
        if fault:
            plain = shrunk(judge, program)
            failures.setdefault(str(plain.choices), (plain, judge.fault(plain.files) or fault))
    return counts, list(failures.values())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=float("inf"))
    arguments = parser.parse_args()
    counts, failures = search(arguments.count, arguments.seed, arguments.seconds)
    for program, fault in failures:
        print(f"{program.family.name}: {program.choices}\n  {fault}\n")
        for path, text in program.files.items():
            print(f"--- {path}\n{text}")
    print(
        ", ".join(f"{number} {kind}" for kind, number in sorted(counts.items())),
        f"of {counts.total()} (seed {arguments.seed})",
    )
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
