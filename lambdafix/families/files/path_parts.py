"""What is known of a path: its text, part by part."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class PathText:
    """What is known of a path.

    `text` is the path with `{expression}` for each part that is not known. `anchor` is the expression its beginning
    comes from, where the evaluated code holds one: a literal, an f-string, the name of a module-level constant, or a
    call of `tempfile.gettempdir`. `start` is that expression's text: "/tmp/" in `"/tmp/" + name`.
    """

    text: str
    anchor: ast.expr | None
    start: str
    varies: bool = False
    """A part of it depends on the request or is made anew, or nothing is known of it."""

    @property
    def absolute(self) -> bool:
        return self.text.startswith("/") or re.match(r"[A-Za-z]:[\\/]", self.text) is not None

    def plus(self, other: PathText | None, separator: str = "") -> PathText:
        if other is None:
            return self
        if separator and other.text.startswith("/"):
            return other
        between = "" if not separator or self.text.endswith(separator) or not self.text else separator
        return replace(self, text=self.text + between + other.text, varies=self.varies or other.varies)
