"""A YAML or JSON text as nodes that know their place, read from the parser's events without recursion.

An alias leads to the node that its anchor names, which counts how often it is `used`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from lambdafix.model import Span
from lambdafix.rewrite.errors import CannotRewriteError

Path: TypeAlias = "Sequence[str | int]"
"""Keys, and indexes of lists, from the document's root."""

_MAX_DEPTH = 100
_SUPPORTED = "keep the template to YAML or JSON that CloudFormation itself reads"


@dataclass(eq=False, slots=True)
class Node:
    """One value. `span` begins with its anchor and tag; that of a block collection ends where the next token begins."""

    kind: str
    """ "scalar", "mapping" or "sequence"."""
    span: Span
    style: str = ""
    """Of a scalar the sign that opens it, "" for a plain one; of a collection "flow" or "block"."""
    column: int = 0
    """Of the first character, from 0."""
    tag: str = ""
    anchor: str = ""
    value: str = ""
    """What a scalar says, escapes and folded lines resolved."""
    entries: list[tuple[Node, Node]] = field(default_factory=list)
    """The keys and values of a mapping."""
    items: list[Node] = field(default_factory=list)
    used: int = 1

    def get(self, key: str) -> Node | None:
        """The value of a mapping's key, the last where it stands twice, as every reader takes it."""
        return next((value for own, value in reversed(self.entries) if own.kind == "scalar" and own.value == key), None)

    def children(self) -> Iterator[Node]:
        for key, value in self.entries:
            yield key
            yield value
        yield from self.items

    @property
    def last(self) -> Node | None:
        """The node whose text ends this collection."""
        if self.entries:
            return self.entries[-1][1]
        return self.items[-1] if self.items else None


def documents(text: str) -> list[Node]:
    """The documents of a text, empty ones left out. Raises `CannotRewriteError` where it cannot be read."""
    import yaml

    # a tab may indent JSON, and libyaml reads it as such in some places only
    readable = text.replace("\t", " ") if text.lstrip().startswith("{") else text
    try:
        return _Reading().documents(yaml.parse(readable, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)))
    except yaml.YAMLError as error:
        reason = str(error).splitlines()[0]
        raise CannotRewriteError(f"the template cannot be read: {reason}", _SUPPORTED) from error


class _Reading:
    def __init__(self) -> None:
        self.anchors: dict[str, Node] = {}
        self.open: list[tuple[Node, Node | None]] = []
        """The collections being filled, each with the key that waits for its value."""
        self.found: list[Node] = []

    def documents(self, events: Iterator[Any]) -> list[Node]:
        for event in events:
            name = type(event).__name__
            if name == "DocumentStartEvent":
                self.anchors.clear()
            elif name == "ScalarEvent":
                self.add(self.scalar(event))
            elif name in _OPENING:
                self.opened(event, _OPENING[name])
            elif name in ("MappingEndEvent", "SequenceEndEvent"):
                self.closed(event)
            elif name == "AliasEvent":
                self.alias(event.anchor)
        return self.found

    def alias(self, anchor: str) -> None:
        target = self.anchors.get(anchor)
        if target is None:
            raise CannotRewriteError(f"the template cannot be read: nothing is called &{anchor}", _SUPPORTED)
        target.used += 1
        self.add(target)

    def scalar(self, event: Any) -> Node:
        span = Span(event.start_mark.index, event.end_mark.index)
        node = Node("scalar", span, event.style or "", event.start_mark.column, event.tag or "", event.anchor or "")
        node.value = event.value
        self.note(node)
        return node

    def opened(self, event: Any, kind: str) -> None:
        style = "flow" if event.flow_style else "block"
        start = event.start_mark
        node = Node(kind, Span(start.index, start.index), style, start.column, event.tag or "", event.anchor or "")
        self.note(node)
        if len(self.open) > _MAX_DEPTH:
            raise CannotRewriteError(f"the template is nested more than {_MAX_DEPTH} levels deep", _SUPPORTED)
        self.open.append((node, None))

    def closed(self, event: Any) -> None:
        node, _ = self.open.pop()
        node.span = Span(node.span.start, event.end_mark.index)
        self.add(node)

    def note(self, node: Node) -> None:
        if node.anchor:
            self.anchors[node.anchor] = node

    def add(self, node: Node) -> None:
        if not self.open:
            self.found.append(node)
            return
        parent, key = self.open[-1]
        if parent.kind == "sequence":
            parent.items.append(node)
        elif key is None:
            self.open[-1] = parent, node
        else:
            parent.entries.append((key, node))
            self.open[-1] = parent, None


_OPENING: Mapping[str, str] = {"MappingStartEvent": "mapping", "SequenceStartEvent": "sequence"}


def way_to(roots: Sequence[Node], path: Path) -> list[Node]:
    """The root and the nodes that lead towards `path`, as far as there are any."""
    if not path:
        raise ValueError("path: expected at least one key")
    ways = [descend(root, path) for root in roots]
    furthest = max(map(len, ways), default=0)
    reaching = [way for way in ways if len(way) == furthest and (furthest > 1 or len(path) == 1)]
    if len(reaching) != 1:
        found = "no document has" if not reaching else "several documents have"
        raise CannotRewriteError(f"{found} {named(path[:1])}", "set it yourself")
    for node in reaching[0]:
        if node.used > 1:
            raise CannotRewriteError(f"{named(path)} is shared by way of an alias", "set it where it is to hold")
    return reaching[0]


def descend(root: Node, path: Path) -> list[Node]:
    way = [root]
    for part in path:
        node = way[-1]
        if isinstance(part, int):
            inner = node.items[part] if part < len(node.items) else None
        else:
            inner = node.get(part) if node.kind == "mapping" else None
        if inner is None:
            break
        way.append(inner)
    return way


def named(path: Path) -> str:
    return ".".join(map(str, path))


def said(roots: Sequence[Node], replaced: AbstractSet[int], added: AbstractSet[int]) -> list[tuple[object, ...]]:
    """What documents say, as one row of tokens: without what was `added`, with a gap for what was `replaced`."""
    tokens: list[tuple[object, ...]] = []
    met: dict[int, int] = {}
    waiting = list(reversed(roots))
    while waiting:
        node = waiting.pop()
        if id(node) in replaced:
            tokens.append(("replaced",))
        elif id(node) in met:
            tokens.append(("alias", met[id(node)]))
        else:
            met[id(node)] = len(met)
            children = list(_without(node, added) if added else node.children())
            tokens.append((node.kind, node.style, node.tag, node.anchor, node.value, len(children)))
            waiting += reversed(children)
    return tokens


def _without(node: Node, added: AbstractSet[int]) -> Iterator[Node]:
    for key, value in node.entries:
        if id(value) not in added:
            yield key
            yield value
    yield from (item for item in node.items if id(item) not in added)
