"""The answer that tells which records of a batch failed, in the code and in the template at once.

https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html (of a FIFO queue all after the first
failure count as failed), https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html (a
stream goes on from the first).
"""

from __future__ import annotations

import ast
import enum
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from lambdafix.analysis.program.memo import remembered
from lambdafix.analysis.syntax.facts import dotted
from lambdafix.analysis.syntax.scopes import FunctionNode
from lambdafix.knowledge import loggers
from lambdafix.match import RewrittenApart
from lambdafix.model import EventSource, Refusal, Span

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module
    from lambdafix.analysis.program.program import Program

IDENTIFIERS = {
    "sqs": '["messageId"]',
    "kinesis": '["kinesis"]["sequenceNumber"]',
    "dynamodb": '["dynamodb"]["SequenceNumber"]',
}
"""What names a record of the trigger in the answer."""
_REMEDY = (
    "catch the error in the loop, answer with `batchItemFailures` and {}, and set"
    " `FunctionResponseTypes: [ReportBatchItemFailures]`"
)
_TOGETHER = "the code and the event source mapping have to change together"
BY_HAND = {
    trigger: (
        _TOGETHER,
        _REMEDY.format(f"`record{key}`" + ("" if trigger == "sqs" else " of the first one that failed")),
    )
    for trigger, key in IDENTIFIERS.items()
}
_PLAIN_CALLS = frozenset({"json.dumps", "len", "str", "dict", "list"})


class Going(enum.Enum):
    """What happens to the records after one that failed."""

    ON = "they are served"
    FAILING = "they count as failed: a FIFO queue"
    STOP = "they are sent again: a stream"


@dataclass(frozen=True, slots=True)
class TellFailures(RewrittenApart):
    """Let `function` answer with `batchItemFailures`, and let `sources` ask for it; without `loop` only the latter."""

    rewriting: ClassVar[str] = "lambdafix.families.events.failed_records_rewrite"

    function: str
    sources: tuple[EventSource, ...]
    """The queues and streams that do not ask yet."""
    loop: Span | None = None
    record: str = ""
    """What the loop calls a record."""
    key: str = ""
    """As in `IDENTIFIERS`."""
    going: Going = Going.ON
    first: Span | None = None
    last: Span | None = None
    """The statements that serve a record."""
    passing: tuple[Span, ...] = ()
    """The last statement of each `except` that passes over an error; none where errors leave the loop."""
    answer: Span | None = None
    """The statement that ends the handler with an answer of another form."""
    end: Span | None = None
    """The statement after which the answer stands, where there is no `answer`."""
    logger: str = ""
    """The module's own logger, "" where it has none."""
    moved: tuple[str, ...] | None = None
    """What serving a record binds, where the batch processor of Powertools is to do the rest; None: a loop does."""
    parameters: tuple[str, ...] = ()
    """The handler's."""


def told(
    module: Module, function: FunctionNode, loop: ast.For, trigger: str, passing: tuple[ast.ExceptHandler, ...]
) -> TellFailures | Refusal:
    """How the answer is given for the records of `loop`, a statement of the handler's own block."""
    entry = module.handler(function)
    sources = entry.batching.sources if entry is not None else ()
    if entry is None or not sources or any(source.kind != trigger for source in sources) or "+" in entry.trigger:
        return Refusal(*BY_HAND[trigger])
    if (reason := _obstacle(module, function, loop)) is not None:
        return Refusal(reason, _REMEDY.format(f"`record{IDENTIFIERS[trigger]}`"))
    assert isinstance(loop.target, ast.Name)
    final = function.body[-1]
    is_answer = isinstance(final, ast.Return)
    return TellFailures(
        module.qualname(function),
        tuple(source for source in sources if not source.partial),
        module.span(loop),
        loop.target.id,
        IDENTIFIERS[trigger],
        _going(trigger, sources),
        module.span(loop.body[0]),
        module.span(loop.body[-1]),
        tuple(module.span(handler.body[-1]) for handler in passing),
        module.span(final) if is_answer else None,
        None if is_answer else module.span(final),
        _logger(module),
        None if passing else _moved(module, function, loop, is_answer),
        tuple(argument.arg for argument in function.args.args),
    )


