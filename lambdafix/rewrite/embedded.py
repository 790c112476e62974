"""Code that stands in a value of a template, changed where it stands.

    edits = embedded.edits(source, inline, after)

A block of text, a quoted text in one row, and a `Fn::Join` of texts can be written back, also as the text of a
`Fn::Sub` where no `${hole}` is touched. Indentation, tags, quotes and line endings stay. The result is read again: it
must say exactly the new code, and be the same everywhere else.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-lambda-function-code.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import takewhile
from typing import Protocol

from lambdafix.model import Edit, Span
from lambdafix.rewrite.errors import CannotRewriteError
from lambdafix.rewrite.marked import Node, descend, documents, said, way_to
from lambdafix.source import EditError, Source

LONGEST = 4096
"""Characters of code in a template that CloudFormation took at most until 2022; more is left to a file of its own."""
_OUT = "make the change there, or move the code into a file of its own"
_HOLE = re.compile(r"\$\{([^}!]+)\}|\$\{!")
_ESCAPE = re.compile(r"\\(?:u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|U[0-9a-fA-F]{8}|[^\r\n])|[^\\\r\n]")
_GAP = re.compile(r"\s*,\s*|\s*\n[ \t]*-[ \t]+")


class Code(Protocol):
    """As `lambdafix.project.inline.InlineCode`."""

    @property
    def text(self) -> str: ...
    @property
    def keys(self) -> tuple[str, ...]: ...
    @property
    def holes(self) -> tuple[tuple[str, str], ...]: ...
    @property
    def items(self) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class _Change:
    """The characters of the code from `start` to `end` become `content`."""

    start: int
    end: int
    content: str


def edits(source: Source, code: Code, after: str) -> tuple[Edit, ...]:
    """What makes `after` of the code in a template. Raises `CannotRewriteError`."""
    if len(after) > LONGEST:
        raise CannotRewriteError(
            f"its code would be {len(after):,} characters long, more than the {LONGEST:,} that are kept in a template",
            "move the code into a file of its own",
        )
    if not code.keys:
        raise CannotRewriteError("its code stands in a template that is generated", "make the change in its program")
    before = documents(source.text)
    way = way_to(before, code.keys)
    if len(way) <= len(code.keys):
        raise CannotRewriteError("its code is not where it was", _OUT)
    made = tuple(_writing(source, way[-1], code).edits(list(_changes(code.text, after))))
    if not _holds(source, before, made, code, after):
        raise CannotRewriteError("its code cannot be written back exactly as it is written there", _OUT)
    return made


def _changes(before: str, after: str) -> Iterator[_Change]:
    """By rows: what rows have in common at both ends is left out."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    starts = [0]
    for line in old:
        starts.append(starts[-1] + len(line))
    for kind, first, last, low, high in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        was, now = "".join(old[first:last]), "".join(new[low:high])
        ahead = _alike(was, now) if kind == "replace" else 0
        behind = _alike(was[ahead:][::-1], now[ahead:][::-1]) if kind == "replace" else 0
        yield _Change(starts[first] + ahead, starts[last] - behind, now[ahead : len(now) - behind])


