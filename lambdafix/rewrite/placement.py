"""Where in a module a new statement belongs: after all it needs, beside its kind, with the file's own blank lines."""

from __future__ import annotations

import ast
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import libcst as cst

from lambdafix.analysis.startup.import_order import NEVER
from lambdafix.analysis.syntax.scopes import BindingKind, ScopeKind, Scopes
from lambdafix.rewrite.errors import Unplaceable
from lambdafix.rewrite.layout import Line
from lambdafix.rewrite.names import KNOWN_ANYWHERE
from lambdafix.rewrite.outline import Outline, bound_by

_CLIENTS = frozenset(
    ("client", "resource", "Table", "Session", "session", "Redis", "MongoClient", "PoolManager", "create_engine")
)


@dataclass(frozen=True, slots=True)
class Slot:
    """After the row `row` (0: before the first), with at least so many blank lines on either side."""

    row: int
    before: int
    after: int
    apart: int
    """And so many from other new statements at the same place."""


@dataclass(frozen=True)
class NewCode:
    """A statement that is to stand at module level, and what it needs to find bound when the module is imported."""

    node: ast.stmt
    needs: frozenset[str]
    binds: frozenset[str]

    @classmethod
    def of(cls, code: str, declared: Collection[str]) -> NewCode:
        tree = ast.parse(code)
        scopes = Scopes(tree)
        needs = set(declared)
        for scope in scopes.scopes():
            around = scope
            while around.kind in (ScopeKind.CLASS, ScopeKind.COMPREHENSION) and around.parent is not None:
                around = around.parent
            if around.kind is ScopeKind.MODULE:
                needs.update(name for name in scope.uses if scopes.resolve(name, scope) is None)
        return cls(tree.body[0], frozenset(needs), frozenset(scopes.module.bindings))

    @property
    def is_definition(self) -> bool:
        return isinstance(self.node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))


class Placement:
    def __init__(self, outline: Outline, scopes: Scopes) -> None:
        self._outline = outline
        self._scopes = scopes
        self._items = outline.items

    def slot(
        self, new: NewCode, available: Mapping[str, int], after: Line | None = None, above: int = NEVER, below: int = 0
    ) -> Slot:
        """The place for `new`. `available` maps names this patch adds to the row they are added after; the import uses
        what is new from the row `above` on, and completes what it needs by the row `below`.

        Raises `Unplaceable`.
        """
        lowest = self._lowest(new, available)
        lowest = max(lowest, *(i for i, item in enumerate(self._items) if item.rows.first <= below), -1)
        if after is None:
            index = self._in_time(self._beside(new, lowest), lowest, above)
        else:
            index = next((i for i, item in enumerate(self._items) if item.line is after), -1)
            if index < lowest:
                raise Unplaceable("what the new statement needs is only bound further down")
        slot = self._between(new, index)
        if slot.row >= above:
            raise Unplaceable(
                f"the import may come to its use by line {above}, before what it must be built after",
                "make that call in the handler, or below the set-up",
            )
        return slot

    def _in_time(self, index: int, lowest: int, above: int) -> int:
        """A place above the row `above`, where `index` is below it and what must come before leaves one."""
        while index > lowest and self._items[index].rows.last >= above:
            index -= 1
        return index

    # --- what must come before

    def _lowest(self, new: NewCode, available: Mapping[str, int]) -> int:
        lowest = self._outline.head
        for name in sorted(new.needs):
            if name in available:
                row = available[name]
                lowest = max(lowest, *(i for i, item in enumerate(self._items) if item.rows.last <= row), -1)
            else:
                lowest = max(lowest, self._bound_at(name))
        return lowest

    def _bound_at(self, name: str) -> int:
        """The index of the last item that binds `name`; -1 for a builtin."""
        bindings = self._scopes.module.bindings.get(name, [])
        if not bindings:
            stars = [i for i, item in enumerate(self._items) if any(map(_is_star_import, item.nodes))]
            if name in KNOWN_ANYWHERE:
                return -1
            if stars:
                return stars[-1]
            raise Unplaceable(f"`{name}` is not bound at module level")
        for binding in bindings:
            if binding.written_in is not self._scopes.module:
                raise Unplaceable(f"`{name}` is rebound by the function `{binding.written_in.qualname}`")
            if binding.kind is BindingKind.DELETION:
                raise Unplaceable(f"`{name}` is deleted at module level")
        certain, last = False, -1
        for index in self._outline.binding.get(name, ()):
            last = index
            certain = certain or any(_surely_binds(node, name) for node in self._items[index].nodes)
        if not certain:
            raise Unplaceable(f"`{name}` is bound only on some paths at module level")
        return last

    # --- what a reader expects beside it

    def _beside(self, new: NewCode, lowest: int) -> int:
        end = self._outline.first_definition
        if lowest >= end:
            return lowest
        if new.is_definition:
            return end - 1
        siblings = [i for i in range(lowest + 1, end) if are_siblings(new.node, self._items[i].nodes[0])]
        return siblings[-1] if siblings else lowest

    def _between(self, new: NewCode, index: int) -> Slot:
        above = self._items[index] if index >= 0 else None
        below = self._items[index + 1] if index + 1 < len(self._items) else None
        gap = self._outline.definition_gap
        if above is None:
            row, before = self._outline.header_row, 1 if self._outline.header_row else 0
        elif new.is_definition or above.is_definition:
            row, before = above.rows.last, gap
        else:
            heads = above.is_import or above.is_docstring or above.is_dunder
            row, before = above.rows.last, 1 if heads or isinstance(above.line, cst.BaseCompoundStatement) else 0
        if below is None:
            after = 0
        elif new.is_definition or below.is_definition:
            after = gap
        else:
            after = 1 if before or below.is_main_guard else 0
        return Slot(row, before, after, gap if new.is_definition else 0)