def _moved(module: Module, function: FunctionNode, loop: ast.For, is_answer: bool) -> tuple[str, ...] | None:
    """What the body of `loop` binds, where it can be a function and the project has a batch processor already."""
    ends = function.body[-2:] if is_answer else function.body[-1:]
    if ends[0] is not loop or len(function.args.args) != 2 or not _has_processor(module.program):
        return None
    inside = {node for statement in loop.body for node in ast.walk(statement)}
    if any(isinstance(node, ast.Continue | ast.Global | ast.Nonlocal | ast.NamedExpr) for node in inside):
        return None
    bound: dict[str, None] = {}
    for name in (node for node in inside if isinstance(node, ast.Name)):
        owner = module.owner(name)
        if owner is None or owner is module.scopes.module or owner.node in inside:
            continue
        assert isinstance(loop.target, ast.Name)
        if name.id != loop.target.id and not all(binding.node in inside for binding in owner.bindings[name.id]):
            return None
        bound[name.id] = None
    return tuple(sorted(bound))


@remembered
def _has_processor(program: Program) -> bool:
    return any(
        statement.module.startswith("aws_lambda_powertools.utilities.batch")
        for facts in program.files.values()
        for statement in facts.imports
    )


def _going(trigger: str, sources: tuple[EventSource, ...]) -> Going:
    if trigger != "sqs":
        return Going.STOP
    return Going.FAILING if any(source.ordered for source in sources) else Going.ON


def _obstacle(module: Module, function: FunctionNode, loop: ast.For) -> str | None:
    """Why the loop cannot go on after an error, or the answer not be another one: a clause."""
    if isinstance(function, ast.AsyncFunctionDef) or not isinstance(loop.target, ast.Name):
        return "the records have no name of their own" if not isinstance(loop.target, ast.Name) else "it is a coroutine"
    if loop.orelse or any(map(_leaves, _inside(loop.body))):
        return "the handler leaves the loop before its end"
    rest = function.body[function.body.index(loop) + 1 :]
    final = rest[-1] if rest and isinstance(rest[-1], ast.Return) else None
    returns = [node for node in _inside(function.body) if isinstance(node, ast.Return) and node is not final]
    if any(one.value is not None for one in returns):
        return "the handler answers in several places"
    if any(not _only_says(one) for one in rest if one is not final):
        return "what follows the loop counts on every record"
    bound = {node.id for one in loop.body for node in ast.walk(one) if isinstance(node, ast.Name) and _stores(node)}
    read = {node.id for one in rest if one is not final for node in ast.walk(one) if isinstance(node, ast.Name)}
    if bound & read:
        return "what follows the loop counts on every record"
    if final is not None and any(isinstance(one, ast.Call) and not _is_plain(one) for one in ast.walk(final)):
        return "the answer is made by a call"
    return None


def _inside(body: list[ast.stmt]) -> Iterator[ast.AST]:
    """The nodes of statements without those of functions that they define."""
    waiting: list[ast.AST] = list(body)
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef):
            waiting += ast.iter_child_nodes(node)


def _leaves(node: ast.AST) -> bool:
    return isinstance(node, ast.Return | ast.Break | ast.Yield | ast.YieldFrom | ast.Await)


def _only_says(statement: ast.stmt) -> bool:
    call = statement.value if isinstance(statement, ast.Expr) else None
    said = dotted(call.func).rpartition(".")[2] if isinstance(call, ast.Call) else ""
    return said in loggers.METHODS or said == "print"


def _is_plain(call: ast.Call) -> bool:
    return dotted(call.func) in _PLAIN_CALLS


def _stores(name: ast.Name) -> bool:
    return isinstance(name.ctx, ast.Store)


def _logger(module: Module) -> str:
    for statement in module.tree.body:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(func=func)) if module.canonical(func) in (
                "logging.getLogger",
                "aws_lambda_powertools.Logger",
                "aws_lambda_powertools.logging.Logger",
            ):
                return name
    return ""
