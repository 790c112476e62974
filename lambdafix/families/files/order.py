"""In which order a function uses its files: what is read before it is written, and what is left behind."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from lambdafix.analysis.syntax.scopes import FunctionNode
from lambdafix.families.files.calls import Act
from lambdafix.families.files.uses import FileUse

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module

_NEEDS_CONTENT = frozenset({Act.READ, Act.APPEND, Act.LIST, Act.EXISTS})
_MAKES_CONTENT = frozenset({Act.WRITE, Act.APPEND, Act.FILL, Act.MAKE})


@dataclass(frozen=True, slots=True)
class _State:
    written: frozenset[str] = frozenset()
    """Files that this request has certainly written."""
    trees: frozenset[str] = frozenset()
    """Folders it has certainly filled from an archive or another folder."""
    left: frozenset[str] = frozenset()
    """Files it may have written and not removed."""

    def __or__(self, other: _State) -> _State:
        return _State(self.written & other.written, self.trees & other.trees, self.left | other.left)


@dataclass(slots=True)
class Order:
    """What one function does with its files, in order."""

    early: list[FileUse] = field(default_factory=list)
    """Uses that need content which this request has not certainly written."""
    left: set[str] = field(default_factory=set)
    """Files that some way out of the function, other than by an exception, leaves behind."""


def order(module: Module, function: FunctionNode, uses: Iterable[FileUse]) -> Order:
    walk = _Walk(module, uses)
    end = walk.block(function.body, _State())
    if end is not None:
        walk.order.left |= end.left
    return walk.order


class _Walk:
    def __init__(self, module: Module, uses: Iterable[FileUse]) -> None:
        self._module = module
        self.order = Order()
        self._by_statement: dict[ast.stmt, list[FileUse]] = {}
        for use in uses:
            self._by_statement.setdefault(module.statement(use.node), []).append(use)
        for found in self._by_statement.values():
            found.sort(key=lambda use: (use.node.end_lineno or 0, use.node.end_col_offset or 0))
        self._shields: list[frozenset[str]] = []
        """Of each `try` around: what its `finally` removes."""
        self._loops: list[list[_State]] = []

    def block(self, statements: list[ast.stmt], state: _State) -> _State | None:
        """The state after the statements; None where control does not come to their end."""
        here: _State | None = state
        for statement in statements:
            if here is None:
                return None
            here = self._statement(statement, here)
        return here

    def _statement(self, statement: ast.stmt, state: _State) -> _State | None:
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            return state
        state = self._used(statement, state)
        match statement:
            case ast.Return():
                shielded: frozenset[str] = frozenset().union(*self._shields)
                self.order.left |= {text for text in state.left if not ({text} | _folders(text)) & shielded}
                return None
            case ast.Raise():
                return None
            case ast.Break() | ast.Continue():
                if self._loops:
                    self._loops[-1].append(state)
                return None
            case ast.If():
                return self._if(statement, state)
            case ast.For() | ast.AsyncFor() | ast.While():
                return self._loop(statement, state)
            case ast.With() | ast.AsyncWith():
                return self.block(statement.body, state)
            case ast.Try():
                return self._try(statement, state)
            case ast.Match():
                return _joined([state, *(self.block(case.body, state) for case in statement.cases)])
        return state

    def _used(self, statement: ast.stmt, state: _State) -> _State:
        for use in self._by_statement.get(statement, ()):
            text = use.path.text
            inside = _folders(text)
            known = text in state.written or not inside.isdisjoint(state.trees)
            if use.act in _NEEDS_CONTENT and not known:
                self.order.early.append(use)
            if use.act in _MAKES_CONTENT:
                state = replace(state, left=state.left | {text})
                if use.sure and use.act is not Act.APPEND:
                    state = _with(state, use)
            elif use.act is Act.REMOVE:
                gone = {t for t in (*state.left, *state.written, *state.trees) if t == text or text in _folders(t)}
                state = _State(state.written - gone, state.trees - gone, state.left - gone)
        return state

    def _if(self, statement: ast.If, state: _State) -> _State | None:
        then = self.block(statement.body, state)
        otherwise = self.block(statement.orelse, state)
        asked = {
            use.path.text
            for use in self._by_statement.get(statement, ())
            if use.act is Act.EXISTS and not isinstance(statement.test, ast.UnaryOp)
        }
        if otherwise is not None:
            # where it does not exist there is nothing to remove
            otherwise = replace(otherwise, left=otherwise.left - asked)
        return _joined([then, otherwise])

    def _loop(self, statement: ast.For | ast.AsyncFor | ast.While, state: _State) -> _State | None:
        self._loops.append([])
        end = self.block(statement.body, state)
        ends = [*self._loops.pop(), end]
        after = _joined([state, *ends])
        return self.block(statement.orelse, after) if after is not None else None

    def _try(self, statement: ast.Try, state: _State) -> _State | None:
        removed = self._removed_in(statement.finalbody)
        self._shields.append(removed)
        end = self.block(statement.body, state)
        if end is not None:
            end = self.block(statement.orelse, end)
        # a file that the body removes in the end is left only by an error on the way there
        unfinished = self._made_in(statement.body) - self._removed_in(statement.body)
        partly = replace(state, left=state.left | unfinished)
        ends = [end, *(self.block(handler.body, partly) for handler in statement.handlers)]
        self._shields.pop()
        after = _joined(ends)
        if not statement.finalbody:
            return after
        last = self.block(statement.finalbody, after or partly)
        return last if after is not None else None

    def _removed_in(self, statements: list[ast.stmt]) -> frozenset[str]:
        return frozenset(use.path.text for use in self._uses_in(statements, lambda use: use.act is Act.REMOVE))

    def _made_in(self, statements: list[ast.stmt]) -> frozenset[str]:
        return frozenset(use.path.text for use in self._uses_in(statements, lambda use: use.act in _MAKES_CONTENT))

    def _uses_in(self, statements: list[ast.stmt], wanted: Callable[[FileUse], bool]) -> Iterable[FileUse]:
        for statement in statements:
            for node in ast.walk(statement):
                if isinstance(node, ast.stmt):
                    yield from (use for use in self._by_statement.get(node, ()) if wanted(use))


def _with(state: _State, use: FileUse) -> _State:
    text = use.path.text
    trees = state.trees | {text} if use.act is Act.FILL else state.trees
    return replace(state, written=state.written | {text}, trees=trees)


def _joined(states: Iterable[_State | None]) -> _State | None:
    result: _State | None = None
    for state in states:
        if state is not None:
            result = state if result is None else result | state
    return result


def _folders(text: str) -> set[str]:
    """The folders a path lies in: {"/tmp/a", "/tmp"} for "/tmp/a/b"."""
    parts = text.rstrip("/").split("/")
    return {"/".join(parts[:number]) for number in range(2, len(parts))}


# --- where it happens


def run_of(module: Module, function: FunctionNode, nodes: Iterable[ast.AST]) -> tuple[ast.stmt, ast.stmt]:
    """The first and last of the statements, siblings in one block, that hold all of `nodes`."""
    chains = [_chain(module, function, node) for node in nodes]
    depth = 0
    while all(len(chain) > depth + 1 for chain in chains) and len({id(chain[depth]) for chain in chains}) == 1:
        depth += 1
    while depth:
        block = module.block(chains[0][depth])
        if all(chain[depth] in block for chain in chains) and not _is_elif(module, block):
            break
        depth -= 1
    statements = sorted((chain[depth] for chain in chains), key=lambda statement: statement.lineno)
    return statements[0], statements[-1]


def outermost(module: Module, function: FunctionNode, node: ast.AST) -> ast.stmt:
    """The statement of the function's own body that holds `node`."""
    return _chain(module, function, node)[0]


def _chain(module: Module, function: FunctionNode, node: ast.AST) -> list[ast.stmt]:
    chain = [node] if isinstance(node, ast.stmt) else []
    for above in module.ancestors(node):
        if above is function:
            break
        if isinstance(above, ast.stmt):
            chain.append(above)
    return chain[::-1]


def _is_elif(module: Module, block: list[ast.stmt]) -> bool:
    return len(block) == 1 and isinstance(block[0], ast.If) and module.text(block[0]).startswith("elif")
