"""How many of the Python handlers that templates name are resolved, over a folder of checkouts.

    python tests/measure_handlers.py FOLDER [FOLDER …] [--show] [--repository NAME]

Prints a line for each repository: handlers named, resolved, unresolved, and in total why the rest are not, grouped. `--show`
lists each unresolved one. Nothing of the checkouts is run. Functions whose code is inline in the template hold no file and
are counted apart; so are those whose code cannot be in the repository: a module of which no file of that name exists.
"""

from __future__ import annotations

import argparse
import ast
import re
import sys
import warnings
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from lambdafix.analysis.facts import ModuleFacts, extract
from lambdafix.project.files import discover
from lambdafix.project.handlers import Unresolved, find_handlers
from lambdafix.project.templates import read_templates
from lambdafix.source import Source


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
    return re.sub(r"[\w./<>{}$\[\]()\\ -]+\.py\b", "FILE", re.sub(r"'[^']*'", "NAME", one.reason))


def measure(root: Path, show: bool) -> tuple[int, Counter[str], Counter[str], int]:
    """(resolved, unresolved by reason, found by method, inline) of one checkout."""
    discovery = discover(root)
    templates = read_templates(root, discovery)
    facts = {one.path: one for one in read_facts(root, discovery.python)}
    index = find_handlers(discovery, templates, facts)
    declared = [function for function in templates.functions if function.is_python]
    inline = sum("inline" in function.problem for function in declared)
    reasons: Counter[str] = Counter(kind(one) for one in index.unresolved)
    if show:
        for one in index.unresolved:
            print(f"    {one.declared_in}: {one.handler}: {one.reason}")
        for skipped in templates.skipped:
            if "inline" not in skipped.reason:
                print(f"    {skipped.path}:{skipped.row}: {skipped.reason}")
    resolved = len(declared) - inline - len(index.unresolved)
    return resolved, reasons, Counter(entry.how for entry in index.entries), inline


def main() -> int:
    """Measure every folder below those given."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--repository", default="")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    total: Counter[str] = Counter()
    methods: Counter[str] = Counter()
    resolved = inline = repositories = 0
    for root in sorted({path.resolve() for folder in options.folders for path in folder.iterdir() if path.is_dir()}):
        if options.repository not in root.name:
            continue
        found, reasons, how, within = measure(root, options.show)
        repositories, resolved, inline = repositories + 1, resolved + found, inline + within
        total += reasons
        methods += how
        if found or reasons or within:
            print(
                f"{root.name}: {found + reasons.total()} named, {found} resolved, {reasons.total()} not, {within} inline"
            )
    named = resolved + total.total()
    print(f"\n{repositories} repositories: {named} Python handlers named by templates, {inline} more are inline")
    print(f"resolved {resolved} ({resolved / max(named, 1):.1%}); handlers by method: {dict(methods.most_common())}")
    for reason, count in total.most_common():
        print(f"{count:6}  {reason}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
