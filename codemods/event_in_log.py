"""LMB603."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lambdafix.codemod import Codemod, Match, Refusal, Span, events, syntax, values

if TYPE_CHECKING:
    from lambdafix.codemod import Module, Patch

_LEVELS = frozenset({"info", "warning", "warn", "error", "critical", "log", "exception"})
_HEADER = re.compile(r"authorization|x-api-key|cookie", re.IGNORECASE)
_SECRET_VARIABLE = re.compile(r"passw|secret|token|api_?key|private_?key|credential", re.IGNORECASE)
_NAMES_A_SECRET = re.compile(r"(?:_|^)(?:arn|name|id|url|path|table|bucket)$", re.IGNORECASE)
_FIELDS = "log the fields that you need"


@dataclass(frozen=True, slots=True)
class Plan:
    method: Span
    """`logger.info`"""
    receiver: str


class EventInLog(Codemod[Plan]):
    """A whole event of an API, an Authorization header or a secret that is written to the log.

    What it does
    ------------
    Finds `print` and calls of a logger above `debug` that are given the event of an API as a whole, its Authorization
    or Cookie header, credentials of AWS, or a value of Secrets Manager or of an environment variable that is called
    like a secret.

    Why it is bad
    -------------
    The event of an API holds the caller's tokens, cookies, address and all that was typed in. The log keeps it for
    years, and more people and programs read it than may see that.

    Example
    -------
    ```python
    import logging

    logger = logging.getLogger("orders")


    def handler(event, context):
        logger.info("called with %s", event)
        return {"statusCode": 200, "body": event["headers"]["host"]}
    ```

    Use instead
    -----------
    ```python
    import logging

    logger = logging.getLogger("orders")


    def handler(event, context):
        logger.debug("called with %s", event)
        return {"statusCode": 200, "body": event["headers"]["host"]}
    ```

    When the fix is safe
    --------------------
    Never: a person or an alarm may read the log. A logger's whole event goes to `debug`.

    When it is refused
    ------------------
    For `print`, a header or a secret: log the fields that you need, never the value. No finding: `debug`; the event of
    a queue, a bucket or a schedule; a function of which it is not known that an API calls it.

    References
    ----------
    - https://docs.aws.amazon.com/lambda/latest/dg/best-practices.html
    - https://owasp.org/www-project-top-ten/2017/A3_2017-Sensitive_Data_Exposure
    - https://docs.powertools.aws.dev/lambda/python/latest/core/logger/#logging-incoming-event
    """

    code = "LMB603"
    name = "event-in-log"
    remedy = "Log it at the level of debug"
    evidence = re.compile(rb"print|log|LOG")

    def detect(self, module: Module) -> Iterator[Match[Plan]]:
        for call in module.every(ast.Call):
            if not _logs(call):
                continue
            reach = module.reach(call)
            found = _found(module, call) if reach is not None else None
            if reach is None or found is None:
                continue
            message, is_event = found
            yield Match.answered(
                module.span(call),
                message,
                _answer(module, call, is_event),
                doubts=["a person or an alarm may read the log"],
                call_path=reach.call_path,
            )

    def fix(self, plan: Plan, module: Module, patch: Patch) -> Refusal | None:
        import libcst as cst

        file = patch.file(module.path)
        method = file.node(plan.method, cst.Attribute)
        file.replace(method, file.parse_expression(f"{plan.receiver}.debug"))
        return None


def _logs(call: ast.Call) -> bool:
    match call.func:
        case ast.Name(id="print"):
            return True
        case ast.Attribute(attr=attr) if attr in _LEVELS:
            return "log" in syntax.dotted(call.func).lower()
    return False


def _found(module: Module, call: ast.Call) -> tuple[str, bool] | None:
    for argument in (*call.args, *(keyword.value for keyword in call.keywords)):
        for part in _parts(argument):
            if events.is_whole_event(module, part) and _serves_an_api(module, call):
                return "writes the whole event to the log, and with it the caller's tokens", True
            if _is_header(module, part):
                return "writes a header by which a caller proves who it is to the log", False
            if _is_secret(module, part):
                return "writes a secret to the log", False
    return None


def _parts(expression: ast.expr) -> Iterator[ast.expr]:
    """The values that a logged text is made of."""
    match expression:
        case ast.JoinedStr(values=parts):
            for part in parts:
                yield from _parts(part)
        case ast.FormattedValue(value=value) | ast.Starred(value=value):
            yield from _parts(value)
        case ast.BinOp(left=left, right=right):
            yield from _parts(left)
            yield from _parts(right)
        case ast.Tuple(elts=elements):
            for element in elements:
                yield from _parts(element)
        case ast.Call(func=ast.Name(id="str" | "repr"), args=[value]):
            yield from _parts(value)
        case ast.Call(func=ast.Attribute(attr="dumps" | "pformat"), args=[value, *_]):
            yield from _parts(value)
        case ast.Call(func=ast.Attribute(value=ast.Constant(), attr="format"), args=args):
            for argument in args:
                yield from _parts(argument)
        case _:
            yield expression


def _serves_an_api(module: Module, call: ast.Call) -> bool:
    function = module.function(call)
    reach = module.reach(call)
    if function is None or reach is None:
        return False
    declared = [entry.trigger for entry in reach.handlers if entry.declared_in and entry.trigger != "unknown"]
    if declared:
        return any("api" in trigger.split("+") for trigger in declared)
    return events.reads_an_api(module, function)


def _is_header(module: Module, part: ast.expr) -> bool:
    """`event["headers"]["Authorization"]`, or a local of that."""
    value = values.bound_value(module, part) if isinstance(part, ast.Name) else part
    text = ast.unparse(value) if isinstance(value, ast.Subscript | ast.Call) else ""
    return "headers" in text and _HEADER.search(text.rpartition("headers")[2]) is not None and "len(" not in text


def _is_secret(module: Module, part: ast.expr) -> bool:
    value = values.bound_value(module, part) if isinstance(part, ast.Name) else part
    match value:
        case ast.Attribute(value=ast.Name(id=holder), attr="secret_key" | "access_key" | "token"):
            return "credentials" in holder.lower() or "creds" in holder.lower()
        case ast.Subscript(slice=ast.Constant(value="SecretAccessKey" | "SessionToken")):
            return True
        case ast.Subscript(value=whole, slice=ast.Constant(value="SecretString")):
            return "get_secret_value" in ast.unparse(whole) or isinstance(whole, ast.Name)
        case ast.Subscript(value=whole, slice=ast.Constant(value=str(name))) if module.canonical(whole) == "os.environ":
            return _names_a_secret(name)
        case ast.Call(func=func, args=[ast.Constant(value=str(name)), *_]) if module.canonical(func) in _READS:
            return _names_a_secret(name)
    return False


_READS = frozenset({"os.getenv", "os.environ.get"})


def _names_a_secret(variable: str) -> bool:
    return _SECRET_VARIABLE.search(variable) is not None and _NAMES_A_SECRET.search(variable) is None


def _answer(module: Module, call: ast.Call, is_event: bool) -> Plan | Refusal:
    receiver = syntax.dotted(call.func).rpartition(".")[0]
    if not is_event:
        return Refusal("the value must not stand in a log at any level", _FIELDS)
    if not isinstance(call.func, ast.Attribute) or call.func.attr in ("log", "exception") or not receiver:
        return Refusal("it goes to the log at every level", _FIELDS)
    return Plan(module.span(call.func), receiver)
