"""The top level of a file: its statements in order, and what each one is there for."""

from __future__ import annotations

import ast
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from lambdafix.rewrite.layout import Layout, Line, Rows

_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
SETUP_CALLS = frozenset(
    ("load_dotenv", "patch_all", "setup_default_session", "putenv", "addsitedir", "instrument", "basicConfig")
)
"""Calls that change what later statements of the import do: a client made before them is another client."""
_ENVIRONMENTS = frozenset(("os.environ", "environ"))
_PATHS = frozenset(("sys.path", "path"))
_CHANGING = frozenset(("setdefault", "update", "insert", "append", "extend", "pop"))


@dataclass(frozen=True)
class TopLevel:
    line: Line
    rows: Rows
    nodes: tuple[ast.stmt, ...]
    """Several where the line joins them with semicolons."""

    @cached_property
    def is_definition(self) -> bool:
        return isinstance(self.nodes[0], _DEFINITIONS)

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
        return not self.is_main_guard and any(_sets_up(part) for node in self.nodes for part in import_time(node))

    @cached_property
    def is_main_guard(self) -> bool:
        node = self.nodes[0]
        return isinstance(node, ast.If) and any(
            isinstance(part, ast.Name) and part.id == "__name__" for part in ast.walk(node.test)
        )


class Outline:
    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        lines: list[Line] = list(layout.tree.module.body)
        rows = [layout.rows(line) for line in lines]
        starts = [row.first for row in rows]
        nodes: list[list[ast.stmt]] = [[] for _ in lines]
        for node in layout.tree.syntax.body:
            nodes[bisect_right(starts, node.lineno) - 1].append(node)
        self.items = [
            TopLevel(line, row, tuple(inner)) for line, row, inner in zip(lines, rows, nodes, strict=True) if inner
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


def import_time(node: ast.AST) -> Iterator[ast.AST]:
    """`node` and all it runs when the module is imported: not what stands in functions and lambdas."""
    yield node
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
        arguments = node.args
        inner: list[ast.AST] = [*arguments.defaults, *(d for d in arguments.kw_defaults if d is not None)]
        if not isinstance(node, ast.Lambda):
            inner += node.decorator_list
    else:
        inner = list(ast.iter_child_nodes(node))
    for child in inner:
        yield from import_time(child)


def _is_import_like(node: ast.stmt) -> bool:
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return True
    if isinstance(node, (ast.If, ast.Try)):
        return any(isinstance(part, (ast.Import, ast.ImportFrom)) for part in node.body)
    return False


def _sets_up(node: ast.AST) -> bool:
    if isinstance(node, ast.Subscript) and not isinstance(node.ctx, ast.Load):
        return ast.unparse(node.value) in _ENVIRONMENTS
    if not isinstance(node, ast.Call):
        return False
    if isinstance(node.func, ast.Name):
        return node.func.id in SETUP_CALLS
    if isinstance(node.func, ast.Attribute):
        if node.func.attr in _CHANGING:
            return ast.unparse(node.func.value) in _ENVIRONMENTS | _PATHS
        return node.func.attr in SETUP_CALLS
    return False
