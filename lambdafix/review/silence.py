"""The comment that suppresses a finding where it stands."""

from __future__ import annotations

import io
import re
import tokenize

from lambdafix.model import Edit, Finding, Refusal, Span
from lambdafix.review.visible import visible
from lambdafix.rules import comments, suppressions
from lambdafix.source import Source

_REASON_LIMIT = 80
_LAYOUT = frozenset({tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.COMMENT, tokenize.ENCODING})


def comment(source: Source, finding: Finding, reason: str) -> Edit | Refusal:
    """A line above the statement that holds `finding`: `# lambdafix: ignore[CODE] reason`.

    Refused where no comment can stand there, or where it would not be read as one.
    """
    is_code = source.path.endswith(".py")
    row = _first_row(source, finding.start.row) if is_code else _row_of_template(source, finding.start.row)
    if row is None:
        return Refusal("no comment can stand above that line")
    line = source.line(row)
    indent = line[: len(line) - len(line.lstrip(" \t\f"))]
    words = visible(" ".join(reason.split()), _REASON_LIMIT)
    text = f"{indent}# lambdafix: ignore[{finding.code}] {words}".rstrip() + source.newline
    edit = Edit(finding.path, Span(source.line_starts[row - 1], source.line_starts[row - 1]), text)
    reader = suppressions if is_code else comments
    spoken = reader.read(source.apply((edit,)))
    if any(s.row == row and s.codes == (finding.code,) and s.first <= row + 1 <= s.last for s in spoken):
        return edit
    return Refusal("a comment above that line would not be read as one")


def _row_of_template(source: Source, row: int) -> int | None:
    """The row itself; None in JSON, which has no comments."""
    return None if source.text.lstrip().startswith("{") else row


def _first_row(source: Source, row: int) -> int | None:
    """Where the logical line begins that `row` is part of."""
    first = 0
    text = re.sub(r"\r\n?", "\n", source.text)
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.NEWLINE:
                if first <= row <= token.start[0]:
                    return first
                first = 0
            elif token.type not in _LAYOUT and first == 0:
                first = token.start[0]
    except (tokenize.TokenError, SyntaxError):
        return None
    return None
