"""How many of the Python handlers that templates name are resolved, over folders of checkouts.

    python tests/field/measure_handlers.py FOLDER [FOLDER …] [--show] [--repository NAME]

Prints a line for each repository: handlers named and resolved, and in total why the rest are not. `--show` lists each
that is not resolved and each template that could not be read. Nothing of the checkouts is run.

Counted apart, because no file of the repository can be their handler:
  inline      the code stands in the template itself
  absent      no file of the handler's name exists in the template's project, which is the nearest folder up with a
              README (a zip, a bucket, an example without its code)
  open        the template names no handler: a variable that nothing gives a value, an image built elsewhere
"""

from __future__ import annotations

import argparse
import ast
import os
import re
import sys
import warnings
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lambdafix.analysis.syntax.extract import extract
from lambdafix.analysis.syntax.facts import ModuleFacts
from lambdafix.project.declared import INLINE
from lambdafix.project.files import discover
from lambdafix.project.handlers import Unresolved, find_handlers
from lambdafix.project.templates import read_templates
from lambdafix.source import Source


@dataclass
class Count:
    """What came of one checkout, or of all."""

    resolved: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    methods: Counter[str] = field(default_factory=Counter)
    apart: Counter[str] = field(default_factory=Counter)

    @property
    def named(self) -> int:
        return self.resolved + self.reasons.total()

    def add(self, other: Count) -> None:
        self.resolved += other.resolved
        self.reasons += other.reasons
        self.methods += other.methods
        self.apart += other.apart


def read_facts(root: Path, paths: tuple[str, ...]) -> Iterator[ModuleFacts]:
    """The facts of the files that can be parsed."""
    for path in paths:
        source = Source.decode(path, (root / path).read_bytes())
        if isinstance(source, Source):
            try:
                yield extract(path, ast.parse(source.encode()))
            except (SyntaxError, ValueError, RecursionError):
                continue


def kind(one: Unresolved) -> str:
    """The reason without what is particular to one handler."""
    return re.sub(r"\S+\.py\b", "FILE", re.sub(r"'[^']*'", "NAME", one.reason))


def class_apart(root: Path, one: Unresolved) -> str:
    """ "absent" or "open" where no resolver could find a file, else ""."""
    if one.reason.startswith("no file "):
        module = one.handler.rpartition(".")[0].replace("/", ".").rpartition(".")[2]
        folder = (root / one.declared_in).parent
        while folder != root and not any(folder.glob("README*")):
            folder = folder.parent
        return "" if any(f"{module}.py" in files for _, _, files in os.walk(folder)) else "absent"
    return "" if one.handler else "open"


def measure(root: Path, show: bool) -> Count:
    """The counts of one checkout."""
    discovery = discover(root)
    templates = read_templates(root, discovery)
    facts = {one.path: one for one in read_facts(root, discovery.python)}
    index = find_handlers(discovery, templates, facts)
    count = Count(methods=Counter(entry.how for entry in index.entries))
    for one in index.unresolved:
        apart = class_apart(root, one)
        if apart:
            count.apart[apart] += 1
        else:
            count.reasons[kind(one)] += 1
        if show:
            print(f"    {apart or '!'} {one.declared_in}: {one.handler}: {one.reason}")
    for skipped in templates.skipped:
        if INLINE in skipped.reason:
            count.apart["inline"] += 1
        elif show:
            print(f"    {skipped.path}:{skipped.row}: {skipped.reason}")
    count.resolved = index.resolved
    return count


def main() -> int:
    """Measure every folder below those given."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--repository", default="")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    total = Count()
    repositories = 0
    roots = {path.name: path for folder in options.folders for path in folder.iterdir() if path.is_dir()}
    for name in sorted(name for name in roots if options.repository in name):
        count = measure(roots[name], options.show)
        total.add(count)
        repositories += 1
        if count.named or count.apart:
            left = ", ".join(f"{number} {what}" for what, number in sorted(count.apart.items()))
            print(f"{name}: {count.resolved} of {count.named} resolved" + (f"; apart: {left}" if left else ""))
    print(f"\n{repositories} repositories: {total.resolved} of {total.named} Python handlers resolved", end=" ")
    print(f"({total.resolved / max(total.named, 1):.1%}); apart: {dict(total.apart)}")
    with_absent = total.named + total.apart["absent"]
    print(f"with the absent ones: {total.resolved} of {with_absent} ({total.resolved / max(with_absent, 1):.1%})")
    print(f"handlers by the method that found them: {dict(total.methods.most_common())}")
    for reason, number in total.reasons.most_common():
        print(f"{number:6}  {reason}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
