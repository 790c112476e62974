"""The top level of a file: its statements in order, and what each one is there for."""

from __future__ import annotations

import ast
from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from lambdafix.analysis.startup.set_up import SetUp
from lambdafix.analysis.startup.top_level import DEFINITIONS, changed_names, import_time, is_main_guard, runs_other_code
from lambdafix.analysis.syntax.scopes import Scopes
from lambdafix.rewrite.layout import Layout, Line, Rows
from lambdafix.rewrite.tree import Tree

SETUP_CALLS = frozenset({"addsitedir", "instrument", "basicConfig"})
"""Further calls that change what later statements of the import do: a client made before them is another client."""
_PATHS = frozenset(("sys.path", "path"))
_CHANGING = frozenset(("setdefault", "update", "insert", "append", "extend", "pop"))


@dataclass(frozen=True)
class TopLevel:
    line: Line
    rows: Rows
    nodes: tuple[ast.stmt, ...]
    """Several where the line joins them with semicolons."""
    set_up: frozenset[ast.AST] = frozenset()
    """The places in the file that set up what is built later."""

    @cached_property
    def is_definition(self) -> bool:
        return isinstance(self.nodes[0], DEFINITIONS)

    @cached_property
    def is_import(self) -> bool:
        """An import, or a block whose only purpose is one: under TYPE_CHECKING, or with a fallback."""
        return any(_is_import_like(node) for node in self.nodes)

    @cached_property
    def is_plain_import(self) -> bool:
        return isinstance(self.nodes[0], (ast.Import, ast.ImportFrom)) and not self.is_future

    @cached_property
    def is_future(self) -> bool:
        return any(isinstance(node, ast.ImportFrom) and node.module == "__future__" for node in self.nodes)

    @cached_property
    def is_docstring(self) -> bool:
        node = self.nodes[0]
        return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)

    @cached_property
    def is_dunder(self) -> bool:
        return any(
            isinstance(target, ast.Name) and target.id.startswith("__")
            for node in self.nodes
            if isinstance(node, (ast.Assign, ast.AnnAssign, ast.AugAssign))
            for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        )

    @cached_property
    def is_setup(self) -> bool:
        return not self.is_main_guard and any(
            part in self.set_up or _sets_up(part) or runs_other_code(part)
            for node in self.nodes
            for part in import_time(node)
        )

    @cached_property
    def is_main_guard(self) -> bool:
        return is_main_guard(self.nodes[0])

    @cached_property
    def names(self) -> frozenset[str]:
        """What it binds or changes."""
        return frozenset(name for node in self.nodes for name in (*bound_by(node), *changed_names(node)))


class Outline:
    @classmethod
    def of(cls, tree: Tree) -> Outline:
        """The one outline of a tree, with the one layout."""
        if cls not in tree.memo:
            tree.memo[cls] = cls(Layout(tree))
        outline: Outline = tree.memo[cls]
        return outline

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        lines: list[Line] = list(layout.tree.module.body)
        rows = [layout.rows(line) for line in lines]
        starts = [row.first for row in rows]
        nodes: list[list[ast.stmt]] = [[] for _ in lines]
        for node in layout.tree.syntax.body:
            nodes[bisect_right(starts, node.lineno) - 1].append(node)
        set_up = frozenset(SetUp(layout.tree.scopes).nodes)
        self.items = [
            TopLevel(line, row, tuple(inner), set_up)
            for line, row, inner in zip(lines, rows, nodes, strict=True)
            if inner
        ]

    def __iter__(self) -> Iterator[TopLevel]:
        return iter(self.items)

    def first_index(self, kind: str) -> int:
        """The index of the first item whose property `kind` holds; the number of items where there is none."""
        return next((i for i, item in enumerate(self.items) if getattr(item, kind)), len(self.items))

    @cached_property
    def first_definition(self) -> int:
        return min(self.first_index("is_definition"), self.guard)

    @cached_property
    def guard(self) -> int:
        """The index of `if __name__ == "__main__":`."""
        return self.first_index("is_main_guard")

    @cached_property
    def head(self) -> int:
        """The index of the last item that everything new stands below: an import, what sets up the import; or -1."""
        last = -1
        for index, item in enumerate(self.items[: self.guard]):
            in_head = index < self.first_definition and (item.is_import or item.is_dunder)
            if in_head or (item.is_docstring and index == 0) or item.is_future or item.is_setup:
                last = index
        return last

    @cached_property
    def binding(self) -> Mapping[str, Sequence[int]]:
        """Name -> the indexes of the items above the main guard that bind or change it, in order."""
        found: dict[str, list[int]] = {}
        for index, item in enumerate(self.items[: self.guard]):
            for name in item.names:
                found.setdefault(name, []).append(index)
        return found

    @cached_property
    def definition_gap(self) -> int:
        """How many blank lines the file has above its top-level definitions: 2, or 1 where it never has more."""
        gaps = [
            self.layout.blanks_before(item.rows.comments)
            for number, item in enumerate(self.items)
            if item.is_definition and number
        ]
        return 1 if len(gaps) > 1 and max(gaps) == 1 else 2

    @cached_property
    def header_row(self) -> int:
        """The last row of the comments that head the file and belong to no statement; 0 where there are none."""
        row = self.items[0].rows.comments - 1 if self.items else self.layout.row_count
        while row > 0 and not self.layout.is_comment(row):
            row -= 1
        return row


def bound_by(node: ast.stmt) -> Collection[str]:
    """The names that a statement of the top level binds in the module."""
    return Scopes(ast.Module([node], [])).module.bindings


def _is_import_like(node: ast.stmt) -> bool:
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return True
    if isinstance(node, (ast.If, ast.Try)):
        return any(isinstance(part, (ast.Import, ast.ImportFrom)) for part in node.body)
    return False


def _sets_up(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    if isinstance(node.func, ast.Name):
        return node.func.id in SETUP_CALLS
    if isinstance(node.func, ast.Attribute):
        return node.func.attr in SETUP_CALLS or (node.func.attr in _CHANGING and ast.unparse(node.func.value) in _PATHS)
    return False
