"""A file's rows as an editor shows them: indentation, blank lines, comments, and the rows a statement takes up."""

from __future__ import annotations

import ast
import re
import textwrap
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import libcst as cst

from lambdafix.rewrite.errors import Unlocatable
from lambdafix.rewrite.tree import Tree

Line = cst.SimpleStatementLine | cst.BaseCompoundStatement
"""A statement with rows of its own."""
Statement = Line | cst.BaseSmallStatement
"""A small statement stands for itself where it shares its line: `a = 1; b = 2`, `if x: y = 1`."""

_STRINGS = (cst.SimpleString, cst.FormattedString)
_CODING_OR_SHEBANG = re.compile(r"#!|#.*?coding[:=]")
_WORD = re.compile(r"[a-z0-9]{2,}")
_CODE = (ast.Assign, ast.AugAssign, ast.Call, ast.Import, ast.ImportFrom, ast.Return, ast.Delete)
_MAKING = frozenset(
    (
        "init",
        "initialise",
        "initialize",
        "instantiate",
        "create",
        "make",
        "set",
        "setup",
        "connect",
        "client",
        "session",
    )
)

_STEPS = frozenset(
    """
    ask check delete download fetch find has insert list look notify process publish put query read record save scan
    send store update upload verify write
    """.split()
)
"""Words that begin a comment on a step, which is more than the statement below it."""


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a statement, counted from 1, ends included."""

    comments: int
    """First row of the comments directly above it; equals `first` where there are none."""
    own: int
    """First row of those comments, where they speak of this statement alone and go where it goes; else `first`."""
    first: int
    """Its first row of code, decorators included."""
    last: int


def _parsed(rows: Iterable[str]) -> list[ast.AST]:
    """The nodes of rows that are a statement; none where they are not."""
    try:
        return list(ast.walk(ast.parse(textwrap.dedent("\n".join(rows)).strip())))
    except (SyntaxError, ValueError):
        return []


class Layout:
    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.source = tree.source
        self.newline = tree.source.newline

    # --- rows

    @property
    def row_count(self) -> int:
        return len(self.source.line_starts)

    def row(self, offset: int) -> int:
        return bisect_right(self.source.line_starts, offset)

    def start(self, row: int) -> int:
        """Where a row starts; the end of the text for a row past the last."""
        return self.source.line_starts[row - 1] if row <= self.row_count else len(self.source.text)

    def end(self, row: int) -> int:
        """Where a row ends, its line ending included."""
        return self.start(row + 1)

    def content(self, row: int) -> str:
        return self.source.text[self.start(row) : self.end(row)].rstrip("\r\n")

    def indent(self, row: int) -> str:
        content = self.content(row)
        return content[: len(content) - len(content.lstrip(" \t\f"))]

    def is_blank(self, row: int) -> bool:
        return 1 <= row <= self.row_count and not self.content(row).strip() and not self.in_string(row)

    def is_comment(self, row: int) -> bool:
        return 1 <= row <= self.row_count and self.content(row).lstrip().startswith("#") and not self.in_string(row)

    def in_string(self, row: int) -> bool:
        """Whether the row begins inside a string literal, so that its leading whitespace is part of a value."""
        return row in self._string_rows

    @cached_property
    def _string_rows(self) -> frozenset[int]:
        found: set[int] = set()
        for node, span in self.tree.spans.items():
            if isinstance(node, _STRINGS):
                found.update(range(self.row(span.start) + 1, self.row(span.end) + 1))
        return frozenset(found)

    def blanks_after(self, row: int) -> int:
        count = 0
        while (
            row + count + 1 <= self.row_count
            and self.is_blank(row + count + 1)
            and self.end(row + count) < len(self.source.text)
        ):
            count += 1
        return count

    def blanks_before(self, row: int) -> int:
        count = 0
        while row - count - 1 >= 1 and self.is_blank(row - count - 1):
            count += 1
        return count

    # --- statements

    def span(self, node: cst.CSTNode) -> tuple[int, int]:
        """Raises `Unlocatable` for a node that is not the file's own, or stands on a row that cannot be edited."""
        span = self.tree.spans.get(node)
        if span is None:
            raise Unlocatable(f"a statement in {self.source.path} cannot be edited exactly")
        return span.start, span.end

    def rows(self, statement: Line) -> Rows:
        start, end = self.span(statement)
        decorators = getattr(statement, "decorators", ())
        if decorators:
            start = self.span(decorators[0])[0]
        first, last = self.row(start), self.row(end)
        if isinstance(statement, cst.BaseCompoundStatement):
            whole = self.tree.whole[statement]
            last = max(last, self.row(max(whole.end - 1, start)))
            while last > first and self.is_blank(last):
                last -= 1
        elif self.source.text[end : self.end(last)].strip() == "\\":  # goes on with a blank row
            last += 1
        top, indent = first, self.indent(first)
        while self.is_comment(top - 1) and self.indent(top - 1) == indent and not self._is_declaration(top - 1):
            top -= 1
        # a comment above a paragraph may speak of all of it
        alone = self.blanks_after(last) or not self._is_followed(statement)
        own = top if alone or self._speaks_of(range(top, first), range(first, last + 1)) else first
        return Rows(top, max(own, self._below_code(top, first, last)), first, last)

    def _below_code(self, top: int, first: int, last: int) -> int:
        """The first row below comments that are code of something else; code that names what is bound is of it."""
        nodes = _parsed(map(self.content, range(first, last + 1)))
        bound = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
        for row in range(first - 1, top - 1, -1):
            nodes = _parsed([self.content(row).lstrip().lstrip("#")])
            if any(isinstance(node, _CODE) for node in nodes) and not any(
                isinstance(node, ast.Name) and node.id in bound for node in nodes
            ):
                return row + 1
        return top

    def _is_declaration(self, row: int) -> bool:
        return row <= 2 and _CODING_OR_SHEBANG.match(self.content(row)) is not None

    def _is_followed(self, statement: Line) -> bool:
        siblings = self.siblings(statement)
        return siblings[-1] is not statement

    def _speaks_of(self, comments: range, code: range) -> bool:
        words = _WORD.findall(" ".join(map(self.content, comments)).lower().replace("_", " "))
        if words and words[0] in _STEPS:
            return False  # it speaks of what comes next: "write the total to the table"
        said = set(words)
        meant = set(_WORD.findall(" ".join(map(self.content, code)).lower().replace("_", " ")))
        return bool(said & (meant | _MAKING))

    def siblings(self, statement: Line) -> tuple[Line, ...]:
        """The statements of the block `statement` stands in, itself included."""
        parent = self.tree.parent[statement]
        if not isinstance(parent, (cst.IndentedBlock, cst.Module)):
            raise Unlocatable("a statement stands in no block of its own")
        return tuple(parent.body)  # type: ignore[arg-type]

    def line_of(self, node: cst.CSTNode) -> Line:
        """The statement with rows of its own at or around `node`."""
        for above in (node, *self.tree.ancestors(node)):
            if isinstance(above, (cst.SimpleStatementLine, cst.BaseCompoundStatement)):
                return above
        raise Unlocatable("the code stands in no statement")

    def suite_of(self, statement: cst.BaseSmallStatement) -> cst.SimpleStatementLine | cst.SimpleStatementSuite:
        parent = self.tree.parent[statement]
        assert isinstance(parent, (cst.SimpleStatementLine, cst.SimpleStatementSuite))
        return parent

    def normal(self, statement: Statement) -> Statement:
        """The statement with rows of its own, where it has them."""
        if not isinstance(statement, Statement):
            raise TypeError(f"expected a statement, as file.statement(span) gives it, not {statement!r}")
        if isinstance(statement, cst.BaseSmallStatement):
            suite = self.suite_of(statement)
            if isinstance(suite, cst.SimpleStatementLine) and len(suite.body) == 1:
                return suite
        return statement

    def unit(self, statement: Line) -> str:
        """One step of indentation, as the block around `statement` has it."""
        block = self.tree.parent[statement]
        own = block.indent if isinstance(block, cst.IndentedBlock) else None
        return own or self.tree.module.default_indent

    def comments_in(self, start: int, end: int) -> Iterator[str]:
        """The comments that begin between two offsets, in order."""
        low, high = (bisect_left(self._comments, (offset, "")) for offset in (start, end))
        return (text for _, text in self._comments[low:high])

    @cached_property
    def _comments(self) -> list[tuple[int, str]]:
        spans = self.tree.spans.items()
        return sorted((span.start, node.value) for node, span in spans if isinstance(node, cst.Comment))
