"""Comments in templates that silence a rule there, read by rows: a comment speaks of what is indented below its row.

    Orders:  # lambdafix: ignore[LMB803] whoever calls it keeps the event

    # lambdafix: ignore[LMB817] the webhook's signature is checked in the code
    AuthType: NONE

JSON has no comments; there, `per-file-ignores` serves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lambdafix.rules.suppressions import Suppression, codes_of
from lambdafix.source import Source

_OURS = re.compile(r"(?:^|\s)(?:#|//)\s*lambdafix\s*:\s*(?P<verb>[\w-]*)\s*(?:\[(?P<codes>[^\]]*)\])?", re.IGNORECASE)


def read(source: Source) -> tuple[Suppression, ...]:
    """The suppressions in a YAML or Terraform file."""
    if "lambdafix" not in source.text:
        return ()
    return tuple(_read([source.line(row) for row in range(1, len(source.line_starts) + 1)]))


def _read(lines: list[str]) -> Iterator[Suppression]:
    for row, line in enumerate(lines, 1):
        found = _OURS.search(line)
        if found is None:
            continue
        alone = not line[: found.start()].strip()
        first = _next(lines, row) if alone else row
        verb = found["verb"].lower()
        rows = (0, 0) if verb == "ignore-file" else (first, _last(lines, first))
        yield Suppression(row, *rows, verb, codes_of(found["codes"]), found[0].strip())


def _next(lines: list[str], row: int) -> int:
    """The first row below that holds more than a comment."""
    for number in range(row + 1, len(lines) + 1):
        if lines[number - 1].strip() and not lines[number - 1].lstrip().startswith(("#", "//")):
            return number
    return row


def _last(lines: list[str], first: int) -> int:
    """The last of the rows that are indented below the row `first`."""
    depth = _indent(lines[first - 1])
    last = first
    for number in range(first + 1, len(lines) + 1):
        line = lines[number - 1]
        if not line.strip():
            continue
        if _indent(line) <= depth:
            break
        last = number
    return last


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" \t"))
