"""New code from text or nodes, in the dress of the file it goes into: its newline, its indent, its quotes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeVar, cast

import libcst as cst
from libcst._nodes.internal import CodegenState

from lambdafix.rewrite.layout import Line, Statement
from lambdafix.rewrite.tree import Tree

NodeT = TypeVar("NodeT", bound=cst.CSTNode)
NewStatement = Statement | str

_LINE_END = re.compile(r"\r\n|\r|\n")
_WRITTEN_INDENT = " " * 4
_TRIPLE = ('"""', "'''")


class Renderer:
    """Renders the nodes in `replaced` as what replaces them, wherever they stand."""

    def __init__(self, tree: Tree, replaced: Mapping[cst.CSTNode, cst.CSTNode]) -> None:
        self._tree = tree
        self._newline = tree.source.newline
        self._replaced = replaced

    # --- from text

    @property
    def quote_mark(self) -> str:
        return self._tree.quote_mark

    def quote(self, text: str) -> str:
        """`text` as a string literal, in the file's own quotes unless that would need escapes."""
        literal = repr(text)
        mark = self.quote_mark
        if literal[0] == mark or mark in text or "'" in text:
            return literal
        return f"{mark}{literal[1:-1]}{mark}"

    def parse_statement(self, text: str) -> Line:
        """One statement of `text`, which is written with 4 spaces, LF and double quotes.

        Raises libcst.ParserSyntaxError.
        """
        return self._in_own_dress(cst.parse_statement(self._with_newlines(text.strip("\r\n")) + self._newline))

    def parse_expression(self, text: str) -> cst.BaseExpression:
        """As `parse_statement`."""
        return self._in_own_dress(cst.parse_expression(self._with_newlines(text.strip())))

    def _with_newlines(self, text: str) -> str:
        return _LINE_END.sub(self._newline, text)

    def _in_own_dress(self, node: NodeT) -> NodeT:
        dressed: cst.CSTNode = node
        if self.quote_mark == "'":
            dressed = _visited(dressed, _SingleQuotes())
        if self._tree.module.default_indent != _WRITTEN_INDENT:
            dressed = _visited(dressed, _Reindented(self._tree.module.default_indent))
        assert isinstance(dressed, type(node))
        return dressed

    def as_line(self, new: NewStatement) -> Line:
        """A statement with rows of its own: no blank lines above it, no semicolon after it."""
        if isinstance(new, str):
            new = self.parse_statement(new)
        if isinstance(new, cst.BaseSmallStatement):
            return cst.SimpleStatementLine([unterminated(new)])
        comments = [line for line in new.leading_lines if line.comment is not None]
        return new.with_changes(leading_lines=comments)

    # --- to text

    def render(self, node: cst.CSTNode, indent: str) -> str:
        """The code of `node` in a block indented by `indent`. A statement with rows of its own comes with them."""
        state = CodegenState(default_indent=self._tree.module.default_indent, default_newline=self._newline)
        if indent:
            state.increase_indent(indent)
        self.substituted(node)._codegen(state)
        return "".join(state.tokens)

    def substituted(self, node: NodeT) -> NodeT:
        """`node` with every node in it that was replaced standing as its replacement."""
        if not self._replaced:
            return node
        return cast("NodeT", _visited(node, _Substitute(self._replaced)))


def unterminated(node: cst.BaseSmallStatement) -> cst.BaseSmallStatement:
    return node.with_changes(semicolon=cst.MaybeSentinel.DEFAULT)


def _visited(node: cst.CSTNode, transformer: cst.CSTTransformer) -> cst.CSTNode:
    changed = node.visit(transformer)
    assert isinstance(changed, cst.CSTNode)
    return changed


class _Substitute(cst.CSTTransformer):
    def __init__(self, replaced: Mapping[cst.CSTNode, cst.CSTNode]) -> None:
        super().__init__()
        self._replaced = replaced

    def on_leave(self, original_node: cst.CSTNode, updated_node: cst.CSTNode) -> cst.CSTNode:  # type: ignore[override]
        new = self._replaced.get(original_node)
        if new is None:
            return updated_node
        inner = {old: to for old, to in self._replaced.items() if old is not original_node}
        return _visited(new, _Substitute(inner))


class _SingleQuotes(cst.CSTTransformer):
    """Turns double quotes into single ones wherever that needs no escape."""

    def leave_SimpleString(  # noqa: N802 - libcst's naming
        self, original_node: cst.SimpleString, updated_node: cst.SimpleString
    ) -> cst.SimpleString:
        value = updated_node.value
        body = value[len(updated_node.prefix) :]
        if body.startswith(_TRIPLE) or "'" in body or "\\" in body:
            return updated_node
        return updated_node.with_changes(value=f"{updated_node.prefix}'{body[1:-1]}'")

    def leave_FormattedString(  # noqa: N802
        self, original_node: cst.FormattedString, updated_node: cst.FormattedString
    ) -> cst.FormattedString:
        code = cst.Module([]).code_for_node(updated_node)
        start = original_node.start
        if not start.endswith('"') or start.endswith(_TRIPLE) or "'" in code or "\\" in code:
            return updated_node
        return updated_node.with_changes(start=start[:-1] + "'", end="'")


class _Reindented(cst.CSTTransformer):
    """Indents the rows inside brackets by the file's own step. Those of blocks follow without it."""

    def __init__(self, step: str) -> None:
        super().__init__()
        self._step = step

    def leave_ParenthesizedWhitespace(  # noqa: N802
        self, original_node: cst.ParenthesizedWhitespace, updated_node: cst.ParenthesizedWhitespace
    ) -> cst.ParenthesizedWhitespace:
        space = original_node.last_line.value.replace(_WRITTEN_INDENT, self._step)
        return updated_node.with_changes(last_line=cst.SimpleWhitespace(space))
