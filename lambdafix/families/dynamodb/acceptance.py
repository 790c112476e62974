"""Whether "the item is there already" may be taken as done, and by what name its failure is caught."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from lambdafix.analysis.syntax.scopes import FunctionNode, ScopeKind
from lambdafix.analysis.values.effects import ends_requests, is_last_effect
from lambdafix.families.dynamodb.receiver import as_text
from lambdafix.families.dynamodb.surrounding_try import Clause, names_the_failure, surrounding_clause
from lambdafix.families.dynamodb.writes import Write, known_receiver
from lambdafix.match import RewrittenApart
from lambdafix.model import Refusal, Span

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module


@dataclass(frozen=True, slots=True)
class Acceptance(RewrittenApart):
    """Around which statement a failed condition is accepted."""

    rewriting: ClassVar[str] = "lambdafix.families.dynamodb.acceptance_rewrite"

    statement: Span
    error: str
    """The expression for ConditionalCheckFailedException: the same class for a client and a resource."""
    clause: Clause | None = None
    """Where a `try` around the statement can take the failure itself."""
    handled: bool = False
    """A `try` around the statement says already what becomes of the failure."""
    conflict: str = ""
    """The `return` by which the function answers that an item is there; "" where it has none."""


def acceptance(module: Module, write: Write, remedy: str) -> Acceptance | Refusal:
    """How a failed condition can be passed over, so that a repeated event gets the first one's answer."""
    statement = module.statement(write.call)
    function = module.function(write.call)
    assert function is not None
    receiver = as_text(write.receiver)
    if not known_receiver(module, write) or not receiver:
        return Refusal("it cannot be told what kind of client writes", remedy)
    if not isinstance(statement, ast.Expr) and not _is_unread(module, statement, write.call):
        return Refusal("the response of the write is used", remedy)
    if not is_last_effect(module, write.call, function):
        return Refusal("more happens after the write, and would happen again for a repeated event", remedy)
    if not ends_requests(module, function):
        return Refusal("its callers go on after the write, and would do so again for a repeated event", remedy)
    client = "" if write.by_name else ".meta.client"
    return Acceptance(
        module.span(statement),
        f"{receiver}{client}.exceptions.ConditionalCheckFailedException",
        surrounding_clause(module, statement, write),
        names_the_failure(module, statement),
        _own_conflict(module, write.call, function),
    )


_CONFLICT = 409
"""HTTP's status for what is there already."""


def _own_conflict(module: Module, call: ast.Call, function: FunctionNode) -> str:
    """What the function returns, above the write, where it finds the item there: `return answer(409, "taken")`."""
    for node in ast.walk(function):
        if not isinstance(node, ast.Return) or node.value is None or node.lineno > call.lineno:
            continue
        text = module.text(node)
        says = any(isinstance(n, ast.Constant) and n.value in (_CONFLICT, str(_CONFLICT)) for n in ast.walk(node))
        if (
            says
            and isinstance(module.parent(node), ast.If)
            and "\n" not in text
            and _means_the_same(module, node.value)
        ):
            return text
    return ""


def _means_the_same(module: Module, value: ast.expr) -> bool:
    """Whether all names of an expression are bound once, so that it can stand in another place of the function."""
    for node in ast.walk(value):
        owner = module.owner(node) if isinstance(node, ast.Name) else None
        if isinstance(node, ast.Name) and owner is not None and len(owner.bindings[node.id]) != 1:
            return False
    return True


def _is_unread(module: Module, statement: ast.stmt, call: ast.Call) -> bool:
    """Whether the write's response goes to a local that nothing reads."""
    match statement:
        case ast.Assign(targets=[ast.Name() as target], value=value) if value is call:
            owner = module.owner(target)
            if owner is None or owner.kind is not ScopeKind.FUNCTION:
                return False
            return not any(isinstance(use.ctx, ast.Load) for use in module.scopes.uses_of(target.id, owner))
    return False
