"""What a handler answers or writes as JSON, and the parts of it that JSON has no form for.

The runtime writes an answer itself, with simplejson: a Decimal as a number, bytes as a text, no datetime and no set
(https://github.com/aws/aws-lambda-python-runtime-interface-client, `lambda_runtime_marshaller.py`); a `json.dumps` of
the code's own knows no Decimal. The body of an API's answer has to be a text.
"""

from __future__ import annotations

import ast
import enum
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from lambdafix.analysis.program.program import Reach
from lambdafix.analysis.syntax.facts import dotted
from lambdafix.analysis.syntax.scopes import FunctionNode, ScopeKind
from lambdafix.analysis.values.boto import BotoKind, bound_value
from lambdafix.analysis.values.held import held_anywhere
from lambdafix.families.events.fields import key_read, reads_an_api
from lambdafix.match import RewrittenApart
from lambdafix.model import Confidence, Span

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module

_DEPTH = 5
_READS = {"get_item": ("Item",), "query": ("Items",), "scan": ("Items",)}
_DATES = frozenset(
    {"datetime.datetime.now", "datetime.datetime.utcnow", "datetime.datetime.today", "datetime.date.today"}
)
_BYTES = frozenset({"base64.b64encode", "base64.urlsafe_b64encode", "base64.standard_b64encode"})


class Kind(enum.Enum):
    """What JSON has no form for."""

    DECIMAL = "items of a Table, whose numbers are Decimal"
    DATE = "a datetime"
    SET = "a set"
    BYTES = "bytes"
    BODY = "a body that is no text"


@dataclass(frozen=True, slots=True)
class Written(RewrittenApart):
    """Write the expression at `place` in a form that JSON has."""

    rewriting: ClassVar[str] = "lambdafix.families.events.answers_rewrite"

    place: Span
    kind: Kind
    in_dumps: bool
    """`place` is a `json.dumps`, not the value itself."""


@dataclass(frozen=True, slots=True, eq=False)
class Unwritable:
    place: ast.expr
    reach: Reach
    kind: Kind
    plan: Written


def unwritable(module: Module) -> Iterator[Unwritable]:
    """Every value that requests answer with, or write as JSON, and that fails there."""
    for call in module.every(ast.Call):
        if len(call.args) != 1 or not dotted(call.func).endswith("dumps") or not _is_plain(call):
            continue
        if module.canonical(call.func) != "json.dumps":
            continue
        reach = module.reach(call)
        found = next(_parts(module, call.args[0]), None) if reach is not None else None
        if reach is not None and found is not None:
            place, kind = found
            in_dumps = kind is not Kind.BYTES
            plan = Written(module.span(call if in_dumps else place), kind, in_dumps)
            yield Unwritable(place, reach, kind, plan)
    for function in module.handlers_here():
        reach = module.program.reach(module.path, module.qualname(function))
        if reach is None or function.decorator_list or isinstance(function, ast.AsyncFunctionDef):
            continue  # a decorator may write the answer in a form of its own
        for answer in _answers(module, function):
            yield from _of_answer(module, function, answer, reach)


def _is_plain(call: ast.Call) -> bool:
    return not any(keyword.arg in (None, "default", "cls") for keyword in call.keywords)


def _answers(module: Module, function: FunctionNode) -> Iterator[ast.Dict]:
    """The dicts that the handler itself returns."""
    for node in ast.walk(function):
        if isinstance(node, ast.Return) and node.value is not None and module.function(node) is function:
            value = bound_value(module, node.value) if isinstance(node.value, ast.Name) else node.value
            if isinstance(value, ast.Dict):
                yield value


def _of_answer(module: Module, function: FunctionNode, answer: ast.Dict, reach: Reach) -> Iterator[Unwritable]:
    values = _values(answer)
    body = values.get("body") if "statusCode" in values else None
    if body is not None and _is_no_text(module, body) and _serves_an_api(module, function):
        yield Unwritable(body, reach, Kind.BODY, Written(module.span(body), Kind.BODY, in_dumps=False))
        return
    for place, kind in _parts(module, answer):
        if kind not in (Kind.DECIMAL, Kind.BYTES):
            yield Unwritable(place, reach, kind, Written(module.span(place), kind, in_dumps=False))


