"""Whether every name still means what it meant, or what a fix declares it to mean."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from lambdafix.analysis.syntax.scopes import Binding, Scope, ScopeKind
from lambdafix.model import BindingChange, Change, Edit, Span
from lambdafix.rewrite.alignment import Alignment
from lambdafix.rewrite.names import KNOWN_ANYWHERE
from lambdafix.rewrite.occurrences import Occurrence, Text, pair

_DEFINED = re.compile(r"(?:async\s+)?(?:def|class)\s+(\w+)")
_NAMED = (ScopeKind.MODULE, ScopeKind.FUNCTION, ScopeKind.CLASS)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a name, and the edits that may be to blame: none where any may be."""

    reason: str
    name: str
    edits: tuple[Edit, ...] = ()


class Resolution:
    """Compares one file before and after its edits. `makers` says which fixes an edit is part of."""

    def __init__(
        self,
        before: Text,
        after: Text,
        alignment: Alignment,
        declared: Iterable[BindingChange],
        makers: Mapping[Edit, frozenset[int]],
    ) -> None:
        self._before = before
        self._after = after
        self._alignment = alignment
        self._declared = {(change.scope, change.name, change.change) for change in declared}
        self._makers = makers
        self._pairs = pair(before, after, alignment)

    def faults(self) -> Iterator[Fault]:
        yield from self._kept()
        yield from self._written()
        yield from self._added()
        yield from self._removed()
        yield from self._too_early()

    def _is(self, change: Change, scope: Scope, name: str) -> bool:
        return (scope.qualname, name, change) in self._declared

    # --- names that stand where they stood

    def _kept(self) -> Iterator[Fault]:
        for old in self._pairs.lost:
            yield Fault(f"`{old.name}` in row {self._before.row(old)} is not the same code any more", old.name)
        for old, new in self._pairs.kept:
            if self._same(old.owner, new.owner) or self._is_moved(old, new):
                continue
            place = f"`{old.name}` in row {self._after.row(new)}"
            if new.owner is None:
                yield Fault(f"{place} is no longer bound", old.name)
            elif old.owner is None:
                yield Fault(f"{place} would mean that of {_words(new.owner)}", old.name)
            else:
                reason = f"{place} would mean that of {_words(new.owner)} instead of {_words(old.owner)}"
                yield Fault(reason, old.name)

    def _is_moved(self, old: Occurrence, new: Occurrence) -> bool:
        if old.owner is None or new.owner is None or not self._is(Change.REMOVED, old.owner, old.name):
            return False
        if self._is(Change.UNCOVERED, old.owner, old.name):
            return new.owner.kind is ScopeKind.MODULE and new.name in self._before.scopes.module.bindings
        return self._is(Change.ADDED, new.owner, new.name) or self._is_same_import(old.name, old.owner, new.owner)

    def _is_same_import(self, name: str, old: Scope, new: Scope) -> bool:
        """Whether two scopes have the name from the same import, each from nowhere else."""
        was, now = _imported(self._before, name, old), _imported(self._after, name, new)
        return len(was) == 1 and was == now and "" not in was

    def _same(self, old: Scope | None, new: Scope | None) -> bool:
        if old is None or new is None:
            return old is new
        if old.kind is not new.kind:
            return False
        if old.kind is ScopeKind.MODULE:
            return True
        was, now = self._before.span_of(old.node), self._after.span_of(new.node)
        if self._alignment.after(was.start) == now.start:
            return True
        rewritten = bool(self._alignment.touching(Span(was.start, was.start)))
        return rewritten and old.kind in _NAMED and old.qualname == new.qualname

    # --- names that fixes wrote

    def _written(self) -> Iterator[Fault]:
        has_star = any(alias.name == "*" for alias in self._after.scopes.every(ast.alias))
        meant: dict[str, list[Scope | None]] = {}
        for old in self._pairs.removed:
            meant.setdefault(old.name, []).append(old.owner)
        for new in self._pairs.written:
            if isinstance(new.node.ctx, ast.Store):
                continue
            owners = meant.get(new.name, [])
            edits = tuple(self._alignment.writing(new.span))
            place = f"`{new.name}` in row {self._after.row(new)}"
            if new.owner is None:
                if new.name not in KNOWN_ANYWHERE and not (has_star and None in owners):
                    yield Fault(f"{place} is not bound there", new.name, edits)
            elif self._means_another(new, new.owner, owners):
                yield Fault(f"{place} would mean that of {_words(new.owner)}", new.name, edits)

    def _means_another(self, new: Occurrence, owner: Scope, owners: list[Scope | None]) -> bool:
        """Whether the removed text had the name for something else than the written text has."""
        if not owners or self._is(Change.ADDED, owner, new.name):
            return False
        is_new_scope = owner.kind is not ScopeKind.MODULE and self._is_written(self._after.span_of(owner.node).start)
        return not is_new_scope and not any(
            self._same(old, owner) or (old is not None and self._is_same_import(new.name, old, owner)) for old in owners
        )

    def _is_written(self, offset: int) -> bool:
        return self._alignment.is_written(Span(offset, offset + 1))

    # --- what the fixes declare

    def _added(self) -> Iterator[Fault]:
        for name, scope in self._declared_scopes(Change.ADDED):
            bindings = _standing_in(scope, name)
            written = [b for b in bindings if self._is_written_binding(b)]
            if not written:
                if scope.kind is ScopeKind.MODULE or len(bindings) == 0:
                    yield Fault(f"nothing binds `{name}` in {_words(scope)}", name)
                continue
            statements = {ast.dump(self._statement(binding)): binding for binding in written}
            if any(ast.dump(self._statement(b)) not in statements for b in bindings if self._was_here(b, scope)):
                yield Fault(f"{_words(scope)} has a `{name}` already", name)
            edits = [self._alignment.writing(self._after.span_of(self._statement(b))) for b in statements.values()]
            makers = [frozenset[int]().union(*(self._makers[edit] for edit in group)) for group in edits]
            if len(statements) > 1 and not frozenset.intersection(*makers):
                all_edits = tuple(edit for group in edits for edit in group)
                yield Fault(f"several repairs would bind `{name}` in {_words(scope)}, each to its own", name, all_edits)

    def _removed(self) -> Iterator[Fault]:
        for name, scope in self._declared_scopes(Change.REMOVED):
            if _standing_in(scope, name):
                yield Fault(f"`{name}` is still bound in {_words(scope)}", name)

    def _declared_scopes(self, wanted: Change) -> Iterator[tuple[str, Scope]]:
        """Each declared name with every scope of the new text that has the declared scope's name."""
        for qualname, name, change in sorted(self._declared, key=lambda item: (item[0], item[1], item[2].value)):
            if change is wanted:
                scopes = self._after.scopes.called(qualname)
                yield from ((name, scope) for scope in scopes if scope.kind in _NAMED)

    def _is_written_binding(self, binding: Binding) -> bool:
        span = self._after.span_of(binding.node)
        if isinstance(binding.node, (ast.Name, ast.alias, ast.arg)):
            return self._alignment.is_written(span)
        return self._is_written(span.start) or self._is_renamed(span)

    def _is_renamed(self, definition: Span) -> bool:
        """Whether an edit wrote the name of a function or class that was there."""
        named = _DEFINED.match(self._after.source.text, definition.start, definition.end)
        return named is not None and self._alignment.is_written(Span(*named.span(1)))

    def _was_here(self, binding: Binding, scope: Scope) -> bool:
        """Whether the binding stood in the old text and bound the name in the same scope."""
        start = self._after.span_of(binding.node).start
        return not self._is_written_binding(binding) and any(
            self._alignment.after(self._before.span_of(old.node).start) == start
            for old_scope in self._before.scopes.called(scope.qualname)
            for old in old_scope.bindings.get(binding.name, ())
        )

    def _statement(self, binding: Binding) -> ast.stmt:
        node = binding.node
        if isinstance(node, ast.stmt):
            return node
        return next(above for above in self._after.scopes.ancestors(node) if isinstance(above, ast.stmt))

    # --- order

    def _too_early(self) -> Iterator[Fault]:
        """Names read before what a fix wrote or moved has bound them, at import or within a function."""
        written = {id(name.node) for name in self._pairs.written}
        for name in self._after.names:
            if name.owner is None or not isinstance(name.node.ctx, ast.Load):
                continue
            added = self._is(Change.ADDED, name.owner, name.name)
            if not added and not (id(name.node) in written and name.owner.kind is ScopeKind.MODULE):
                continue
            if name.body is name.owner and not self._is_bound_above(name, name.owner):
                reason = f"`{name.name}` in row {self._after.row(name)} would be used before it is bound"
                yield Fault(reason, name.name, tuple(self._alignment.writing(name.span)))

    def _is_bound_above(self, name: Occurrence, owner: Scope) -> bool:
        for binding in _standing_in(owner, name.name):
            statement = self._statement(binding) if not isinstance(binding.node, ast.arg) else None
            if statement is None:
                return True
            span = self._after.span_of(statement)
            is_assignment = isinstance(statement, (ast.Assign, ast.AnnAssign, ast.AugAssign))
            reached = span.end if is_assignment else self._after.span_of(binding.node).start
            if reached <= name.span.start:
                return True
        return False


def _standing_in(scope: Scope, name: str) -> list[Binding]:
    """The bindings of a scope's name that stand in the scope itself, not under a `global` elsewhere."""
    return [binding for binding in scope.bindings.get(name, ()) if binding.written_in is scope]


def _imported(text: Text, name: str, scope: Scope) -> set[str]:
    """The imports a scope has the name from, and "" for any other binding of it."""
    statements = [(text.scopes.parent.get(binding.node), binding.node) for binding in scope.bindings.get(name, ())]
    return {
        ast.dump(node) + (f"{above.level}{above.module}" if isinstance(above, ast.ImportFrom) else "")
        if isinstance(above, (ast.Import, ast.ImportFrom))
        else ""
        for above, node in statements
    }


def _words(scope: Scope) -> str:
    return "the module" if scope.kind is ScopeKind.MODULE else f"`{scope.qualname}`"
