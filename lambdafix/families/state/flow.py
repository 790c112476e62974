"""Whether a request reads a place only after it wrote it: a must-write-before-read analysis, across calls.

Each function that a request enters is run abstractly from the state in which this request has written nothing.
Loops may run not at all, branches either way, any statement of a `try` may fail, and a call that cannot be resolved
writes nothing.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from lambdafix.analysis.program.memo import remembered
from lambdafix.analysis.program.names import Definition
from lambdafix.analysis.program.program import Node, Program, caches_result
from lambdafix.analysis.syntax.emptying import emptied_by, shown_empty
from lambdafix.analysis.syntax.nodes import children, inside
from lambdafix.analysis.values.access import Access
from lambdafix.families.state.flow_start import is_generator, is_made_of_items, leading_to, never_true, node_of, tops
from lambdafix.families.state.flow_state import Flow, Seen, State, joined

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module

_EXITS = frozenset({"sys.exit", "os._exit", "exit", "quit"})
_DEPTH = 40


@dataclass(slots=True)
class _Frame:
    """One function's run."""

    module: Module
    returns: State | None = None
    breaks: list[State | None] = field(default_factory=list)
    continues: list[State | None] = field(default_factory=list)


def analyse(accesses: Iterable[Access], roots: Iterable[Node], module: Module, reached: Iterable[Node]) -> Flow:
    """The flow of requests that enter at `roots`. `reached` are all functions with an access that requests come to."""
    found: dict[ast.AST, Access] = {access.node: access for access in accesses}
    walk = _walked(found, roots, module, hidden=False)
    changing = {node_of(a) for a in found.values() if a.function is not None and a.alters} & set(reached)
    if changing <= walk.entered:
        return walk.flow
    # some change is behind calls that could not be resolved: any of them may be it
    walk = _walked(found, roots, module, hidden=True)
    if not changing & walk.entered:
        for node in tops(reached, walk.entered, module):
            walk.flow.dirty_exit = True
            walk.enter(node, walk.unresolved or State())
    return walk.flow


def _walked(accesses: Mapping[ast.AST, Access], roots: Iterable[Node], module: Module, *, hidden: bool) -> _Walk:
    walk = _Walk(accesses, module, hidden)
    for root in roots:
        if walk.decorators(root):
            walk.unresolved = State()
        end = walk.enter(root, State())
        walk.flow.dirty_exit |= end is not None and end.dirty
    return walk


@remembered
def _returning(program: Program) -> dict[Node, bool]:
    """Whether a function returns, as far as it was found out."""
    return {}


