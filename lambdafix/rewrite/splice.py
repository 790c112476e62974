"""One value of a YAML or JSON text set, or one added, and every other byte kept.

    edit = splice.set_value(source, ("Resources", "Orders", "Properties", "Tracing"), "Active")
    edit = splice.append(source, (*event, "FunctionResponseTypes"), "ReportBatchItemFailures")

Comments, anchors, short tags, quotes, order, indentation and line endings stay. The result is read again, and is
refused unless it differs from the original in that value alone. Everything here raises `CannotRewriteError` for what
cannot be edited so: a value that is an expression, or stands behind an alias.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

from lambdafix.model import Edit, Span
from lambdafix.rewrite.errors import CannotRewriteError
from lambdafix.rewrite.marked import Node, Path, descend, documents, named, said, way_to
from lambdafix.source import EditError, Source

Scalar: TypeAlias = "str | int | bool"
Value: TypeAlias = "Scalar | Sequence[Value] | Mapping[str, Value]"

_PLAIN = re.compile(r"[A-Za-z_/][\w./-]*(?::[\w./-]+)*")
_RESERVED = frozenset({"true", "false", "yes", "no", "on", "off", "null", "y", "n"})
_LINE = re.compile(r"[^\r\n]*")
_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Change:
    """The value at `path` becomes `value`; with `append` it is added to the end of the list there."""

    path: Path
    value: Value
    append: bool = False


@dataclass(frozen=True, slots=True)
class _Planned:
    """An edit, and where what it writes is found in the result."""

    edit: Edit
    path: Path
    value: Value


def set_value(source: Source, path: Path, value: Value) -> Edit:
    """Let the value at `path` be `value`; what is missing on the way there is added to the innermost mapping there is.

    A scalar takes the place of a scalar, in the same quotes.
    """
    return _only(edits(source, [Change(path, value)]))


def append(source: Source, path: Path, value: Scalar) -> Edit:
    """Add `value` to the end of the list at `path`; where there is none, set it to a list of `value` alone."""
    return _only(edits(source, [Change(path, value, append=True)]))


def edits(source: Source, changes: Sequence[Change]) -> list[Edit | CannotRewriteError]:
    """The edit of each change, or why there is none. Each is the edit that it would be alone.

    All together cost three readings of the file where they hold together, else two more for each.
    """
    try:
        before = documents(source.text)
    except CannotRewriteError as error:
        return [error for _ in changes]
    planned = [_attempt(source, before, change) for change in changes]
    made = [one for one in planned if isinstance(one, _Planned)]
    if not made or _holds(source, before, made):
        return [one.edit if isinstance(one, _Planned) else one for one in planned]
    return [_alone(source, before, one) for one in planned]


def _only(found: Sequence[Edit | CannotRewriteError]) -> Edit:
    (one,) = found
    if isinstance(one, CannotRewriteError):
        raise one
    return one


def _attempt(source: Source, before: Sequence[Node], change: Change) -> _Planned | CannotRewriteError:
    try:
        return _plan(source, before, change)
    except CannotRewriteError as error:
        return error


def _alone(source: Source, before: Sequence[Node], one: _Planned | CannotRewriteError) -> Edit | CannotRewriteError:
    if isinstance(one, CannotRewriteError):
        return one
    if _holds(source, before, [one]):
        return one.edit
    return CannotRewriteError("the change would reach further than this value", "make it yourself")


def _plan(source: Source, before: Sequence[Node], change: Change) -> _Planned:
    way = way_to(before, change.path)
    rest = change.path[len(way) - 1 :]
    if rest:
        value = [change.value] if change.append else change.value
        return _Planned(_added(source, way, rest, value), change.path, value)
    if not change.append:
        return _Planned(_replaced(source, way[-1], change.value), change.path, change.value)
    target = way[-1]
    if target.kind != "sequence" or target.tag or not isinstance(change.value, str | int):
        raise CannotRewriteError(f"{named(change.path)} is no plain list", "add to it yourself")
    return _Planned(_appended(source, target, change.value), [*change.path, len(target.items)], change.value)


# --- one scalar for another


def _replaced(source: Source, node: Node, value: Value) -> Edit:
    if not isinstance(value, str | int):
        raise CannotRewriteError("it has another value already", "change it yourself")
    if node.kind != "scalar" or node.tag or node.anchor or node.style in ("|", ">"):
        raise CannotRewriteError("its value is an expression, an anchor or a block", "change it yourself")
    if node.span.start == node.span.end:
        apart = "" if source.text[node.span.start - 1 : node.span.start] == " " else " "
        return Edit(source.path, node.span, apart + _scalar(value, "plain"))
    style = {'"': "double", "'": "single"}.get(node.style, "plain")
    if style == "double" and not isinstance(value, str) and source.text.lstrip().startswith("{"):
        style = "plain"  # in JSON the quotes are the type
    return Edit(source.path, node.span, _scalar(value, style))


def _scalar(value: Scalar, style: str) -> str:
    text = str(value).lower() if isinstance(value, bool) else str(value)
    if style == "double":
        return json.dumps(text, ensure_ascii=False)
    if style == "single":
        return "'" + text.replace("'", "''") + "'"
    if not isinstance(value, str) or _is_plain(text):
        return text
    return json.dumps(text, ensure_ascii=False)


def _is_plain(text: str) -> bool:
    return _PLAIN.fullmatch(text) is not None and text.lower() not in _RESERVED


# --- one more entry


def _added(source: Source, way: Sequence[Node], rest: Path, value: Value) -> Edit:
    parent = way[-1]
    for key in reversed(rest[1:]):
        value = {str(key): value}
    if parent.kind == "scalar" and parent.span.start == parent.span.end and not parent.tag:
        raise CannotRewriteError(f"{rest[0]} would stand in a mapping that is empty", "add it yourself")
    if parent.kind != "mapping" or parent.tag or not isinstance(rest[0], str):
        raise CannotRewriteError(f"{rest[0]} would stand in what is no plain mapping", "add it yourself")
    if parent.style == "flow":
        return _Flow(source, parent).entry(rest[0], value)
    return _Block(source, way).entry(rest[0], value)


def _appended(source: Source, target: Node, value: Scalar) -> Edit:
    if target.style == "flow":
        return _Flow(source, target).item(value)
    lines = [" " * target.column + f"- {_scalar(value, _quotes(target.items[-1]))}"]
    return _after(source, target.items[-1], lines)


def _quotes(like: Node) -> str:
    return {'"': "double", "'": "single"}.get(like.style, "plain")


@dataclass(frozen=True, slots=True)
class _Flow:
    """A collection in brackets: all of JSON, and `{A: 1}` in YAML."""

    source: Source
    node: Node

    def entry(self, key: str, value: Value) -> Edit:
        quoted = self.quoted()
        return self.inserted(f"{self.written(key, quoted)}: {self.written(value, quoted)}")

    def item(self, value: Scalar) -> Edit:
        return self.inserted(self.written(value, self.quoted()))

    def quoted(self) -> bool:
        """Whether its neighbours are in double quotes, which JSON asks for."""
        is_json = self.source.text.lstrip().startswith(("{", "["))
        first = next(self.node.children(), None)
        return is_json or (first is not None and first.kind == "scalar" and first.style == '"')

    def written(self, value: Value, quoted: bool) -> str:
        if isinstance(value, Mapping):
            inner = (f"{self.written(key, quoted)}: {self.written(item, quoted)}" for key, item in value.items())
            return "{" + ", ".join(inner) + "}"
        if isinstance(value, str | int):
            return _scalar(value, "double" if quoted and isinstance(value, str) else "plain")
        return "[" + ", ".join(self.written(item, quoted) for item in value) + "]"

    def inserted(self, text: str) -> Edit:
        last = self.node.last
        if last is None:
            at = (
                self.node.span.start
                + self.source.slice(self.node.span).index("[" if self.node.kind == "sequence" else "{")
                + 1
            )
            return Edit(self.source.path, Span(at, at), text)
        at = last.span.end
        first = next(self.node.children())
        return Edit(self.source.path, Span(at, at), self.separator(first) + text)

    def separator(self, first: Node) -> str:
        """A comma, and a new row where the first entry stands in a row of its own."""
        opening = self.source.slice(Span(self.node.span.start, first.span.start))
        ends = list(_LINE_END.finditer(opening))
        return f",{ends[-1][0]}{opening[ends[-1].end() :]}" if ends and not opening[ends[-1].end() :].strip() else ", "


@dataclass(frozen=True, slots=True)
class _Block:
    """A mapping with one entry a row."""

    source: Source
    way: Sequence[Node]

    def entry(self, key: str, value: Value) -> Edit:
        parent = self.way[-1]
        lines = list(self.lines(key, value, parent.entries[0][0].column))
        return _after(self.source, parent.entries[-1][1], lines, parent.entries[-1][0])

    def lines(self, key: str, value: Value, column: int) -> Iterator[str]:
        head = " " * column + _scalar(key, "plain") + ":"
        if isinstance(value, Mapping):
            yield head
            for inner, item in value.items():
                yield from self.lines(inner, item, column + self.step)
        elif isinstance(value, str | int):
            yield f"{head} {_scalar(value, 'plain')}"
        else:
            yield head
            for item in value:
                yield from self.item(item, column + self.indent_of_lists)

    def item(self, value: Value, column: int) -> Iterator[str]:
        if isinstance(value, Mapping):
            rows = [line for key, inner in value.items() for line in self.lines(key, inner, column + 2)]
            yield " " * column + "- " + rows[0].lstrip()
            yield from rows[1:]
        elif isinstance(value, str | int):
            yield " " * column + f"- {_scalar(value, 'plain')}"
        else:
            raise TypeError("a list of lists is not written")

    @property
    def step(self) -> int:
        """By how much the mappings around are indented."""
        columns = [node.entries[0][0].column for node in self.way if node.kind == "mapping" and node.entries]
        steps = [inner - outer for outer, inner in pairwise(columns) if inner > outer]
        return steps[-1] if steps else 2

    @property
    def indent_of_lists(self) -> int:
        """By how much the document's first list in rows is indented from its key."""
        for key, value in _entries(self.way[0]):
            if value.kind == "sequence" and value.style == "block":
                return value.column - key.column
        return self.step


