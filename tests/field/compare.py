"""Two versions of lambdafix over folders of checkouts: which findings, answers and diffs differ.

    python tests/field/compare.py run LAMBDAFIX INTO CHECKOUT [CHECKOUT …] [--most N]
    python tests/field/compare.py diff OLD NEW

`run` writes what the executable LAMBDAFIX says of each checkout into the folder INTO; nothing is written elsewhere.
`diff` compares two such folders: a table, then every difference. It exits with 1 where there is one.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FLAGS = ("--isolated", "--no-cache", "--select", "ALL", "--jobs", "1")
DIFFS = {"safe": (), "unsafe": ("--unsafe-fixes",)}
ANSWER = ("message", "applicability", "doubt", "refusal", "related", "call_path", "fix", "end_location", "fingerprint")
REPORT = ("skipped", "notes")


class UnusableRunError(Exception):
    """A version ended with something else than an analysis."""


def answers(executable: str, checkout: Path) -> dict[str, Any]:
    """What one version says of one checkout: its report, its diffs, and the seconds they took."""
    started = time.perf_counter()
    report = json.loads(_said(executable, checkout, "--unsafe-fixes", "--output-format", "json"))
    diffs = {name: _said(executable, checkout, "--diff", *flags) for name, flags in DIFFS.items()}
    return {"report": report, "diffs": diffs, "seconds": round(time.perf_counter() - started, 2)}


def _said(executable: str, checkout: Path, *flags: str) -> str:
    ran = subprocess.run([executable, *FLAGS, *flags], cwd=checkout, capture_output=True, text=True)
    if ran.returncode not in (0, 1):
        raise UnusableRunError(f"{checkout}: exit {ran.returncode}: {ran.stderr.strip()[-500:]}")
    return ran.stdout


@dataclass(frozen=True, slots=True)
class Difference:
    kind: str
    """"gone", "new", "diff", or the name of what differs in an answer or a report."""
    place: str
    old: str = ""
    new: str = ""

    def __str__(self) -> str:
        return f"{self.place}: {self.kind}" + "".join(
            f"\n      {sign} {text}" for sign, text in (("-", self.old), ("+", self.new)) if text
        )


def differences(old: dict[str, Any], new: dict[str, Any]) -> Iterator[Difference]:
    """Between two results of `answers`."""
    before, after = _findings(old), _findings(new)
    for key in sorted(before.keys() | after.keys()):
        place = f"{key[0]} {key[1]}:{key[2]}:{key[3]}"
        if key not in after:
            yield Difference("gone", place, before[key]["message"])
        elif key not in before:
            yield Difference("new", place, "", f"{after[key]['message']} [{after[key]['applicability']}]")
        else:
            yield from _unequal(place, before[key], after[key], ANSWER)
    yield from _unequal("report", old["report"], new["report"], REPORT)
    yield from (Difference("diff", name) for name in DIFFS if old["diffs"][name] != new["diffs"][name])


def _findings(said: dict[str, Any]) -> dict[tuple[str, str, int, int, int], dict[str, Any]]:
    """Code, file, row, column, and how many of the same lie there before -> finding."""
    found = {}
    seen: Counter[tuple[str, str, int, int]] = Counter()
    for finding in said["report"]["findings"]:
        place = finding["location"]
        key = (finding["code"], finding["filename"], place["row"], place["column"])
        found[(*key, seen[key])] = finding
        seen[key] += 1
    return found


def _unequal(place: str, old: dict[str, Any], new: dict[str, Any], names: Sequence[str]) -> Iterator[Difference]:
    for name in names:
        if old[name] != new[name]:
            yield Difference(name, place, json.dumps(old[name])[:600], json.dumps(new[name])[:600])


def _run(args: argparse.Namespace) -> int:
    args.into.mkdir(parents=True, exist_ok=True)
    failed = 0
    for checkout in args.checkouts:
        files = sum(1 for _ in checkout.rglob("*.py"))
        if files > args.most:
            print(f"{checkout.name}: left out, {files} Python files")
            continue
        try:
            said = {"files": files, **answers(str(args.executable.absolute()), checkout)}
        except UnusableRunError as error:
            print(error)
            failed = 1
            continue
        (args.into / f"{checkout.name}.json").write_text(json.dumps(said), encoding="utf-8")
    return failed


def _diff(args: argparse.Namespace) -> int:
    both = sorted({path.name for path in args.old.glob("*.json")} & {path.name for path in args.new.glob("*.json")})
    print(f"{'checkout':<60} {'files':>5} {'findings':>9} {'differ':>6} {'seconds':>13}")
    everything: dict[str, list[Difference]] = {}
    for name in both:
        old, new = (json.loads((folder / name).read_text(encoding="utf-8")) for folder in (args.old, args.new))
        found = everything[name.removesuffix(".json")] = list(differences(old, new))
        counts = f"{len(_findings(old))}/{len(_findings(new))}"
        seconds = f"{old['seconds']:.1f}/{new['seconds']:.1f}"
        print(f"{name.removesuffix('.json'):<60} {new['files']:>5} {counts:>9} {len(found):>6} {seconds:>13}")
    for checkout, found in everything.items():
        for difference in found:
            print(f"{checkout}: {difference}")
    kinds = Counter(difference.kind for found in everything.values() for difference in found)
    print(f"{len(both)} checkouts; differences: {', '.join(f'{n} {kind}' for kind, n in kinds.items()) or 'none'}")
    return 1 if kinds else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    verbs = parser.add_subparsers(dest="verb", required=True)
    run = verbs.add_parser("run", help="record what one version says")
    run.add_argument("executable", type=Path)
    run.add_argument("into", type=Path)
    run.add_argument("checkouts", type=Path, nargs="+")
    run.add_argument("--most", type=int, default=400, help="leave out checkouts with more Python files")
    diff = verbs.add_parser("diff", help="compare two records")
    diff.add_argument("old", type=Path)
    diff.add_argument("new", type=Path)
    args = parser.parse_args()
    return _run(args) if args.verb == "run" else _diff(args)


if __name__ == "__main__":
    sys.exit(main())
