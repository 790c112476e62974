"""Work that a handler starts and does not wait for: Lambda freezes the process when the handler returns."""

from __future__ import annotations

import ast
import enum
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from lambdafix.analysis.program.program import Reach
from lambdafix.analysis.syntax.facts import dotted
from lambdafix.analysis.syntax.nodes import LOOPS
from lambdafix.analysis.syntax.scopes import FunctionNode, ScopeKind
from lambdafix.analysis.values.boto import bound_value
from lambdafix.match import RewrittenApart
from lambdafix.model import Refusal, Span

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module

_PIPES = frozenset({"subprocess.PIPE"})
_EXECUTORS = frozenset({"concurrent.futures.ThreadPoolExecutor", "concurrent.futures.thread.ThreadPoolExecutor"})
_TASKS = frozenset({"asyncio.create_task", "asyncio.ensure_future"})
_WAITING = frozenset({"shutdown", "result", "as_completed", "wait", "gather", "join", "exception", "add_done_callback"})


class Work(enum.Enum):
    COMMAND = "a command"
    THREAD = "a thread"
    FUTURE = "a call in another thread"
    TASK = "a task"


@dataclass(frozen=True, slots=True)
class Wait(RewrittenApart):
    """Wait for what `call`, the whole of `statement`, starts."""

    rewriting: ClassVar[str] = "lambdafix.families.runtime.unfinished_rewrite"

    work: Work
    call: Span
    statement: Span
    last: Span
    """The last statement of the block."""
    function: Span
    name: str
    """Qualified name of the function."""
    piped: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Unfinished:
    call: ast.Call
    reach: Reach
    work: Work
    answer: Wait | Refusal


def unfinished(module: Module) -> Iterator[Unfinished]:
    """Every command, thread, future and task that requests start, and that nothing in their function waits for."""
    for call in module.every(ast.Call):
        work = _work(module, call)
        function = module.function(call) if work is not None else None
        if work is None or function is None or module.runs_once(call):
            continue
        reach = module.reach(call)
        if reach is not None:
            yield Unfinished(call, reach, work, _answer(module, call, work, function))


def _work(module: Module, call: ast.Call) -> Work | None:
    if module.canonical(call.func) == "subprocess.Popen":
        return Work.COMMAND if _is_dropped(module, call) else None
    if module.canonical(call.func) in _TASKS:
        return Work.TASK if _is_dropped(module, call) else None
    match call.func:
        case ast.Attribute(value=value, attr="start") if not call.args and not call.keywords:
            return Work.THREAD if _is_lost_thread(module, value) else None
        case ast.Attribute(value=value, attr="submit") if _is_executor(module, value):
            dropped = _is_dropped(module, call) and not _waits(module, call)
            return Work.FUTURE if dropped else None
    return None


def _is_dropped(module: Module, call: ast.Call) -> bool:
    """Whether nothing is done with what the call gives: it is a statement, or a local that nothing reads."""
    above = module.parent(call)
    if isinstance(above, ast.Expr):
        return True
    if not isinstance(above, ast.Assign) or len(above.targets) != 1 or not isinstance(above.targets[0], ast.Name):
        return False
    target = above.targets[0]
    owner = module.owner(target)
    if owner is None or owner.kind is not ScopeKind.FUNCTION or len(owner.bindings[target.id]) != 1:
        return False
    return not module.scopes.uses_of(target.id, owner)


def _is_lost_thread(module: Module, thread: ast.expr) -> bool:
    """`Thread(…)`, or a local that was assigned one, which nothing but its start is done with."""
    made = thread if isinstance(thread, ast.Call) else None
    if isinstance(thread, ast.Name):
        bound = bound_value(module, thread)
        owner = module.owner(thread)
        if not isinstance(bound, ast.Call) or owner is None or owner.kind is not ScopeKind.FUNCTION:
            return False
        if len(module.scopes.uses_of(thread.id, owner)) != 1:
            return False
        made = bound
    if made is None or module.canonical(made.func) != "threading.Thread":
        return False
    return not any(keyword.arg in ("daemon", None) for keyword in made.keywords)


def _is_executor(module: Module, value: ast.expr) -> bool:
    """A name bound to an executor that no `with` ends."""
    bound = bound_value(module, value) if isinstance(value, ast.Name) else None
    return isinstance(bound, ast.Call) and module.canonical(bound.func) in _EXECUTORS


def _waits(module: Module, call: ast.Call) -> bool:
    """Whether something in the function, or in the file where the executor is the file's, waits for anything."""
    function = module.function(call)
    if function is None:
        return True
    calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
    return any((dotted(one.func) or getattr(one.func, "attr", "")).rpartition(".")[2] in _WAITING for one in calls)


_REMEDIES = {
    Work.COMMAND: "call `subprocess.run`, which waits for it, or start it in a function of its own",
    Work.THREAD: "join it before the handler returns, or put the work into a queue",
    Work.FUTURE: "wait for its future before the handler returns, or put the work into a queue",
    Work.TASK: "await it, or gather the tasks before the coroutine returns",
}


def _answer(module: Module, call: ast.Call, work: Work, function: FunctionNode) -> Wait | Refusal:
    statement = module.statement(call)
    if work is Work.TASK:
        return Refusal("when it is to be awaited is for you to say", _REMEDIES[work])
    if isinstance(function, ast.AsyncFunctionDef):
        return Refusal("the function is a coroutine, which waiting would block", _REMEDIES[work])
    if work is Work.COMMAND:
        return _command(module, call, statement, function)
    if work is Work.THREAD and (
        not isinstance(statement, ast.Expr)
        or not isinstance(getattr(call.func, "value", None), ast.Name)
        or any(isinstance(above, LOOPS) for above in _around(module, call, function))
    ):
        return Refusal("the thread has no name of its own", _REMEDIES[work])
    if work is Work.FUTURE and (not isinstance(statement, ast.Expr) or _leaves_early(module, function)):
        return Refusal("the function returns in several places", _REMEDIES[work])
    return _wait(module, call, work, statement, function)


def _command(module: Module, call: ast.Call, statement: ast.stmt, function: FunctionNode) -> Wait | Refusal:
    if not isinstance(statement, ast.Expr):
        return Refusal("it is kept in a name", _REMEDIES[Work.COMMAND])
    piped = any(module.canonical(keyword.value) in _PIPES for keyword in call.keywords)
    return _wait(module, call, Work.COMMAND, statement, function, piped=piped)


def _wait(
    module: Module, call: ast.Call, work: Work, statement: ast.stmt, function: FunctionNode, *, piped: bool = False
) -> Wait:
    block = module.block(statement) if work is Work.THREAD else function.body
    return Wait(
        work,
        module.span(call),
        module.span(statement),
        module.span(block[-1]),
        module.span(function),
        module.qualname(function),
        piped,
    )


def _around(module: Module, node: ast.AST, function: FunctionNode) -> Iterator[ast.AST]:
    for above in module.ancestors(node):
        if above is function:
            return
        yield above


def _leaves_early(module: Module, function: FunctionNode) -> bool:
    """Whether the function returns elsewhere than at its end."""
    inside = [node for node in ast.walk(function) if isinstance(node, ast.Return | ast.Yield | ast.YieldFrom)]
    return any(module.function(node) is function and node is not function.body[-1] for node in inside)
