"""Every name of a file, paired with itself before and after an edit."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

from lambdafix.analysis.syntax.nodes import inside
from lambdafix.analysis.syntax.scopes import Scope, ScopeKind, Scopes
from lambdafix.model import Span
from lambdafix.rewrite.alignment import Alignment
from lambdafix.rewrite.tree import ast_span, parse
from lambdafix.source import Source


@dataclass(frozen=True, slots=True)
class Occurrence:
    node: ast.Name
    scope: Scope
    owner: Scope | None
    """The scope whose binding it has; None for a builtin or an unbound name."""
    span: Span
    """An f-string's names stand for the whole f-string: before Python 3.12 their own places are not reliable."""
    number: int
    """Which name of its span it is."""

    @property
    def name(self) -> str:
        return self.node.id

    @property
    def body(self) -> Scope:
        """The function, lambda or module whose code reads the name where the name stands."""
        scope = self.scope
        while scope.kind in (ScopeKind.CLASS, ScopeKind.COMPREHENSION) and scope.parent is not None:
            scope = scope.parent
        return scope


class Text:
    """A file with its syntax, scopes and names."""

    def __init__(self, source: Source, tree: ast.Module) -> None:
        self.source = source
        self.tree = tree
        self.scopes = Scopes(tree)
        self.names = tuple(self._occurrences())

    @classmethod
    def of(cls, source: Source) -> Text:
        """Raises SyntaxError, ValueError and RecursionError, as `ast.parse`."""
        return cls(source, parse(source))

    def span_of(self, node: ast.AST) -> Span:
        """The characters of a node that has a place: any but a module, an operator, a context."""
        return ast_span(self.source, node)

    def row(self, occurrence: Occurrence) -> int:
        return self.source.position(occurrence.span.start).row

    def _occurrences(self) -> Iterator[Occurrence]:
        counts: dict[Span, int] = {}
        around = self._texts_around()
        for node in self.scopes.every(ast.Name):
            scope = self.scopes.scope_at(node)
            span = self.span_of(around.get(node, node))
            counts[span] = counts.get(span, -1) + 1
            yield Occurrence(node, scope, self.scopes.owner(node), span, counts[span])

    def _texts_around(self) -> dict[ast.Name, ast.JoinedStr]:
        """Each name in an f-string -> the outermost f-string around it."""
        found: dict[ast.Name, ast.JoinedStr] = {}
        for joined in self.scopes.every(ast.JoinedStr):  # the outer ones come before those in them
            for node in inside(joined):
                if isinstance(node, ast.Name):
                    found.setdefault(node, joined)
        return found


@dataclass
class Pairs:
    kept: list[tuple[Occurrence, Occurrence]] = field(default_factory=list)
    removed: list[Occurrence] = field(default_factory=list)
    lost: list[Occurrence] = field(default_factory=list)
    """Names whose text is still there, and is no name any more."""
    written: list[Occurrence] = field(default_factory=list)


def pair(before: Text, after: Text, alignment: Alignment) -> Pairs:
    now = {(name.span.start, name.number): name for name in after.names}
    pairs, paired = Pairs(), set()
    for name in before.names:
        key = (alignment.after(name.span.start), name.number)
        same = now.get(key)
        if alignment.removing(name.span):
            pairs.removed.append(name)
        elif same is not None and same.name == name.name:
            pairs.kept.append((name, same))
            paired.add(key)
        elif alignment.touching(name.span):
            pairs.removed.append(name)
        else:
            pairs.lost.append(name)
    pairs.written = [name for key, name in now.items() if key not in paired]
    return pairs