def are_siblings(new: ast.stmt, other: ast.stmt) -> bool:
    """Whether a reader looks for both statements at one place: they make things of one kind."""
    made, beside = _construction(new), _construction(other)
    if made is None or beside is None:
        return False
    return made == beside or (made[0] == beside[0] and made[0] != "") or {made[1], beside[1]} <= _CLIENTS


def _construction(node: ast.stmt) -> tuple[str, str] | None:
    """("boto3", "client") of `x = boto3.client(...)`: the first and the last name of what is called."""
    value = node.value if isinstance(node, (ast.Assign, ast.AnnAssign)) else None
    if not isinstance(value, ast.Call):
        return None
    callee = value.func
    last = callee.attr if isinstance(callee, ast.Attribute) else callee.id if isinstance(callee, ast.Name) else ""
    while not isinstance(callee, ast.Name):
        if isinstance(callee, ast.Attribute):
            callee = callee.value
        elif isinstance(callee, ast.Call):
            callee = callee.func
        else:
            return None
    return (callee.id if last != callee.id else "", last)


def _is_star_import(node: ast.stmt) -> bool:
    return isinstance(node, ast.ImportFrom) and node.names[0].name == "*"


def _surely_binds(node: ast.stmt, name: str) -> bool:
    """Whether `name` is bound once `node` has run to its end."""
    match node:
        case ast.If():
            return _block_binds(node.body, name) and _block_binds(node.orelse, name)
        case ast.Try():
            handlers = all(_block_binds(handler.body, name) for handler in node.handlers)
            tried = _block_binds([*node.body, *node.orelse], name)
            return (tried and handlers) or _block_binds(node.finalbody, name)
        case ast.With():
            return name in bound_by(ast.With(node.items, [])) or _block_binds(node.body, name)
        case ast.For() | ast.While() | ast.Match() | ast.AsyncFor() | ast.TryStar():
            return False
        case ast.AnnAssign(value=None):
            return False
        case _:
            return name in bound_by(node)


def _block_binds(block: list[ast.stmt], name: str) -> bool:
    return any(_surely_binds(node, name) or isinstance(node, ast.Raise) for node in block)