def _alike(one: str, other: str) -> int:
    """How many characters two texts begin with in common."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _writing(source: Source, node: Node, code: Code) -> _Text | _Joined:
    name, inner = _function(node)
    if name == "Fn::Join" and len(inner.items) == 2 and inner.items[1].kind == "sequence":
        return _Joined(source, inner.items[0].value, inner.items[1].items, code)
    if name == "Fn::Sub":
        text = inner.items[0] if inner.kind == "sequence" and inner.items else inner
        return _Text(source, text, code, is_substituted=True)
    if name:
        raise CannotRewriteError(f"its code is what {name} comes to", _OUT)
    return _Text(source, node, code)


def _function(node: Node) -> tuple[str, Node]:
    """The function that gives a value, and its argument; "" where it is a plain one."""
    if node.tag.startswith("!") and len(node.tag) > 1:
        return f"Fn::{node.tag[1:]}", node
    if node.kind == "mapping" and len(node.entries) == 1:
        key, value = node.entries[0]
        return key.value, value
    return "", node


# --- one text


@dataclass(frozen=True, slots=True)
class _Text:
    source: Source
    node: Node
    code: Code
    is_substituted: bool = False

    def edits(self, changes: Sequence[_Change]) -> Iterator[Edit]:
        spelt = self.spelt()
        places, holes = self.unfilled()
        for change in changes:
            self.check(change, holes)
            content = change.content.replace("${", "${!") if self.is_substituted else change.content
            yield spelt.edit(places[change.start], places[change.end], content)

    def spelt(self) -> _Block | _Quoted:
        if self.node.kind == "scalar" and self.node.style == "|":
            return _Block.of(self.source, self.node)
        if self.node.kind == "scalar" and self.node.style == '"':
            return _Quoted.of(self.source, self.node)
        raise CannotRewriteError("its code stands in a text that is neither a block nor in double quotes", _OUT)

    def unfilled(self) -> tuple[list[int], list[tuple[int, int, str]]]:
        """For each character of the code, and its end, the place in the text; and what stands for holes in the code."""
        raw = self.node.value
        if not self.is_substituted:
            return list(range(len(raw) + 1)), []
        filled = dict(self.code.holes)
        places: list[int] = []
        holes: list[tuple[int, int, str]] = []
        reached = 0
        for found in _HOLE.finditer(raw):
            places += range(reached, found.start())
            spoken = "${" if found[1] is None else filled.get(found[0], found[0])
            holes.append((len(places), len(places) + len(spoken), "" if found[1] is None else found[0]))
            places += [found.start()] * len(spoken)
            reached = found.end()
        return [*places, *range(reached, len(raw) + 1)], holes

    def check(self, change: _Change, holes: Sequence[tuple[int, int, str]]) -> None:
        for start, end, hole in holes:
            inside = start < change.start < end or start < change.end < end
            said_again = hole and self.code.text[start:end] in change.content
            if inside or (change.start <= start and end <= change.end and start < change.end) or said_again:
                what = hole or "${!"
                raise CannotRewriteError(f"the change touches {what}, which is filled in at deployment", _OUT)


@dataclass(frozen=True, slots=True)
class _Block:
    """`|` and its rows. Characters by their place in the template, a row's first one after the indentation."""

    source: Source
    text: str
    indent: str
    starts: tuple[int, ...]
    rows: tuple[int, ...]
    """Where each row of the text begins in the template."""

    @classmethod
    def of(cls, source: Source, node: Node) -> _Block:
        first = source.position(node.span.start + source.slice(node.span).index("|")).row + 1
        lines = [source.line(row) for row in range(first, len(source.line_starts) + 1)]
        width = next((len(line) - len(line.lstrip(" ")) for line in lines if line.strip()), 0)
        if header := re.search(r"\|[+-]?([1-9])", source.slice(node.span)[:80].partition("\n")[0]):
            raise CannotRewriteError(f"the indentation of its code is told by |{header[1]}", _OUT)
        starts: list[int] = []
        rows: list[int] = []
        text = node.value
        for row, line in enumerate(lines, first):
            if len(starts) >= len(text):
                break
            at = source.line_starts[row - 1]
            content = line.rstrip("\r\n")
            rows.append(at)
            starts += range(at + min(width, len(content)), at + len(content))
            starts.append(at + len(content))
        starts = starts[: len(text)]
        row = len(rows) + first
        end = source.line_starts[row - 1] if row <= len(source.line_starts) else len(source.text)
        rows.append(end)
        last = end if text.endswith("\n") else starts[-1] + 1 if starts else end
        return cls(source, text, " " * width, (*starts, last), tuple(rows))

    def edit(self, start: int, end: int, content: str) -> Edit:
        opens, closes = self.begins_row(start), self.begins_row(end)
        *whole, last = content.split("\n")
        if last and closes and end < len(self.text):
            closes = False
        follows = end < len(self.text) and self.text[end] != "\n" and not closes
        written = [self.indent * bool(line and (opens or number)) + line for number, line in enumerate(whole)]
        needs = (opens or whole) and (last or follows)
        written.append(self.indent * bool(needs) + last)
        span = Span(
            self.row_at(start) if opens else self.starts[start], self.row_at(end) if closes else self.starts[end]
        )
        return Edit(self.source.path, span, self.source.newline.join(written))

    def begins_row(self, at: int) -> bool:
        return at == 0 or self.text[at - 1] == "\n"

    def row_at(self, at: int) -> int:
        return self.rows[self.text.count("\n", 0, at)]


@dataclass(frozen=True, slots=True)
class _Quoted:
    """A text in double quotes that stands in one row, as in all of JSON."""

    source: Source
    starts: tuple[int, ...]

    @classmethod
    def of(cls, source: Source, node: Node) -> _Quoted:
        opening = node.span.start + source.slice(node.span).index('"') + 1
        found = list(_ESCAPE.finditer(source.text, opening, node.span.end - 1))
        ends = [opening, *(one.end() for one in found)]
        if len(found) != len(node.value) or ends[-1] != node.span.end - 1:
            raise CannotRewriteError("its code stands in a quoted text of several rows", _OUT)
        return cls(source, (*(one.start() for one in found), node.span.end - 1))

    def edit(self, start: int, end: int, content: str) -> Edit:
        span = Span(self.starts[start], self.starts[end])
        return Edit(self.source.path, span, json.dumps(content, ensure_ascii=False)[1:-1])


# --- texts that are joined


