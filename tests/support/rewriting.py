"""Records changes on a text and shows what comes of them."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence

from lambdafix.model import Fix, Span
from lambdafix.rewrite.layout import Statement
from lambdafix.rewrite.patch import FilePatch, Patch
from lambdafix.rewrite.tree import TreeCache
from lambdafix.rewrite.verify import Problem, verify
from lambdafix.source import Source

PATH = "app.py"
Recipe = Callable[["Desk"], None]


class Desk:
    """A file's patch with ways to point at code by its text."""

    def __init__(self, text: str, trees: TreeCache) -> None:
        self.text = text
        self.patch = Patch(trees)
        self.file: FilePatch = self.patch.file(PATH)

    def span(self, code: str, nth: int = 0) -> Span:
        start = -1
        for _ in range(nth + 1):
            start = self.text.index(code, start + 1)
        return Span(start, start + len(code))

    def statement(self, code: str, nth: int = 0) -> Statement:
        """The statement that begins with `code`."""
        start = self.span(code, nth).start
        source = self.file.tree.source
        nodes = [node for node in ast.walk(self.file.tree.syntax) if isinstance(node, ast.stmt)]
        ends = [
            source.offset(node.end_lineno or 0, node.end_col_offset or 0)
            for node in nodes
            if source.offset(node.lineno, node.col_offset) == start
        ]
        return self.file.statement(Span(start, ends[0]))


def source(text: str) -> Source:
    return Source(PATH, text)


def fix_of(text: str, recipe: Recipe) -> Fix:
    desk = Desk(text, TreeCache(lambda _: source(text)))
    recipe(desk)
    return desk.patch.result("repaired")


def rewritten(text: str, recipe: Recipe) -> str:
    return source(text).apply(fix_of(text, recipe).edits).text


def problems(text: str, *fixes: Fix) -> list[Problem]:
    before = source(text)
    after = before.apply(tuple(edit for fix in fixes for edit in fix.edits))
    return verify({PATH: before}, {PATH: after}, fixes)


def reasons(text: str, *fixes: Fix) -> Sequence[str]:
    return [problem.reason for problem in problems(text, *fixes)]
