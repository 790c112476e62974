"""Code that stands in a template: as the file that Lambda makes of it, and the way back to the template's rows.

Lambda saves it as `index.py`. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-lambda-function-code.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

_MARK = "#"
_AHEAD = 6
"""Rows that are looked at for the next line of the code: the keys and brackets of functions stand between."""
_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class InlineCode:
    template: str
    name: str
    """The function's name in its template."""
    text: str
    row: int
    """Of the key in the template."""
    keys: tuple[str, ...] = ()
    """What leads to it from the document's root; () where the template is generated."""
    holes: tuple[tuple[str, str], ...] = ()
    """What each `${hole}` of a `Fn::Sub` came to in `text`."""
    items: tuple[str, ...] = ()
    """What the parts of a `Fn::Join` came to."""

    @property
    def folder(self) -> str:
        """A folder that no project has, for the code alone."""
        return f"{self.template}{_MARK}{self.name}"

    @property
    def path(self) -> str:
        return f"{self.folder}/index.py"


@dataclass(frozen=True, slots=True)
class Line:
    """Where a line of code stands. Columns count from 0: of the text in the template, and of the same in the code."""

    row: int
    column: int = 0
    indent: int = 0
    found: bool = False


def lines(code: InlineCode, template: Sequence[str]) -> list[Line]:
    """For each line of the code its place among the rows of the template; the one before where it is not found."""
    placed: list[Line] = []
    here = Line(code.row)
    for line in _LINE_END.split(code.text):
        found = _find(line, template, here.row + bool(placed and here.found))
        if found is not None:
            here = found
        placed.append(here if found is not None or not line.strip() else Line(here.row))
    return placed


def _find(line: str, template: Sequence[str], first: int) -> Line | None:
    text = line.strip()
    if not text:
        return None
    spellings = (text, json.dumps(text, ensure_ascii=False)[1:-1], json.dumps(text)[1:-1])
    for row in range(first, min(first + _AHEAD, len(template) + 1)):
        for spelling in spellings:
            column = template[row - 1].find(spelling)
            if column >= 0:
                return Line(row, column, len(line) - len(line.lstrip()), found=True)
    return None
