"""YAML and JSON as plain values that know their rows, read from the parser's events without recursion.

Aliases share one value, so an anchor bomb stays as small as its text; merges, the only copies, are counted.
CloudFormation's short tags become the long form: `!Ref x` is `{"Ref": "x"}`, `!Sub s` is `{"Fn::Sub": "s"}`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

_MAX_DEPTH = 100
_MAX_MERGED = 20_000
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_BARE = frozenset({"Ref", "Condition"})


class Block(dict[str, "Value"]):
    """A mapping with the row where it begins, and the row and column of each key (from 1; 0 where unknown)."""

    def __init__(self, row: int = 0) -> None:
        super().__init__()
        self.row = row
        self.rows: dict[str, int] = {}
        self.columns: dict[str, int] = {}

    def put(self, key: str, value: Value, row: int, column: int = 0) -> None:
        self[key] = value
        self.rows[key] = row
        self.columns[key] = column


Value: TypeAlias = "str | list[Value] | Block | None"


class DocumentError(ValueError):
    """A file that cannot be read as YAML or JSON, with its row."""

    def __init__(self, reason: str, row: int = 0) -> None:
        super().__init__(reason)
        self.row = row


def block(value: Value) -> Block:
    """`value` if it is a mapping, else an empty one."""
    return value if isinstance(value, Block) else Block()


def sequence(value: Value) -> list[Value]:
    """`value` if it is a list, nothing for None, else a list of it alone."""
    if isinstance(value, list):
        return value
    return [] if value is None else [value]


def text(value: Value) -> str:
    """`value` if it is a scalar, else ""."""
    return value if isinstance(value, str) else ""


def read_documents(content: str, *, is_json: bool = False) -> list[Block]:
    """The documents of a file that are mappings. Raises `DocumentError`."""
    if is_json:
        content = content.replace("\t", " ")  # no JSON string holds a raw tab, and YAML forbids it as indentation
    try:
        return _blocks(content)
    except DocumentError:
        if is_json:
            return [_from_json(content)]
        quoted = _FOREIGN.sub(_quoted, content)
        if quoted == content:
            raise
        return _blocks(quoted)


_FOREIGN = re.compile(
    r"^(?P<before>[ \t]*(?:-[ \t]+)*(?:[\w./-]+:[ \t]+)?)"
    r"(?P<value>(?:\*{2,}|\{\{|<%|%|@|`)[^\r\n]*?)(?P<after>[ \t]*)$",
    re.MULTILINE,
)
"""A scalar that begins as no YAML does: a placeholder of another tool, `***` or `{{ name }}`."""


def _quoted(found: re.Match[str]) -> str:
    return f"{found['before']}{json.dumps(found['value'])}{found['after']}"


def _blocks(content: str) -> list[Block]:
    return [value for value in _Builder(content).documents() if isinstance(value, Block)]


def _from_json(content: str) -> Block:
    """For what is JSON and not YAML (surrogate pairs in escapes); rows are lost."""
    try:
        return block(_converted(json.loads(content)))
    except json.JSONDecodeError as error:
        raise DocumentError(f"not valid JSON: {error.msg}", error.lineno) from error
    except RecursionError as error:
        raise DocumentError("nested too deeply to read") from error


def _converted(value: Any) -> Value:
    if isinstance(value, dict):
        made = Block()
        for key, item in value.items():
            made.put(key, _converted(item), 0)
        return made
    if isinstance(value, list):
        return [_converted(item) for item in value]
    if isinstance(value, bool):
        return str(value).lower()
    return None if value is None else str(value)


class _Builder:
    def __init__(self, content: str) -> None:
        self.content = content
        self.anchors: dict[str, Value] = {}
        self.merged = 0

    def documents(self) -> Iterator[Value]:
        import yaml

        try:
            parser = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(self.content)
            try:
                while parser.check_event():
                    if type(parser.get_event()) is yaml.DocumentStartEvent:
                        self.anchors.clear()
                        yield self.build(parser.get_event)
            finally:
                parser.dispose()
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            raise DocumentError(f"not valid YAML: {error.problem}", mark.line + 1 if mark else 0) from error
        except yaml.YAMLError as error:
            row = _row_of_reader_error(self.content, error)
            raise DocumentError(f"not valid YAML: {str(error).splitlines()[0]}", row) from error

    def build(self, next_event: Callable[[], Any]) -> Value:
        """The value of one document."""
        from yaml import AliasEvent, DocumentEndEvent, MappingStartEvent, ScalarEvent, SequenceStartEvent

        stack: list[_Open] = []
        while True:
            event = next_event()
            kind = type(event)
            if kind is DocumentEndEvent:
                return None
            row, column = event.start_mark.line + 1, event.start_mark.column + 1
            value: Value
            if kind is ScalarEvent:
                plain = event.implicit[0] and event.value in _NULLS
                value = None if plain else _tagged(event.tag, event.value, row) if event.tag else event.value
                if event.anchor:
                    self.anchors[event.anchor] = value
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                if len(stack) > _MAX_DEPTH:
                    raise DocumentError(f"nested more than {_MAX_DEPTH} levels deep", row)
                value = Block(row) if kind is MappingStartEvent else []
                stack.append(_Open(value, event.tag, row))
                if event.anchor:
                    self.anchors[event.anchor] = value
                continue
            elif kind is AliasEvent:
                value = self.anchors.get(event.anchor)
            else:
                done = stack.pop()
                value, row = _tagged(done.tag, done.value, done.row), done.row
            if not stack:
                return value
            self.add(stack[-1], value, row, column)

    def add(self, to: _Open, value: Value, row: int, column: int) -> None:
        if isinstance(to.value, list):
            to.value.append(value)
        elif to.key is None:
            to.key, to.key_row, to.key_column = (value if isinstance(value, str) else ""), row, column
        else:
            key, to.key = to.key, None
            assert isinstance(to.value, Block)
            if key == "<<":
                self.merge(to.value, value, row)
            else:
                to.value.put(key, value, to.key_row, to.key_column)

    def merge(self, into: Block, value: Value, row: int) -> None:
        for source in sequence(value):
            for key, item in list(block(source).items()):
                self.merged += 1
                if self.merged > _MAX_MERGED:
                    raise DocumentError("its anchors and merges expand without end", row)
                if key not in into:
                    into.put(key, item, block(source).rows[key], block(source).columns[key])


class _Open:
    """A mapping or list that is being filled."""

    __slots__ = ("key", "key_column", "key_row", "row", "tag", "value")

    def __init__(self, value: Value, tag: str | None, row: int) -> None:
        self.value, self.tag, self.row = value, tag, row
        self.key: str | None = None
        self.key_row = 0
        self.key_column = 0


def _tagged(tag: str | None, value: Value, row: int) -> Value:
    if not tag or not tag.startswith("!") or tag == "!":
        return value
    name = tag.lstrip("!")
    made = Block(row)
    made.put(name if name in _BARE or "::" in name else f"Fn::{name}", value, row)
    return made


def _row_of_reader_error(content: str, error: Exception) -> int:
    place = re.search(r"position (\d+)", str(error))
    return content.count("\n", 0, int(place[1])) + 1 if place else 0
