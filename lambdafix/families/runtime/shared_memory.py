"""What of multiprocessing needs /dev/shm, which Lambda has not: semaphores, and all that holds one.

Tried with `_multiprocessing.SemLock` failing as on Lambda (OSError 38): all of `NEEDS_SEMAPHORES` fail when they are
made, `ThreadPool` among them; `Process`, `Pipe`, `RawValue` and `Manager` work.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from lambdafix.analysis.syntax.facts import dotted
from lambdafix.analysis.syntax.scopes import ScopeKind
from lambdafix.analysis.values.held import held
from lambdafix.match import RewrittenApart
from lambdafix.model import Refusal, Span

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module

_NAMES = """
    Array Barrier BoundedSemaphore Condition Event JoinableQueue Lock Pool Queue RLock Semaphore SimpleQueue Value
"""
NEEDS_SEMAPHORES = frozenset(
    {f"multiprocessing.{name}" for name in _NAMES.split()}
    | {"multiprocessing.pool.Pool", "multiprocessing.pool.ThreadPool", "concurrent.futures.ProcessPoolExecutor"}
    | {"concurrent.futures.process.ProcessPoolExecutor", "multiprocessing.dummy.Pool"}
)
_POOLS = frozenset({"multiprocessing.Pool", "multiprocessing.pool.Pool", "multiprocessing.pool.ThreadPool"})
_EXECUTORS = frozenset({"concurrent.futures.ProcessPoolExecutor", "concurrent.futures.process.ProcessPoolExecutor"})
_WAITS_FOR_OTHERS = (
    "boto3.",
    "requests.",
    "httpx.",
    "urllib.request.",
    "urllib3.",
    "time.sleep",
    "socket.",
    "smtplib.",
)
_BY_HAND = "start each `Process` yourself and let it answer through a `Pipe`, which works"


@dataclass(frozen=True, slots=True)
class Threads(RewrittenApart):
    """Let the pool that `call` makes be one of threads; `maps` are its `map` calls, whose lists must stay lists."""

    rewriting: ClassVar[str] = "lambdafix.families.runtime.shared_memory_rewrite"

    call: Span
    func: Span
    maps: tuple[Span, ...] = ()
    closings: tuple[Span, ...] = ()
    """`close`, whose work `shutdown` does."""
    imported: Span | None = None
    """The import of it, where nothing else needs that."""


@dataclass(frozen=True, slots=True, eq=False)
class Semaphored:
    call: ast.Call
    name: str
    call_path: tuple[str, ...]
    answer: Threads | Refusal


def semaphored(module: Module) -> Iterator[Semaphored]:
    """Everything made per request, or when a deployed file is imported, that needs a semaphore."""
    for call in module.every(ast.Call):
        name = module.canonical(call.func)
        if name not in NEEDS_SEMAPHORES:
            continue
        reach = module.reach(call)
        if reach is None and (module.function(call) is not None or _is_guarded(module, call)):
            continue
        yield Semaphored(call, name, reach.call_path if reach is not None else (), _answer(module, call, name))


def _is_guarded(module: Module, call: ast.Call) -> bool:
    """`if __name__ == "__main__":`, or a `try` that expects it."""
    return any(isinstance(above, ast.If | ast.Try) for above in module.ancestors(call))


def _answer(module: Module, call: ast.Call, name: str) -> Threads | Refusal:
    if name not in _POOLS | _EXECUTORS:
        return Refusal("processes that share it have to be written anew", _BY_HAND)
    if call.keywords and {keyword.arg for keyword in call.keywords} - {"processes", "max_workers"}:
        return Refusal("it is made with options that threads do not have", _BY_HAND)
    if name in _POOLS and call.keywords:
        return Refusal("it is made with options that threads do not have", _BY_HAND)
    uses = _uses(module, call)
    if uses is None:
        return Refusal("lambdafix cannot tell what is done with it", _BY_HAND)
    maps: list[Span] = []
    closings: list[Span] = []
    for method, made in uses:
        if method in ("map", "submit") and not _waits_for_others(module, made):
            return Refusal("what it runs computes, which threads do one after the other", _BY_HAND)
        if name in _POOLS:
            if method == "map" and len(made.args) == 2 and not made.keywords:
                maps.append(module.span(made))
            elif method in ("close", "join") and isinstance(module.parent(made), ast.Expr):
                closings.append(module.span(made))
            else:
                return Refusal(f"a pool of threads has no `{method}` that does the same", _BY_HAND)
    return Threads(module.span(call), module.span(call.func), tuple(maps), tuple(closings), _own_import(module, call))


def _own_import(module: Module, call: ast.Call) -> Span | None:
    """The module-level import of one name that only this call uses."""
    head = call.func
    while isinstance(head, ast.Attribute):
        head = head.value
    owner = module.owner(head) if isinstance(head, ast.Name) else None
    if owner is not module.scopes.module or not isinstance(head, ast.Name):
        return None
    bindings = owner.bindings[head.id]
    statement = module.parent(bindings[0].node)
    if len(bindings) != 1 or len(module.scopes.uses_of(head.id, owner)) != 1:
        return None
    plain = isinstance(statement, ast.Import | ast.ImportFrom) and len(statement.names) == 1
    return module.span(statement) if plain and statement in module.tree.body else None


def _uses(module: Module, call: ast.Call) -> list[tuple[str, ast.Call]] | None:
    """The methods that are called on what `call` makes; None where it gets out of sight."""
    above = module.parent(call)
    target: ast.expr | None = None
    if isinstance(above, ast.withitem):
        target = above.optional_vars
    elif isinstance(above, ast.Assign) and len(above.targets) == 1:
        target = above.targets[0]
    if not isinstance(target, ast.Name):
        return None
    owner = module.owner(target)
    if owner is None or owner.kind is not ScopeKind.FUNCTION or len(owner.bindings[target.id]) != 1:
        return None
    found = []
    for use in module.scopes.uses_of(target.id, owner):
        method = module.parent(use)
        made = module.parent(method) if isinstance(method, ast.Attribute) else None
        if not isinstance(method, ast.Attribute) or not isinstance(made, ast.Call) or made.func is not method:
            return None
        found.append((method.attr, made))
    return found


def _waits_for_others(module: Module, made: ast.Call) -> bool:
    """Whether the function it runs calls AWS or the network."""
    function = module.functions.get(dotted(made.args[0])) if made.args else None
    for node in ast.walk(function) if function is not None else ():
        if isinstance(node, ast.Call):
            if module.canonical(node.func).startswith(_WAITS_FOR_OTHERS):
                return True
            if isinstance(node.func, ast.Attribute) and held(module, node.func.value) is not None:
                return True
    return False
