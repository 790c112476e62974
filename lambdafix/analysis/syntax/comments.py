"""Where the comments of a file stand."""

from __future__ import annotations

import ast
import io
import re
import sys
import tokenize
from collections.abc import Iterator

from lambdafix.analysis.syntax.scopes import Scopes
from lambdafix.model import Span
from lambdafix.source import Source

_LINE_END = re.compile(r"\r\n|\r")
_COMMENTS_AND_TEXTS = re.compile(
    r"#[^\r\n]*"
    r'|"""(?:[^\\"]++|\\.|"(?!""))*+"""|"(?:[^\\"\r\n]++|\\(?:\r\n|.))*+"'
    r"|'''(?:[^\\']++|\\.|'(?!''))*+'''|'(?:[^\\'\r\n]++|\\(?:\r\n|.))*+'",
    re.DOTALL,
)
"""Comments, and the texts in which a `#` begins none."""


def comments(source: Source, scopes: Scopes) -> Iterator[Span]:
    """Each comment of a file that can be parsed, from its `#` to the end of the row, in order."""
    if "#" not in source.text:
        return
    if sys.version_info >= (3, 12) and any("#" in _text(source, one) for one in scopes.every(ast.JoinedStr)):
        yield from _tokenized(source)  # the fields of an f-string may hold texts in its own quotes, and comments
        return
    for found in _COMMENTS_AND_TEXTS.finditer(source.text):
        if found[0].startswith("#"):
            yield Span(*found.span())


def _text(source: Source, node: ast.JoinedStr) -> str:
    first, last = node.lineno, node.end_lineno or node.lineno
    return "".join(source.line(row) for row in range(first, last + 1))


def _tokenized(source: Source) -> Iterator[Span]:
    # the tokenizer does not end a row at a lone CR
    lines = io.StringIO(_LINE_END.sub("\n", source.text)).readline
    for token in tokenize.generate_tokens(lines):
        if token.type == tokenize.COMMENT:
            start = source.character_offset(*token.start)
            yield Span(start, start + len(token.string))
