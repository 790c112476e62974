"""A tolerant reader of HCL: blocks and attributes with their rows; what it does not understand it passes over.

https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lambdafix.project.document import DocumentError

_MAX_DEPTH = 50
_TOKEN = re.compile(
    r"""(?P<space>[ \t\r\ufeff]+|\#[^\n]*|//[^\n]*|/\*.*?\*/)
      |(?P<newline>\n)
      |(?P<heredoc><<-?[ ]?(?P<mark>\w+)[ \t\r]*\n.*?\n[ \t]*(?P=mark)(?=[\r\n]|$))
      |(?P<quote>")
      |(?P<name>[A-Za-z_][\w-]*)
      |(?P<number>\d+(?:\.\d+)?)
      |(?P<operator>=>|==|!=|<=|>=|&&|\|\||\.\.\.|[^\s])""",
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Token:
    kind: str
    """ "name", "number", "string" (the raw text between the quotes), "newline" or "operator"."""
    text: str
    row: int


@dataclass(slots=True)
class Body:
    """The content of a block. Attributes keep their expression as tokens."""

    row: int = 0
    attributes: dict[str, list[Token]] = field(default_factory=dict)
    blocks: list[NamedBlock] = field(default_factory=list)

    def row_of(self, name: str) -> int:
        tokens = self.attributes.get(name)
        return tokens[0].row if tokens else self.row

    def named(self, kind: str) -> Iterator[Body]:
        """The nested blocks of a kind, `dynamic` ones included."""
        for inner in self.blocks:
            if inner.kind == kind:
                yield inner.body
            elif inner.kind == "dynamic" and inner.labels == (kind,):
                yield from inner.body.named("content")


@dataclass(frozen=True, slots=True)
class NamedBlock:
    kind: str
    labels: tuple[str, ...]
    body: Body


def parse(text: str, row: int = 1) -> Body:
    """The blocks and attributes of a file, or of the part of one that begins in `row`.

    Raises `DocumentError` where a string or bracket is never closed.
    """
    return _Parser(list(tokens(text, row))).body(0)


def tokens(text: str, row: int = 1) -> Iterator[Token]:
    """The tokens of `text` without space and comments. Raises `DocumentError`."""
    position = 0
    while position < len(text):
        found = _TOKEN.match(text, position)
        if found is None:  # only control characters that are not space get here
            position += 1
            continue
        kind = found.lastgroup or ""
        kind = "heredoc" if found["heredoc"] else kind
        if kind == "quote":
            end = string_end(text, position + 1)
            if end < 0:
                raise DocumentError("a string is never closed", row)
            yield Token("string", text[position + 1 : end], row)
            row += text.count("\n", position, end)
            position = end + 1
            continue
        if kind == "heredoc":
            yield Token("string", found.group().partition("\n")[2].rpartition("\n")[0], row)
        elif kind != "space":
            yield Token(kind, found.group(), row)
        row += found.group().count("\n")
        position = found.end()


def string_end(text: str, position: int) -> int:
    """Where the string that began before `position` closes, its interpolations passed over; -1 where it never does."""
    depth = [0]
    while position < len(text):
        character = text[position]
        in_string = len(depth) % 2 == 1
        if character == "\\" and in_string:
            position += 1
        elif character == '"':
            if in_string:
                if len(depth) == 1:
                    return position
                depth.pop()
            else:
                depth.append(0)
        elif in_string and text.startswith(("${", "%{"), position):
            if text[position - 1 : position] != text[position]:
                depth.append(0)
                position += 1
        elif not in_string and character in "{}":
            if character == "}" and depth[-1] == 0:
                depth.pop()
            else:
                depth[-1] += 1 if character == "{" else -1
        position += 1
    return -1


class _Parser:
    def __init__(self, found: list[Token]) -> None:
        self.tokens = found
        self.at = 0

    def body(self, depth: int) -> Body:
        if depth > _MAX_DEPTH:
            raise DocumentError(f"nested more than {_MAX_DEPTH} levels deep", self.tokens[self.at].row)
        made = Body(self.tokens[self.at].row if self.at < len(self.tokens) else 0)
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            if token.text == "}" and token.kind == "operator":
                self.at += 1
                return made
            self.at += 1
            if token.kind not in ("name", "string"):
                continue
            self.entry(made, token, depth)
        if depth:
            raise DocumentError("a block is never closed", made.row)
        return made

    def entry(self, made: Body, name: Token, depth: int) -> None:
        labels: list[str] = []
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            if token.kind in ("name", "string"):
                labels.append(token.text)
                self.at += 1
            elif token.text == "{":
                self.at += 1
                made.blocks.append(NamedBlock(name.text, tuple(labels), self.body(depth + 1)))
                return
            elif token.text in ("=", ":") and not labels:
                self.at += 1
                made.attributes[name.text] = self.expression()
                return
            else:
                return

    def expression(self) -> list[Token]:
        """The tokens up to the end of the line, further where brackets are open."""
        start, depth = self.at, 0
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            if token.kind == "operator":
                if token.text in "([{":
                    depth += 1
                elif token.text in ")]}":
                    if depth == 0:
                        break
                    depth -= 1
            elif token.kind == "newline" and depth == 0:
                break
            self.at += 1
        return self.tokens[start : self.at]