def _values(answer: ast.Dict) -> dict[str, ast.expr]:
    pairs = zip(answer.keys, answer.values, strict=True)
    return {key.value: value for key, value in pairs if isinstance(key, ast.Constant) and isinstance(key.value, str)}


def _is_no_text(module: Module, body: ast.expr) -> bool:
    """Whether a body certainly is a dict or a list."""
    if isinstance(body, ast.Name):
        owner = module.owner(body)
        bound = bound_value(module, body) if owner is not None and owner.kind is ScopeKind.FUNCTION else None
        return isinstance(bound, ast.Dict | ast.List | ast.ListComp | ast.DictComp)
    return isinstance(body, ast.Dict | ast.List | ast.ListComp | ast.DictComp)


def _serves_an_api(module: Module, function: FunctionNode) -> bool:
    entry = module.handler(function)
    if entry is not None and entry.confidence is Confidence.TEMPLATE and entry.trigger != "unknown":
        return "api" in entry.trigger.split("+")
    return reads_an_api(module, function)


def _parts(module: Module, value: ast.expr, depth: int = 0) -> Iterator[tuple[ast.expr, Kind]]:
    """The parts of a value, as far as it is spelt out, that JSON has no form for."""
    kind = _kind(module, value, depth)
    if kind is not None:
        yield value, kind
        return
    if depth > _DEPTH:
        return
    match value:
        case ast.Dict(values=values) | ast.List(elts=values) | ast.Tuple(elts=values):
            for inner in values:
                yield from _parts(module, inner, depth + 1)
        case ast.Name():
            bound = _local(module, value)
            if isinstance(bound, ast.Dict | ast.List):
                yield from _parts(module, bound, depth + 1)


def _local(module: Module, name: ast.Name) -> ast.expr | None:
    """What a local that nothing else is done to was assigned."""
    owner = module.owner(name)
    if owner is None or owner.kind is not ScopeKind.FUNCTION or len(owner.bindings[name.id]) != 1:
        return None
    if any(_is_changed(module, use) for use in module.scopes.uses_of(name.id, owner)):
        return None
    return bound_value(module, name)


def _is_changed(module: Module, use: ast.Name) -> bool:
    """Whether parts of it are set, or it is handed to something that may set them."""
    above = module.parent(use)
    if isinstance(above, ast.Subscript):
        return not isinstance(above.ctx, ast.Load)
    if isinstance(above, ast.Call):
        known = module.canonical(above.func) == "json.dumps" or getattr(above.func, "id", "") in ("print", "len", "str")
        return use in above.args and not known
    return isinstance(above, ast.For)


def _kind(module: Module, value: ast.expr, depth: int) -> Kind | None:
    if depth > _DEPTH:
        return None
    match value:
        case ast.Set() | ast.SetComp():
            return Kind.SET
        case ast.Call(func=ast.Name(id="set" | "frozenset") as func) if module.owner(func) is None:
            return Kind.SET
        case ast.Call(func=func) if module.canonical(func) in _DATES:
            return Kind.DATE
        case ast.Call(func=func) if module.canonical(func) in _BYTES:
            return Kind.BYTES
        case ast.Constant(value=bytes()):
            return Kind.BYTES
        case ast.Call(func=ast.Attribute(value=ast.Constant(value=str()), attr="encode")):
            return Kind.BYTES
        case ast.Name():
            bound = _local(module, value)
            return _kind(module, bound, depth + 1) if bound is not None else None
    return Kind.DECIMAL if _is_read_of_a_table(module, value, depth) else None


def _is_read_of_a_table(module: Module, value: ast.expr, depth: int) -> bool:
    """`table.get_item(…)["Item"]`, also by way of locals."""
    found = key_read(value)
    if found is None:
        return False
    read, key = found
    whole = _local(module, read) if isinstance(read, ast.Name) else read
    if not isinstance(whole, ast.Call) or not isinstance(whole.func, ast.Attribute):
        return False
    if key not in _READS.get(whole.func.attr, ()):
        return False
    held = held_anywhere(module, whole.func.value)
    return held is not None and held.built.kind is BotoKind.PART and held.built.part == "Table"
