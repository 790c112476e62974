"""A file's libcst tree and the exact place of each of its nodes.

One code generation pass notes the spans; `libcst.metadata` would too, at several times the cost.
"""

from __future__ import annotations

import ast
import re
import warnings
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any, TypeVar

import libcst as cst
from libcst._nodes.internal import CodegenState

from lambdafix.analysis.syntax.scopes import Scopes
from lambdafix.model import Span
from lambdafix.rewrite.errors import Unlocatable
from lambdafix.source import Source

NodeT = TypeVar("NodeT", bound=cst.CSTNode)

_LINE_END = re.compile(r"\r\n|\r|\n")


class Tree:
    """One parsed file. `spans` covers a node without surrounding whitespace and comments, `whole` with them.

    A node on a line that libcst does not reproduce (one indented with a form feed after other whitespace) has no span.
    Raises `Unlocatable` where libcst cannot parse the file.
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        try:
            self.module = cst.parse_module(source.text)
            recorder = _Recorder(self.module)
            self.module._codegen(recorder)
        except (cst.ParserSyntaxError, RecursionError) as error:
            raise Unlocatable(f"{source.path} is beyond what the rewriter can parse") from error
        self.parent = recorder.parent
        generated = "".join(recorder.tokens)
        if generated == source.text:
            self.spans = {node: Span(*span) for node, span in recorder.spans.items()}
            self.whole = {node: Span(*span) for node, span in recorder.whole.items()}
        else:
            to_text = _offset_map(generated, source)
            self.spans = _mapped(recorder.spans, lambda offset: to_text(offset, True))
            self.whole = _mapped(recorder.whole, lambda offset: to_text(offset, False))
        self.memo: dict[object, Any] = {}
        """What was found out about it, by those who asked."""
        self._at: dict[Span, list[cst.CSTNode]] = {}
        for node, span in self.spans.items():
            self._at.setdefault(span, []).append(node)

    def node(self, span: Span, kind: type[NodeT]) -> NodeT:
        """The one node of class `kind` at exactly `span`. Raises `Unlocatable`."""
        found = [node for node in self._at.get(span, ()) if isinstance(node, kind)]
        if len(found) != 1:
            place = self.source.position(min(span.start, len(self.source.text)))
            raise Unlocatable(f"the code at {self.source.path}:{place.row}:{place.column} could not be matched exactly")
        return found[0]

    def ancestors(self, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
        while (above := self.parent.get(node)) is not None:
            yield above
            node = above

    def statement(self, span: Span) -> cst.BaseSmallStatement | cst.BaseCompoundStatement:
        """The statement at exactly `span`. Raises `Unlocatable`."""
        for kind in (cst.BaseSmallStatement, cst.BaseCompoundStatement):
            if any(isinstance(node, kind) for node in self._at.get(span, ())):
                return self.node(span, kind)  # type: ignore[return-value]
        place = self.source.position(min(span.start, len(self.source.text)))
        raise Unlocatable(f"the statement at {self.source.path}:{place.row} could not be matched exactly")

    def ast_statement(self, span: Span) -> ast.stmt:
        """The `ast` statement at exactly `span`; of several on one line, the first. Raises `Unlocatable`."""
        if span not in self._ast_statements:
            raise Unlocatable(f"a statement in {self.source.path} could not be matched exactly")
        return self._ast_statements[span]

    @cached_property
    def _ast_statements(self) -> dict[Span, ast.stmt]:
        statements = (node for node in ast.walk(self.syntax) if isinstance(node, ast.stmt))
        return {ast_span(self.source, node): node for node in statements}

    @cached_property
    def syntax(self) -> ast.Module:
        try:
            return parse(self.source)
        except (SyntaxError, ValueError, RecursionError) as error:
            raise Unlocatable(f"{self.source.path} is beyond what this Python can parse") from error

    @cached_property
    def quote_mark(self) -> str:
        """The quotation mark most one-line strings of the file have; the double one where it is even."""
        marks = Counter(
            node.value[len(node.prefix)]
            for node in self.spans
            if isinstance(node, cst.SimpleString) and not node.value.endswith(('"""', "'''"))
        )
        return "'" if marks["'"] > marks['"'] else '"'

    @cached_property
    def scopes(self) -> Scopes:
        return Scopes(self.syntax)


