"""The comments of a file, and which of them a repair may take away."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from lambdafix.analysis.syntax import comments as syntax
from lambdafix.model import Span
from lambdafix.rewrite.alignment import Alignment
from lambdafix.rewrite.occurrences import Text


@dataclass(frozen=True, slots=True)
class Comment:
    text: str
    row: int
    span: Span
    has_row: bool
    """Whether it stands on a row of its own."""


def comments(text: Text) -> Iterator[Comment]:
    source = text.source
    for span in syntax.comments(source, text.scopes):
        row = source.position(span.start).row
        head = source.text[source.line_starts[row - 1] : span.start]
        yield Comment(source.slice(span).rstrip(), row, span, not head.strip())


def lost(before: Text, after: Text, alignment: Alignment) -> Iterator[Comment]:
    """The comments that are gone though the statement they belong to is not, or only moved.

    A comment belongs to the statement whose row it ends, else to the one below its run of comment rows, else to the one
    around it.
    """
    missing = Counter(c.text for c in comments(before)) - Counter(c.text for c in comments(after))
    if not missing:
        return
    statements = [node for node in ast.walk(before.tree) if isinstance(node, ast.stmt)]
    now = Counter(ast.dump(node) for node in ast.walk(after.tree) if isinstance(node, ast.stmt))
    was = Counter(map(ast.dump, statements))
    for comment in comments(before):
        if not missing[comment.text] or not alignment.removing(comment.span):
            continue
        missing[comment.text] -= 1
        owner = _owner(comment, statements, before)
        stays = owner is None or not alignment.removing(_head(before.span_of(owner)))
        if stays or now[ast.dump(owner)] >= was[ast.dump(owner)]:  # type: ignore[arg-type]
            yield comment


def _head(span: Span) -> Span:
    return Span(span.start, span.start + 1)


def _owner(comment: Comment, statements: list[ast.stmt], text: Text) -> ast.stmt | None:
    around = [node for node in statements if node.lineno <= comment.row <= (node.end_lineno or node.lineno)]
    innermost = min(around, key=lambda node: text.span_of(node).end - text.span_of(node).start, default=None)
    if not comment.has_row:
        return innermost
    row = comment.row + 1
    while text.source.line(row).lstrip().startswith("#"):
        row += 1
    return next((node for node in statements if node.lineno == row), innermost)