@dataclass(frozen=True, slots=True)
class _Joined:
    """`Fn::Join`: a text a row of the code, with the line end between them or at the end of each."""

    source: Source
    between: str
    nodes: Sequence[Node]
    code: Code

    def edits(self, changes: Sequence[_Change]) -> Iterator[Edit]:
        texts = list(self.code.items)
        if len(texts) != len(self.nodes) or self.between.join(texts) != self.code.text:
            raise CannotRewriteError("its code is joined from parts that cannot be told apart", _OUT)
        if self.between not in ("", "\n") or (not self.between and not all(t.endswith("\n") for t in texts[:-1])):
            raise CannotRewriteError("its code is joined from parts that are no rows", _OUT)
        after = self.code.text
        for change in reversed(changes):
            after = after[: change.start] + change.content + after[change.end :]
        new = after.split("\n") if self.between else after.splitlines(keepends=True)
        for kind, first, last, low, high in SequenceMatcher(None, texts, new, autojunk=False).get_opcodes():
            if kind != "equal":
                yield self.replaced(first, last, new[low:high])

    def replaced(self, first: int, last: int, texts: Sequence[str]) -> Edit:
        for node in self.nodes[first:last]:
            if not _is_literal(node):
                raise CannotRewriteError("the change touches a part that is filled in at deployment", _OUT)
            if node.anchor or node.used > 1 or node.style in ("|", ">"):
                raise CannotRewriteError("its code is joined from blocks or anchors", _OUT)
        gap = self.gap()
        written = [self.written(text) for text in texts]
        if first == last:
            if first < len(self.nodes):
                at = self.nodes[first].span.start
                return Edit(self.source.path, Span(at, at), "".join(text + gap for text in written))
            at = self.nodes[-1].span.end
            return Edit(self.source.path, Span(at, at), "".join(gap + text for text in written))
        for node, following in zip(self.nodes[first:last], self.nodes[first + 1 : last], strict=False):
            self.plain_gap(node, following)
        start, end = self.nodes[first].span.start, self.nodes[last - 1].span.end
        if not written and last < len(self.nodes):
            end = self.plain_gap(self.nodes[last - 1], self.nodes[last])
        elif not written and first:
            self.plain_gap(self.nodes[first - 1], self.nodes[first])
            start = self.nodes[first - 1].span.end
        return Edit(self.source.path, Span(start, end), gap.join(written))

    def gap(self) -> str:
        """What stands between two parts."""
        for node, following in zip(self.nodes, self.nodes[1:], strict=False):
            found = self.source.text[node.span.end : following.span.start]
            if _GAP.fullmatch(found):
                return found
        raise CannotRewriteError("its code is joined from parts that comments stand between", _OUT)

    def plain_gap(self, node: Node, following: Node) -> int:
        """Where `following` begins, with nothing but a separator before it."""
        if not _GAP.fullmatch(self.source.text[node.span.end : following.span.start]):
            raise CannotRewriteError("its code is joined from parts that comments stand between", _OUT)
        return following.span.start

    def written(self, text: str) -> str:
        style = next((node.style for node in self.nodes if node.kind == "scalar" and node.style), "")
        if style == '"' or not text.isprintable():
            return json.dumps(text, ensure_ascii=False)
        return "'" + text.replace("'", "''") + "'"


# --- the result


def _holds(source: Source, before: Sequence[Node], made: tuple[Edit, ...], code: Code, text: str) -> bool:
    """Whether the result, read again, says the code in `text`, and else what it said."""
    try:
        after = documents(source.apply(made).text)
    except (CannotRewriteError, EditError):
        return False
    if len(after) != len(before):
        return False
    ways = [(descend(old, code.keys), descend(new, code.keys)) for old, new in zip(before, after, strict=True)]
    was, now = max(ways, key=lambda way: len(way[1]))
    if len(was) <= len(code.keys) or len(now) <= len(code.keys) or _read(now[-1], was[-1], code) != text:
        return False
    replaced = {id(was[-1]), id(now[-1])}
    return said(before, replaced, set()) == said(after, replaced, set())


def _read(node: Node, was: Node, code: Code) -> str | None:
    """The code that a value says, with what filled its holes before."""
    name, inner = _function(node)
    if (name, inner.kind) != (_function(was)[0], _function(was)[1].kind):
        return None
    if name == "Fn::Join":
        old = _function(was)[1].items[1].items
        parts = [text for text, one in zip(code.items, old, strict=False) if not _is_literal(one)]
        texts = [one.value if _is_literal(one) else parts.pop(0) if parts else "" for one in inner.items[1].items]
        return inner.items[0].value.join(texts)
    if name == "Fn::Sub":
        text = inner.items[0] if inner.kind == "sequence" else inner
        return _filled(text.value, dict(code.holes))
    return inner.value if not name and inner.kind == "scalar" else None


def _is_literal(node: Node) -> bool:
    return node.kind == "scalar" and len(node.tag) < 2


def _filled(raw: str, filled: Mapping[str, str]) -> str:
    return _HOLE.sub(lambda found: "${" if found[1] is None else filled.get(found[0], found[0]), raw)