class TreeCache:
    """Reads and parses each file once, however many fixes touch it. `read` gives a path's current text."""

    def __init__(self, read: Callable[[str], Source]) -> None:
        self._read = read
        self._trees: dict[str, Tree] = {}

    def tree(self, path: str) -> Tree:
        if path not in self._trees:
            self._trees[path] = Tree(self._read(path))
        return self._trees[path]


def ast_span(source: Source, node: ast.AST) -> Span:
    """The characters of a node of `source` that has a place: any but a module, an operator, a context."""
    start = source.offset(node.lineno, node.col_offset)  # type: ignore[attr-defined]
    return Span(start, source.offset(node.end_lineno, node.end_col_offset))  # type: ignore[attr-defined]


def parse(source: Source) -> ast.Module:
    """Raises SyntaxError, ValueError and RecursionError, as `ast.parse`; keeps its warnings to itself."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(source.text)


class _Recorder(CodegenState):
    """Generates a module's code, noting where each node begins and ends in it, and each node's parent."""

    def __init__(self, module: cst.Module) -> None:
        super().__init__(default_indent=module.default_indent, default_newline=module.default_newline)
        self.offset = 0
        self.spans: dict[cst.CSTNode, tuple[int, int]] = {}
        self.whole: dict[cst.CSTNode, tuple[int, int]] = {}
        self.parent: dict[cst.CSTNode, cst.CSTNode] = {}
        self._open: list[tuple[cst.CSTNode, int]] = []

    def add_token(self, value: str) -> None:
        self.tokens.append(value)
        self.offset += len(value)

    def add_indent_tokens(self) -> None:
        self.tokens.extend(self.indent_tokens)
        self.offset += sum(map(len, self.indent_tokens))

    def before_codegen(self, node: cst.CSTNode) -> None:
        if self._open:
            self.parent[node] = self._open[-1][0]
        self._open.append((node, self.offset))

    def after_codegen(self, node: cst.CSTNode) -> None:
        _, start = self._open.pop()
        self.whole[node] = (start, self.offset)
        self.spans.setdefault(node, (start, self.offset))

    @contextmanager
    def record_syntactic_position(
        self, node: cst.CSTNode, *, start_node: cst.CSTNode | None = None, end_node: cst.CSTNode | None = None
    ) -> Iterator[None]:
        start = self.offset
        yield
        begins = self.spans[start_node][0] if start_node is not None else start
        self.spans[node] = (begins, self.spans[end_node][1] if end_node is not None else self.offset)


def _mapped(spans: dict[cst.CSTNode, tuple[int, int]], to_text: Callable[[int], int | None]) -> dict[cst.CSTNode, Span]:
    found = {}
    for node, (start, end) in spans.items():
        text_start, text_end = to_text(start), to_text(end)
        if text_start is not None and text_end is not None:
            found[node] = Span(text_start, text_end)
    return found


def _offset_map(generated: str, source: Source) -> Callable[[int, bool], int | None]:
    """From offsets in libcst's own rendering to offsets in the text.

    The two differ where libcst drops a form feed before a line's code, and in the line ending of the last line. The
    flag says whether a line's first offset means its code or the line itself.
    """
    text = source.text
    starts = (0, *(match.end() for match in _LINE_END.finditer(generated)))
    shifts = [_row_shift(generated, starts, source, row) for row in range(len(starts))]

    def to_text(offset: int, code: bool) -> int | None:
        row = bisect_right(starts, offset) - 1
        if row >= len(source.line_starts):
            return len(text)
        shift, column = shifts[row], offset - starts[row]
        if column == 0 and not code:
            return source.line_starts[row]
        return None if shift is None else min(source.line_starts[row] + column + shift, len(text))

    return to_text


def _row_shift(generated: str, starts: tuple[int, ...], source: Source, row: int) -> int | None:
    """How many characters of whitespace the row has in the text and not in the rendering; None where more differs."""
    if row >= len(source.line_starts):
        return None
    rendered = generated[starts[row] : starts[row + 1] if row + 1 < len(starts) else None].rstrip("\r\n")
    original = source.line(row + 1).rstrip("\r\n")
    extra = len(original) - len(rendered)
    if original.endswith(rendered) and not original[:extra].strip(" \t\f"):
        return extra
    return None