def _entries(root: Node) -> Iterator[tuple[Node, Node]]:
    """Every key of a document with its value, in the order of the text."""
    seen: set[int] = set()
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        yield from node.entries
        waiting += reversed([*node.items, *(value for _, value in node.entries)])


def _after(source: Source, last: Node, lines: Sequence[str], key: Node | None = None) -> Edit:
    """Rows below the row in which the text of `last` ends; `key` is what it is the value of."""
    end = _LINE.match(source.text, _end(source, last, key))
    assert end is not None
    return Edit(source.path, Span(end.end(), end.end()), "".join(source.newline + line for line in lines))


def _end(source: Source, node: Node, key: Node | None) -> int:
    """Where a node's text ends, comments below it left out."""
    while node.style == "block" and (last := node.last) is not None:
        node, key = last, node.entries[-1][0] if node.entries else None
    if key is not None and node.span.start < key.span.end:
        return key.span.end  # an alias: its text is a word in the key's row
    return node.span.start + len(source.slice(node.span).rstrip())


# --- the result


def _holds(source: Source, before: Sequence[Node], made: Sequence[_Planned]) -> bool:
    """Whether the result of some edits, read again, differs in the values that they write alone."""
    try:
        after = documents(source.apply(tuple(one.edit for one in made)).text)
    except (CannotRewriteError, EditError):
        return False
    if len(after) != len(before):
        return False
    replaced: set[int] = set()
    added: set[int] = set()
    for one in made:
        ways = [(descend(old, one.path), descend(new, one.path)) for old, new in zip(before, after, strict=True)]
        was, now = max(ways, key=lambda way: len(way[1]))
        if len(now) <= len(one.path) or not _says(now[-1], one.value):
            return False
        if len(was) > len(one.path):
            replaced |= {id(was[-1]), id(now[-1])}
        else:
            added.add(id(now[len(was)]))
    return said(before, replaced, set()) == said(after, replaced, added)


def _says(node: Node, value: Value) -> bool:
    if isinstance(value, Mapping):
        found = {key: node.get(key) for key in value}
        return all(inner is not None and _says(inner, value[key]) for key, inner in found.items())
    if isinstance(value, str | int):
        text = str(value).lower() if isinstance(value, bool) else str(value)
        return node.kind == "scalar" and node.value == text
    return len(node.items) == len(value) and all(_says(a, b) for a, b in zip(node.items, value, strict=True))
