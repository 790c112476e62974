"""The imports of a file: the name something already has, and the place for a new one."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lambdafix.analysis.syntax.scopes import Scopes
from lambdafix.rewrite.changes import Change, Chunk, Kind, Order
from lambdafix.rewrite.layout import Layout
from lambdafix.rewrite.names import fresh, names_in_use
from lambdafix.rewrite.outline import Outline, TopLevel
from lambdafix.rewrite.tree import ast_span

_LONGEST_ROW = 88


@dataclass(frozen=True, slots=True, order=True)
class NewImport:
    """`import module [as alias]`, or `from module import name [as alias]`."""

    module: str
    name: str | None = None
    alias: str | None = None

    @property
    def local(self) -> str:
        return self.alias or self.name or self.module.partition(".")[0]

    @property
    def expression(self) -> str:
        """What the import is called where it is used."""
        return self.alias or self.name or self.module

    @property
    def part(self) -> str:
        """The text after `import`."""
        what = self.name or self.module
        return f"{what} as {self.alias}" if self.alias else what

    @property
    def text(self) -> str:
        return f"from {self.module} import {self.part}" if self.name else f"import {self.part}"

    @classmethod
    def of(cls, node: ast.Import | ast.ImportFrom) -> Iterator[NewImport]:
        for alias in node.names:
            if isinstance(node, ast.ImportFrom):
                yield cls("." * node.level + (node.module or ""), alias.name, alias.asname)
            else:
                yield cls(alias.name, None, alias.asname)


class Imports:
    def __init__(self, layout: Layout, outline: Outline, scopes: Scopes) -> None:
        self._layout = layout
        self._outline = outline
        self._scopes = scopes

    # --- what it is called

    def existing(self, module: str, name: str | None) -> str | None:
        """The expression by which all of the module may already use it; None where it is not imported for certain."""
        qualified = None
        for item in self._outline:
            for node in item.nodes:
                if not isinstance(node, (ast.Import, ast.ImportFrom)):
                    continue
                for found in NewImport.of(node):
                    if found.name == "*" or not self._is_steady(found.local):
                        continue
                    if (found.module, found.name) == (module, name):
                        return found.expression
                    if found.module == module and found.name is None and name is not None:
                        qualified = qualified or f"{found.expression}.{name}"
                    elif name is None and found.name is None and found.alias is None and found.local == module:
                        return module
        return qualified

    def _is_steady(self, local: str) -> bool:
        """Whether the module's name `local` is bound by one import only, or by imports of one package."""
        nodes = [binding.node for binding in self._scopes.module.bindings.get(local, ())]
        same_package = all(
            isinstance(node, ast.alias)
            and node.asname is None
            and isinstance(self._scopes.parent.get(node), ast.Import)
            for node in nodes
        )
        return len(nodes) == 1 or same_package

    def new(self, module: str, name: str | None) -> tuple[NewImport, str]:
        """The import to add, under a name that nothing else in the file has, and the expression it then is."""
        wanted = NewImport(module, name)
        if not self.is_taken(wanted):
            return wanted, wanted.expression
        if name is not None and not self.is_taken(NewImport(module)):
            return NewImport(module), f"{module}.{name}"
        stem = module.strip(".").replace(".", "_")
        alias = fresh([f"{stem}_{name}" if name else f"{stem}_module"], names_in_use(self._scopes))
        wanted = NewImport(module, name, alias)
        return wanted, alias

    def is_taken(self, wanted: NewImport) -> bool:
        """Whether the name it would bind means anything else, anywhere in the file."""
        for scope in self._scopes.scopes():
            for binding in scope.bindings.get(wanted.local, ()):
                above = self._scopes.parent.get(binding.node)
                if not isinstance(above, (ast.Import, ast.ImportFrom)) or wanted not in NewImport.of(above):
                    return True
            if wanted.local in scope.uses and self._scopes.resolve(wanted.local, scope) is None:
                return True
        return False

    # --- where it goes

    def place(self, wanted: Iterable[NewImport]) -> Iterator[tuple[tuple[NewImport, ...], Chunk | Change]]:
        """Where each import goes, those that go to one place together."""
        chunks: dict[int, list[tuple[NewImport, Chunk]]] = {}
        for new in sorted(wanted, key=lambda new: (_section(new.module), new.name is not None, new.module, new.part)):
            placed = self._place(new)
            if isinstance(placed, Change):
                yield (new,), placed
            else:
                chunks.setdefault(placed.offset, []).append((new, placed))
        for offset, group in chunks.items():
            text, above = "", group[0][0]
            for new, chunk in group:
                text += self._layout.newline * (_section(new.module) != _section(above.module)) + chunk.text
                above = new
            first, last = group[0][1], group[-1][1]
            yield tuple(new for new, _ in group), Chunk(offset, Order.IMPORT, text, first.before, last.after)

    def _place(self, new: NewImport) -> Chunk | Change:
        plain = [
            item
            for item in self._outline.items[: self._outline.first_definition]
            if item.is_plain_import and len(item.nodes) == 1
        ]
        if new.name is not None and (change := self._extended(new, plain)):
            return change
        if not plain:
            return self._first_import(new)
        paragraphs = self._paragraphs(plain)
        kind = _section(new.module)
        home = next((p for p in paragraphs if any(_section_of(item) == kind for item in p)), None)
        if home is None and len(paragraphs) == 1 and len({_section_of(item) for item in paragraphs[0]}) > 1:
            home = paragraphs[0]
        if home is not None:
            return self._within(new, home)
        lower = [p for p in paragraphs if max(map(_section_of, p)) < kind]
        if lower:
            return self._chunk(new, self._layout.end(lower[-1][-1].rows.last), before=1, after=1)
        return self._chunk(new, self._layout.start(paragraphs[0][0].rows.comments), after=1)

    def _chunk(self, new: NewImport, offset: int, before: int = 0, after: int = 0) -> Chunk:
        return Chunk(offset, Order.IMPORT, new.text + self._layout.newline, before, after)

    def _first_import(self, new: NewImport) -> Chunk:
        items = self._outline.items
        above = -1
        for index, item in enumerate(items):
            if (index == 0 and item.is_docstring) or item.is_future:
                above = index
        if above >= 0:
            offset, before = self._layout.end(items[above].rows.last), 1
        else:
            row = self._outline.header_row
            offset, before = self._layout.end(row) if row else 0, 1 if row else 0
        below = items[above + 1] if above + 1 < len(items) else None
        if below is None:
            return self._chunk(new, offset, before)
        return self._chunk(new, offset, before, self._outline.definition_gap if below.is_definition else 1)

    def _paragraphs(self, plain: list[TopLevel]) -> list[list[TopLevel]]:
        paragraphs: list[list[TopLevel]] = []
        for item in plain:
            if paragraphs and paragraphs[-1][-1].rows.last + 1 == item.rows.first:
                paragraphs[-1].append(item)
            else:
                paragraphs.append([item])
        return paragraphs

    def _within(self, new: NewImport, paragraph: list[TopLevel]) -> Chunk:
        """By the order isort and ruff use: `import x` before `from x import y`, each sorted."""
        form = ast.ImportFrom if new.name else ast.Import
        section = _section(new.module)
        paragraph = [item for item in paragraph if _section_of(item) == section] or paragraph
        alike = [item for item in paragraph if isinstance(item.nodes[0], form)]
        if not alike:
            if form is ast.Import:
                return self._chunk(new, self._layout.start(paragraph[0].rows.first))
            return self._chunk(new, self._layout.end(paragraph[-1].rows.last))
        keys = [_sort_key(item) for item in alike]
        below = [item for item, key in zip(alike, keys, strict=True) if key > new.module.lower()]
        if below and keys == sorted(keys):
            return self._chunk(new, self._layout.start(below[0].rows.comments))
        return self._chunk(new, self._layout.end(alike[-1].rows.last))

    def _extended(self, new: NewImport, plain: list[TopLevel]) -> Change | None:
        """`from functools import lru_cache` becomes `from functools import cache, lru_cache` where the row has room."""
        for item in plain:
            node = item.nodes[0]
            if not isinstance(node, ast.ImportFrom) or node.names[0].name == "*" or item.rows.first != item.rows.last:
                continue
            if next(NewImport.of(node)).module != new.module:
                continue
            content = self._layout.content(item.rows.first)
            if len(content) + len(new.part) + 2 > _LONGEST_ROW or "#" in content:
                continue
            names = [alias.name for alias in node.names]
            later = [alias for alias in node.names if alias.name > str(new.name)]
            if later and names == sorted(names):
                at = ast_span(self._layout.source, later[0]).start
                return Change(at, at, f"{new.part}, ", Kind.INSERT)
            at = ast_span(self._layout.source, node.names[-1]).end
            return Change(at, at, f", {new.part}", Kind.INSERT)
        return None


def _section(module: str) -> int:
    """0 for the standard library, 1 for what is installed, 2 for the package's own."""
    if module.startswith("."):
        return 2
    return 0 if module.partition(".")[0] in sys.stdlib_module_names else 1


def _module(item: TopLevel) -> str:
    node = item.nodes[0]
    assert isinstance(node, (ast.Import, ast.ImportFrom))
    return next(NewImport.of(node)).module


def _section_of(item: TopLevel) -> int:
    return _section(_module(item))


def _sort_key(item: TopLevel) -> str:
    return _module(item).lower()
