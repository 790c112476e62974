"""Whether a leftover can be made the request's own, how surely, and why not; `fresh_plan` says how it is done.

The conditions are a whitelist: what is not known to be harmless is a refusal, or a doubt.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from lambdafix.analysis.syntax.scopes import FunctionNode
from lambdafix.analysis.values.access import Access
from lambdafix.analysis.values.dependence import depends_on_request
from lambdafix.analysis.values.repetition import repeats
from lambdafix.analysis.values.tested import used_outside
from lambdafix.analysis.values.variable import Action
from lambdafix.families.state.coupled import (
    deciding_state,
    depends_on_object,
    keeper,
    kept_function,
    kept_generator,
    kept_on_function,
)
from lambdafix.families.state.fresh_plan import Move, Plan, Reset, Together, planned
from lambdafix.families.state.leftover import Leftover, Purpose, definition, initial_value
from lambdafix.families.state.refusals import (
    KEEP,
    dynamic_refusal,
    entries_of,
    handler_refusal,
    in_main_guard,
    is_from_environment,
    refusal,
    test_refusal,
)
from lambdafix.families.state.unfollowed import deciding_unknown, running_on
from lambdafix.judgement import Known
from lambdafix.match import Match
from lambdafix.model import Applicability, Confidence, Refusal

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module

_USUAL_NAMES = frozenset({"lambda_handler", "handler", "main", "lambda_function"})


@dataclass(frozen=True, slots=True)
class Answer:
    applicability: Applicability
    plan: Plan | None = None
    refusal: Refusal | None = None
    doubt: str = ""


_PURPOSES = {
    Purpose.DEDUPE: Refusal(
        "it remembers what earlier requests handled, and each execution environment remembers only its own",
        "use a conditional write to DynamoDB, or Powertools' idempotent decorator",
    ),
    Purpose.LIMIT: Refusal(
        "it remembers when earlier requests came, and each execution environment knows only its own",
        "limit the rate at API Gateway, or with a conditional write to DynamoDB",
    ),
    Purpose.BUFFER: Refusal(
        "it is emptied once it has been used, so what is left of a request may wait there for the next",
        "empty it before the handler returns, in a `finally`",
    ),
    Purpose.WINDOW: Refusal("it drops what is oldest when it grows, so it may be meant to outlive the request", KEEP),
    Purpose.KEPT: Refusal("it is read before the request writes it, so it may be meant to outlive the request", KEEP),
    Purpose.NAMED: Refusal("its name says that it is meant to outlive the request", KEEP),
    Purpose.REFRESHED: Refusal("it is also filled once a process, so it may be meant to outlive the request", KEEP),
    Purpose.COUNT: Refusal(
        "each execution environment counts for itself and starts anew when it is replaced",
        "count with an atomic `ADD` in DynamoDB, or with a CloudWatch metric",
    ),
}


def leftover_match(leftover: Leftover, message: str) -> Match[Any]:
    """A finding for a leftover, with the best answer there is: its plan is a `Move` or a `Reset`."""
    best = answer(leftover)
    if leftover.together:
        message += f", together with {' and '.join(f'`{other.name}`' for other in leftover.together)}"
    call_path, related = leftover.call_path, leftover.related
    if best.plan is None:
        assert best.refusal is not None, "there is a plan, or a reason why there is none"
        return Match.report(leftover.span, message, best.refusal, call_path=call_path, related=related)
    doubts = [best.doubt] if best.doubt else []
    known = [Known(clause) for one in (leftover, *leftover.together) for clause in _evidence(one)]
    return Match.repair(
        leftover.span, message, best.plan, answers=known, doubts=doubts, call_path=call_path, related=related
    )


def _evidence(leftover: Leftover) -> Iterator[str]:
    first = initial_value(leftover.module, leftover.variable)
    files = {access.module.path for access in leftover.accesses}
    text = leftover.module.text(first) if first is not None else ""
    if len(text) <= _LONGEST_TEXT:
        yield f"`{leftover.name}` begins as `{text}`"
    yield f"all {len(leftover.accesses)} uses of `{leftover.name}` are known, in {', '.join(sorted(files)[:3])}"
    tests = leftover.module.tests().importers
    yield f"no test that reaches {leftover.module.path} uses it" if tests else f"no test reaches {leftover.module.path}"
    entered = [qualname for _, qualname in leftover.entrances]
    yield f"requests enter by {', '.join(f'`{name}`' for name in entered[:3])}"


_LONGEST_TEXT = 30


def answer(leftover: Leftover) -> Answer:
    """The best answer there is for a leftover, with all that goes together with it."""
    own = _answer_alone(leftover)
    if own.applicability is Applicability.SAFE and (name := _goes_on(leftover)):
        own = replace(
            own,
            applicability=Applicability.UNSAFE,
            doubt=f"`{name}` is answered together with it, and would go on from request to request",
        )
    if own.plan is None or not (leftover.together or leftover.apart):
        return own
    if leftover.apart:
        return Answer(Applicability.REPORT, refusal=_parted(leftover.apart[0]))
    group = (leftover, *leftover.together)
    others = [replace(other, together=tuple(o for o in group if o is not other)) for other in leftover.together]
    answers = [own, *map(_answer_alone, others)]
    plans = [one.plan for one in answers if one.plan is not None]
    if len(plans) < len(answers):
        parted = next(m for m, one in zip(leftover.together, answers[1:], strict=True) if one.plan is None)
        return Answer(Applicability.REPORT, refusal=_parted(parted.name))
    doubt = "; ".join(dict.fromkeys(one.doubt for one in answers if one.doubt))
    return Answer(Applicability.UNSAFE if doubt else Applicability.SAFE, Together(tuple(plans)), doubt=doubt)


def _goes_on(leftover: Leftover) -> str:
    """Other state that a statement reads with the leftover, and that does not begin anew by a safe fix; "" for none."""
    for other in leftover.answered_with:
        if isinstance(other, str):
            return other
        if _answer_alone(other).applicability is not Applicability.SAFE:
            return other.name
    return ""


def _parted(name: str) -> Refusal:
    return Refusal(
        f"requests use it together with `{name}`, and lambdafix cannot give both a fresh value",
        "keep both in one object that the handler makes for each request",
    )


def _answer_alone(leftover: Leftover) -> Answer:
    if leftover.is_kept and not _is_overwritten(leftover):
        return Answer(Applicability.REPORT, refusal=_PURPOSES[leftover.purpose])
    against = refusal(leftover) or _coupling(leftover)
    if against is None:
        plan = planned(leftover)
        if not isinstance(plan, Refusal):
            doubt = _doubt(leftover, plan)
            return Answer(Applicability.UNSAFE if doubt else Applicability.SAFE, plan, doubt=doubt)
        against = plan
    return Answer(Applicability.REPORT, refusal=against)


def _is_overwritten(leftover: Leftover) -> bool:
    """Whether requests write what the event says over defaults that the import set: `LIMITS[name] = event[name]`."""
    first = initial_value(leftover.module, leftover.variable)
    filled = isinstance(first, ast.Dict | ast.List) and bool(ast.unparse(first).strip("[]{}"))
    defaults = filled or (first is not None and is_from_environment(leftover.module, first))
    return leftover.purpose is Purpose.KEPT and defaults and all(map(_is_replaced, leftover.changes))


def _is_replaced(access: Access) -> bool:
    above = access.module.parent(access.node)
    stored = isinstance(above, ast.Subscript) and isinstance(above.ctx, ast.Store)
    value = access.value
    return (
        value is not None
        and access.augmented is None
        and (stored or access.action is None)
        and depends_on_request(access.module, value)
    )


def _coupling(leftover: Leftover) -> Refusal | None:
    decides = deciding_state(leftover)
    if decides is None or not decides[1]:
        return None
    return Refusal(f"whether requests fill it depends on `{decides[0]}`, which outlives them too", "start both afresh")


def renewal(leftover: Leftover) -> Move | Reset | Refusal:
    """How a value that the import computes can be computed for each request instead."""
    module, name = leftover.module, leftover.name
    statement = definition(module, leftover.variable)
    if statement is None or statement.value is None:
        return Refusal(
            f"`{name}` is assigned in several places while the module is imported", f"assign `{name}` in one place"
        )
    imported = [a for a in leftover.accesses if a.function is None and module.statement(a.node) is not statement]
    if imported:
        return Refusal(
            f"the import itself uses `{name}` ({module.path}:{imported[0].row})", "compute it in the handler"
        )
    against = test_refusal(leftover) or dynamic_refusal(leftover) or handler_refusal(leftover)
    return against or planned(leftover)


def _doubt(leftover: Leftover, plan: Plan) -> str:
    program = leftover.module.program
    in_place = isinstance(plan, Reset) and any(entrance.in_place for entrance in plan.entrances)
    if in_place and any(map(_is_handed_on, leftover.accesses)):
        return "it is handed to code that may keep it, and is emptied there too"
    if decides := deciding_state(leftover):
        return f"whether requests fill it depends on `{decides[0]}`, which outlives them"
    if depends_on_object(leftover):
        return "whether requests fill it depends on an object that may outlive the request"
    if name := deciding_unknown(leftover):
        return f"whether requests fill it depends on {_quoted(name)}, which may remember earlier requests"
    if name := running_on(leftover):
        return f"{_quoted(name)} goes on from request to request, and is used along with it"
    if name := kept_generator(leftover) or (kept_function(leftover) if isinstance(plan, Move) else ""):
        return f"{name} uses it, and may be kept by something that outlives the request"
    if name := kept_on_function(leftover):
        return f"`{name}` lasts as well, and would go on from request to request"
    if (name := keeper(leftover)) and name not in {other.name for other in leftover.together}:
        return f"`{name}` keeps what was read from it, and outlives the request"
    if place := _read_outside_requests(leftover):
        return f"{place} reads it outside of requests, and may count on what they left"
    if leftover.is_kept:
        return "a request that assigns it may mean the value for later requests, too"
    first = initial_value(leftover.module, leftover.variable)
    if first is not None and is_from_environment(leftover.module, first):
        return "each request reads the environment variable again"
    if leftover.tally:
        return "a total that is meant to run on from request to request no longer does"
    if any(path.startswith(_folder(leftover.module.path)) for path in program.unread):
        return "a file of the project could not be analysed, and may use it"
    entries = [entry for node in leftover.entrances for entry in entries_of(leftover.module, node)]
    unsure = [e for e in entries if e.confidence is Confidence.SHAPE and e.function not in _USUAL_NAMES]
    if unsure:
        return f"only from its parameters it is guessed that `{unsure[0].function}` is a handler"
    if wrapper := _repeating(leftover):
        again = "may call the handler again within one request, and the inner call would begin with a fresh value"
        return f"`{wrapper}` {again}"
    if path := used_outside(leftover.module, leftover.name):
        return f"{path}, which is not analysed, may use it as well"
    return ""


def _read_outside_requests(leftover: Leftover) -> str:
    """Where code that no request runs, and that may run after one, reads the leftover; "" for nowhere."""
    for access in leftover.accesses:
        if access.reads is None:
            continue
        if access.function is None and in_main_guard(access.module, access.node):
            return f"the script itself ({access.module.path}:{access.row})"
        function = access.function
        if function is not None and access.module.reach(access.node) is None and _is_named(access.module, function):
            return f"`{function.name}`"
    return ""


def _is_named(module: Module, function: FunctionNode) -> bool:
    """Whether anything names the function, so that it may be called; a method counts as named."""
    if module.parent(function) is not module.tree:
        return True
    uses = module.scopes.uses_of(function.name, module.scopes.module)
    return bool(uses or module.users.of(module.path, function.name))


def _quoted(name: str) -> str:
    return name if " " in name else f"`{name}`"


def _repeating(leftover: Leftover) -> str:
    for path, qualname in leftover.entrances:
        module = leftover.module.other(path)
        if module is not None and (wrapper := repeats(module, module.functions[qualname])):
            return wrapper
    return ""


def _folder(path: str) -> str:
    return path.rpartition("/")[0] + "/" if "/" in path else ""


def _is_handed_on(access: Access) -> bool:
    """`publish(rows)`: an argument of a function outside the project."""
    above = access.module.parent(access.node)
    call = access.module.parent(above) if isinstance(above, ast.keyword) else above
    if access.action is not Action.ESCAPE or not isinstance(call, ast.Call):
        return False
    return access.module.definition(call.func) is None