class _Walk:
    def __init__(self, accesses: Mapping[ast.AST, Access], module: Module, hidden: bool) -> None:
        self.accesses = accesses
        self.module = module
        self.hidden = hidden
        """A call that could not be resolved may change the place."""
        self.flow = Flow()
        self.entered: set[Node] = set()
        self.unresolved: State | None = None
        """The least that is known at any call that could not be resolved."""
        changes = [a for a in accesses.values() if a.function is not None and a.alters]
        keys = [a.writes for a in changes if a.writes is not None]
        loose = any(a.writes is None for a in changes)
        self.filled = None if loose else frozenset(keys) or frozenset({()})
        self._holds_items = any(a.function is None and is_made_of_items(a.value) for a in accesses.values())
        self._relevant = leading_to(accesses.values(), module)
        self._returns = _returning(module.program)
        """Whether a function that cannot come to an access returns at all: the same whatever the accesses are."""
        self._ends: dict[tuple[Node, State, bool], State | None] = {}
        self._running: list[Node] = []
        self._loops = 0

    # --- calls

    def enter(self, node: Node, state: State) -> State | None:
        """The state after the function `node`, called in `state`."""
        if not self.hidden and node not in self._relevant:
            if node not in self._returns:
                self._returns[node] = True  # unless its own run, which may come back to it, shows otherwise
                self._returns[node] = self._run(node, State()) is not None
            return state if self._returns[node] else None
        return self._run(node, state)

    def _run(self, node: Node, state: State) -> State | None:
        known = (node, state, self._loops > 0)
        if known in self._ends:
            return self._ends[known]
        if node in self._running or len(self._running) > _DEPTH:
            return replace(state, touched=True, dirty=True)
        module = self.module.other(node[0])
        function = module.functions.get(node[1]) if module else None
        if module is None or function is None:
            return state
        self.entered.add(node)
        self._running.append(node)
        frame = _Frame(module)
        end = self.block(function.body, state, frame)
        self._running.pop()
        result = joined(end, frame.returns)
        if is_generator(function) and result is not None:
            result = replace(state, touched=result.touched, dirty=result.dirty)
        self._ends[known] = result
        return result

    def decorators(self, node: Node) -> list[Definition]:
        """The project's own decorators of a function: what they make of it may do more, or less, than its body."""
        facts = self.module.program.files[node[0]].functions.get(node[1])
        if facts is None or not facts.decorators:
            return []
        module = self.module.other(node[0])
        function = module.functions.get(node[1]) if module else None
        if module is None or function is None:
            return []
        found = [module.definition(d.func if isinstance(d, ast.Call) else d) for d in function.decorator_list]
        return [meant for meant in found if meant is not None and meant.kind in ("function", "class")]

    def touch(self, node: Node, state: State) -> State:
        """The state after `node` may have been called: what it writes does not count."""
        end = self.enter(node, state)
        return state if end is None else replace(state, touched=end.touched, dirty=state.dirty or end.dirty)

    def called(self, call: ast.Call, state: State, frame: _Frame) -> State | None:
        module = frame.module
        meant = module.definition(call.func)
        if isinstance(meant, Definition):
            return self._into(meant, state, module)
        name = module.canonical(call.func)
        if not name and isinstance(call.func, ast.Name) and not module.owner(call.func):
            name = call.func.id if hasattr(builtins, call.func.id) else ""
        if name in _EXITS:
            frame.returns = joined(frame.returns, state)
            return None
        if not name and not self._is_access(call.func):
            return self._unknown(state)
        return state

    def _unknown(self, state: State) -> State:
        self.unresolved = joined(self.unresolved, state)
        return replace(state, touched=True, dirty=True) if self.hidden else state

    def _is_access(self, function: ast.expr) -> bool:
        return isinstance(function, ast.Attribute) and function.value in self.accesses

    def _into(self, meant: Definition, state: State, module: Module) -> State | None:
        node = (meant.path, meant.qualname)
        if meant.kind == "function":
            facts = module.program.files[meant.path].functions[meant.qualname]
            wrapped = caches_result(facts) or self.decorators(node)
            return self.touch(node, state) if wrapped else self.enter(node, state)
        targets = module.program.callees(*node)
        if meant.kind == "class":
            init = module.program.method(meant.path, meant.qualname, "__call__" if meant.instance else "__init__")
            return self.enter((init.path, init.qualname), state) if init else state
        for target in targets:
            state = self.touch(target, state)
        return self._unknown(state)

    # --- statements

    def block(self, statements: Iterable[ast.stmt], state: State | None, frame: _Frame) -> State | None:
        for statement in statements:
            if state is None:
                return None
            state = self.statement(statement, state, frame)
        return state

    def statement(self, node: ast.stmt, state: State, frame: _Frame) -> State | None:
        if self._is_one_of_ours(emptied_by(node)):
            return self._emptied(state)
        match node:
            case ast.If():
                return self._if(node, state, frame)
            case ast.For() | ast.AsyncFor() | ast.While():
                return self._loop(node, state, frame)
            case ast.Try() | ast.TryStar():
                return self._try(node, state, frame)
            case ast.With() | ast.AsyncWith():
                return self._with(node, state, frame)
            case ast.Match():
                return self._match(node, state, frame)
            case ast.Return():
                end = self.expression(node.value, state, frame)
                frame.returns = joined(frame.returns, end)
                return None
            case ast.Raise():
                self.expression(node.exc, state, frame)
                return None
            case ast.Break():
                frame.breaks[-1] = joined(frame.breaks[-1], state)
                return None
            case ast.Continue():
                frame.continues[-1] = joined(frame.continues[-1], state)
                return None
            case ast.Assign(targets=targets, value=value):
                return self.expressions([value, *targets], state, frame)
            case ast.AnnAssign(target=target, value=value) | ast.AugAssign(target=target, value=value):
                return self.expressions([value, target], state, frame)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                return self.expressions([*node.decorator_list, *node.args.defaults], state, frame)
            case ast.ClassDef():
                return self.expressions([*node.decorator_list, *node.bases], state, frame)
            case ast.Expr(value=value):
                return self.expression(value, state, frame)
        return self.expressions([n for n in children(node) if isinstance(n, ast.expr)], state, frame)

    def _if(self, node: ast.If, state: State, frame: _Frame) -> State | None:
        after = self.expression(node.test, state, frame)
        if after is None:
            return None
        then, otherwise = self._empty_where(node.test, True, after), self._empty_where(node.test, False, after)
        done = None if never_true(frame.module, node.test) else self.block(node.body, then, frame)
        return joined(done, self.block(node.orelse, otherwise, frame))

    def _empty_where(self, test: ast.expr, outcome: bool, state: State) -> State:
        """The state where `test` came out as `outcome`: that may show that nothing of any request is left."""
        shown = shown_empty(test)
        if shown is None or shown[1] is not outcome or not self._is_one_of_ours(shown[0]):
            return state
        return replace(state, written=state.written | {()}, dirty=False)

    def _is_one_of_ours(self, node: ast.expr | None) -> bool:
        """Whether an expression is the place, and that begins as a container."""
        return node in self.accesses and self._holds_items

    def _emptied(self, state: State) -> State:
        if state.touched and () not in state.written:
            self.flow.emptied_after_use = True
        return State(state.written | {()}, touched=True)

    def _loop(self, node: ast.For | ast.AsyncFor | ast.While, state: State, frame: _Frame) -> State | None:
        before = state if isinstance(node, ast.While) else self.expression(node.iter, state, frame)
        if before is None:
            return None
        self._loops += 1
        end = before
        for _ in range(2):  # the second time round with what the first may have changed
            frame.breaks.append(None)
            frame.continues.append(None)
            top = replace(before, touched=end.touched, dirty=end.dirty)
            start = self.expression(node.test if isinstance(node, ast.While) else node.target, top, frame)
            body = self.block(node.body, start, frame)
            again, broken = joined(body, frame.continues.pop()), frame.breaks.pop()
            end = joined(end, joined(again, broken)) or end
        self._loops -= 1
        endless = isinstance(node, ast.While) and isinstance(node.test, ast.Constant) and bool(node.test.value)
        if endless:
            return broken
        through = joined(start if isinstance(node, ast.While) else top, again)
        if isinstance(node, ast.While) and through is not None:
            through = self._drained(node.test, through)
        return joined(self.block(node.orelse, through, frame), broken)

    def _drained(self, test: ast.expr, state: State) -> State:
        """The state once a loop's test has failed: `while x: handle(x.pop())` leaves nothing."""
        end = self._empty_where(test, False, state)
        return self._emptied(state) if end is not state else state

    def _try(self, node: ast.Try | ast.TryStar, state: State, frame: _Frame) -> State | None:
        outer, frame.returns = frame.returns, None
        changes = frozenset(self._changes_within(node.body))
        body = self.block(node.body, state, frame)
        failed = state | replace(body or state, written=state.written)
        if changes:
            failed = replace(failed, touched=True, dirty=True)
        after = self.block(node.orelse, body, frame)
        for handler in node.handlers:
            after = joined(after, self.block(handler.body, failed, frame))
        inner, frame.returns = frame.returns, outer
        if node.finalbody:
            self.block(node.finalbody, failed, frame)
            after = self.block(node.finalbody, after, frame)
            inner = self.block(node.finalbody, inner, frame)
        frame.returns = joined(frame.returns, inner)
        return after

    def _changes_within(self, body: Iterable[ast.stmt]) -> Iterable[ast.AST]:
        return (n for n in inside(*body) if n in self.accesses and self.accesses[n].changes)

    def _with(self, node: ast.With | ast.AsyncWith, state: State, frame: _Frame) -> State | None:
        parts = [part for item in node.items for part in (item.context_expr, item.optional_vars)]
        before = self.expressions(parts, state, frame)
        after = self.block(node.body, before, frame)
        suppresses = any("suppress" in ast.unparse(item.context_expr) for item in node.items)
        return joined(before, after) if suppresses else after

    def _match(self, node: ast.Match, state: State, frame: _Frame) -> State | None:
        before = self.expression(node.subject, state, frame)
        if before is None:
            return None
        after: State | None = None
        complete = False
        for case in node.cases:
            guarded = self.expression(case.guard, before, frame)
            after = joined(after, self.block(case.body, guarded, frame))
            complete |= case.guard is None and isinstance(case.pattern, ast.MatchAs) and case.pattern.pattern is None
        return after if complete else joined(after, before)

    # --- expressions

    def expressions(self, nodes: Iterable[ast.expr | None], state: State | None, frame: _Frame) -> State | None:
        for node in nodes:
            if state is None:
                return None
            state = self.expression(node, state, frame)
        return state

    def expression(self, node: ast.expr | None, state: State, frame: _Frame) -> State | None:
        access = self.accesses.get(node) if node is not None else None
        if access is not None:
            return self._accessed(access, state)
        match node:
            case None | ast.Constant():
                return state
            case ast.Name():
                return self._loaded(node, state, frame)
            case ast.Call():
                return self._call(node, state, frame)
            case ast.BoolOp(values=[first, *rest]):
                start = self.expression(first, state, frame)
                return joined(start, self.expressions(rest, start, frame))
            case ast.IfExp():
                start = self.expression(node.test, state, frame)
                return joined(
                    self.expressions([node.body], start, frame), self.expressions([node.orelse], start, frame)
                )
            case ast.Lambda():
                end = self.expression(node.body, state, frame)
                return replace(state, touched=state.touched or (end is not None and end.touched))
            case ast.ListComp() | ast.SetComp() | ast.GeneratorExp() | ast.DictComp():
                return self._comprehension(node, state, frame)
            case ast.Attribute(value=value):
                meant = frame.module.definition(node) if isinstance(node.ctx, ast.Load) else None
                if meant is not None and meant.kind == "function":
                    return self.touch((meant.path, meant.qualname), state)
                return self.expression(value, state, frame)
            case ast.NamedExpr(target=target, value=value):
                return self.expressions([value, target], state, frame)
        return self.expressions([n for n in children(node) if isinstance(n, ast.expr)], state, frame)

    def _call(self, call: ast.Call, state: State, frame: _Frame) -> State | None:
        after = self.expressions([*call.args, *(keyword.value for keyword in call.keywords)], state, frame)
        if isinstance(call.func, ast.Attribute):
            after = self.expressions([call.func.value], after, frame)
        elif not isinstance(call.func, ast.Name):
            after = self.expressions([call.func], after, frame)
        elif after is not None and call.func in self.accesses:
            after = self._accessed(self.accesses[call.func], after)
        return None if after is None else self.called(call, after, frame)

    def _loaded(self, name: ast.Name, state: State, frame: _Frame) -> State:
        """A function that is passed on may be called at any time from here."""
        if isinstance(name.ctx, ast.Load) and name.id in frame.module.callable_names:
            meant = frame.module.definition(name)
            if meant is not None and meant.kind == "function":
                return self.touch((meant.path, meant.qualname), state)
        return state

    def _comprehension(
        self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp, state: State, frame: _Frame
    ) -> State | None:
        start = self.expression(node.generators[0].iter, state, frame)
        if start is None:
            return None
        self._loops += 1
        rest = [n for g in node.generators for n in (g.iter, *g.ifs) if n is not node.generators[0].iter]
        parts = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
        end = self.expressions([*rest, *parts], start, frame)
        end = self.expressions([*rest, *parts], replace(start, touched=end.touched), frame) if end else None
        self._loops -= 1
        return joined(start, end)

    def _accessed(self, access: Access, state: State) -> State:
        seen = self.flow.seen.setdefault(access.node, Seen())
        if self._loops:
            self.flow.repeated.add(access.node)
        if access.reads is not None:
            if state.holds(access.reads, self.filled):
                seen.own = True
            elif state.touched:
                seen.mixed = True
            else:
                seen.untouched = True
        if access.mutates:
            state = replace(state, touched=True, dirty=True)
        if access.emptied and state.touched and () not in state.written:
            self.flow.emptied_after_use = True
        if access.writes is not None:
            whole = access.writes == ()
            state = State(state.written | {access.writes}, True, state.dirty if not whole else not access.emptied)
        return state
