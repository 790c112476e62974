"""The least that an analysis by `ast` can cost: read every file, parse and walk those that pass the prefilter.

Run as a program, in the same kind of pool and with the same size of task as the scan itself; with `--every` in one
process, and for every file.
"""

from __future__ import annotations

import ast
import gc
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path

from lambdafix.evidence import RELEVANT
from lambdafix.pool import CHUNK, LazyPool, cores
from lambdafix.project.files import discover


def main(root: Path, every: bool) -> None:
    paths = discover(root).python
    if every:
        visited = sum(1 for path in paths for _ in nodes((root / path).read_bytes(), every=True))
        print(f"{len(paths)} files, {visited} nodes")
        return
    chunks = [(root, paths[start : start + CHUNK]) for start in range(0, len(paths), CHUNK)]
    pool = LazyPool(cores())
    visited = sum(task.result() for task in [pool.submit(parse_and_walk, *chunk) for chunk in chunks])
    pool.shutdown()
    print(f"{len(paths)} files, {visited} nodes")


def parse_and_walk(root: Path, paths: tuple[str, ...]) -> int:
    gc.disable()
    warnings.simplefilter("ignore")
    return sum(1 for path in paths for _ in nodes((root / path).read_bytes()))


def nodes(raw: bytes, every: bool = False) -> Iterator[ast.AST]:
    if not every and not RELEVANT.search(raw):
        return
    try:
        waiting: list[ast.AST] = [ast.parse(raw)]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    while waiting:
        node = waiting.pop()
        yield node
        for value in node.__dict__.values():
            if isinstance(value, ast.AST):
                waiting.append(value)
            elif isinstance(value, list):
                waiting += [item for item in value if isinstance(item, ast.AST)]


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    main(Path(sys.argv[1]), "--every" in sys.argv)
