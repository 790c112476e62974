"""Colours for Python text, in the sixteen colours that a terminal's own theme makes readable.

Red and green are left to the diff.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pygments.lexers.python import PythonLexer
from pygments.token import Comment, Keyword, Name, Number, Operator, String, _TokenType

from lambdafix.review.diff import split
from lambdafix.source import Source

_WHOLE_FILE_LIMIT = 60_000
"""Characters up to which a file is coloured as a whole, so that a text over several lines is known as one."""
_LINE_LIMIT = 1_000
_STYLES: Mapping[_TokenType, str] = {
    Comment: "italic dim",
    Keyword: "magenta",
    Operator.Word: "magenta",
    Name.Decorator: "blue",
    Name.Builtin: "blue",
    Name.Function: "bold",
    Name.Class: "bold",
    Number: "cyan",
    String: "cyan",
}

Styled = tuple[tuple[int, int, str], ...]
"""Ranges of one line's characters and their style."""


@dataclass(slots=True)
class Colours:
    """The colours of lines, remembered: a file's once, so that each further fix in it costs nothing."""

    _lexer: PythonLexer = field(default_factory=lambda: PythonLexer(stripnl=False, ensurenl=False))
    _files: dict[str, Sequence[Styled]] = field(default_factory=dict)
    _lines: dict[str, Styled] = field(default_factory=dict)

    def of_row(self, source: Source, row: int) -> Styled:
        """The colours of a row that is on disk."""
        if len(source.text) > _WHOLE_FILE_LIMIT:
            return self.of_text(source.line(row).rstrip("\r\n"))
        if source.path not in self._files:
            self._files[source.path] = self._by_line(source.text)
        lines = self._files[source.path]
        return lines[row - 1] if row <= len(lines) else ()

    def of_text(self, line: str) -> Styled:
        """The colours of a line by itself, as far as they can be told."""
        if len(line) > _LINE_LIMIT:
            return ()
        if line not in self._lines:
            lines = self._by_line(line)
            self._lines[line] = lines[0] if lines else ()
        return self._lines[line]

    def _by_line(self, text: str) -> Sequence[Styled]:
        lines: list[Styled] = []
        styled: list[tuple[int, int, str]] = []
        column = 0
        for _, kind, value in self._lexer.get_tokens_unprocessed(text):
            style = _style(kind)
            for piece in split(value):
                width = len(piece.rstrip("\r\n"))
                if style and width:
                    styled.append((column, column + width, style))
                column += width
                if width < len(piece):
                    lines.append(tuple(styled))
                    styled, column = [], 0
        return [*lines, tuple(styled)]


def _style(kind: _TokenType) -> str:
    for ancestor in reversed(kind.split()):
        if ancestor in _STYLES:
            return _STYLES[ancestor]
    return ""
