"""LMB705."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lambdafix.codemod import Codemod, Match, Refusal, Span, runtime, syntax, values

if TYPE_CHECKING:
    from lambdafix.codemod import Module, Patch, Reach

CONNECT, READ = 3, 10
"""Seconds, where no template says how long the function has."""


@dataclass(frozen=True, slots=True)
class Plan:
    call: Span
    timeout: str


class MissingTimeout(Codemod[Plan]):
    """A call of the network that waits for ever.

    What it does
    ------------
    Finds calls of requests, urllib, urllib3, smtplib, ftplib, `http.client` and `socket`, in code that requests run,
    that have no timeout, or `timeout=None`.

    Why it is bad
    -------------
    Where the other side does not answer the function waits until Lambda ends it, 15 minutes perhaps: no error is
    handled, no clean-up is done, all of the time is billed, and the next request begins cold.

    Example
    -------
    ```python
    import requests


    def handler(event, context):
        answer = requests.get("https://api.example/orders")
        return answer.json()
    ```

    Use instead
    -----------
    ```python
    import requests


    def handler(event, context):
        answer = requests.get("https://api.example/orders", timeout=(3, 10))
        return answer.json()
    ```

    When the fix is safe
    --------------------
    Never: a call that took longer then fails. The seconds are such that connecting and reading fit into the function's
    own `Timeout`, as its template says, with one left to answer; without a template they are 3 and 10.

    When it is refused
    ------------------
    Never. No finding: a timeout is given, also among unpacked options; `socket.setdefaulttimeout` is called in the
    file, for what goes by that; a session has an adapter of its own, or comes out of another file; the other side is
    an extension in the same environment.

    References
    ----------
    - https://requests.readthedocs.io/en/latest/user/quickstart/#timeouts
    - https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html
    - https://docs.python.org/3/library/urllib.request.html#urllib.request.urlopen
    """

    code = "LMB705"
    name = "missing-timeout"
    remedy = "Give it a timeout that fits into the function's own"
    evidence = re.compile(rb"requests|urlopen|urllib|SMTP|FTP|HTTPS?Connection|create_connection|PoolManager")

    def detect(self, module: Module) -> Iterator[Match[Plan]]:
        has_default = "setdefaulttimeout" in module.source.text
        for call in module.every(ast.Call):
            waiting = _waiting(module, call)
            if waiting is None or (has_default and waiting.default) or _is_given(call, waiting):
                continue
            if _stays_here(module, call):
                continue
            reach = module.reach(call)
            if reach is None:
                continue
            seconds = _own_timeout(reach)
            yield Match.repair(
                module.span(call),
                "has no timeout: where the other side does not answer it waits until Lambda ends the function",
                Plan(module.span(call), _timeout(waiting, seconds)),
                doubts=["a call that took longer then fails"],
                call_path=reach.call_path,
            )

    def fix(self, plan: Plan, module: Module, patch: Patch) -> Refusal | None:
        import libcst as cst

        file = patch.file(module.path)
        call = file.node(plan.call, cst.Call)
        for argument in call.args:
            if argument.keyword is not None and argument.keyword.value == "timeout":
                file.replace(argument.value, cst.parse_expression(plan.timeout))
                return None
        file.add_keywords(call, {"timeout": plan.timeout})
        return None


def _waiting(module: Module, call: ast.Call) -> runtime.Waiting | None:
    known = runtime.WITHOUT_TIMEOUT.get(module.canonical(call.func) or _rebound(module, call))
    if known is not None or not isinstance(call.func, ast.Attribute):
        return known
    if f"requests.{call.func.attr}" not in runtime.WITHOUT_TIMEOUT or not isinstance(call.func.value, ast.Name):
        return None
    made = values.bound_value(module, call.func.value)
    is_session = isinstance(made, ast.Call) and module.canonical(made.func) in runtime.SESSIONS
    if not is_session or _is_fitted(module, call.func.value):
        return None
    return runtime.WITHOUT_TIMEOUT["requests.get"]


def _rebound(module: Module, call: ast.Call) -> str:
    """ "socket.create_connection" of `socket = socket.create_connection(…)`, which gives the module's name away."""
    above = module.parent(call)
    match above:
        case ast.Assign(targets=[ast.Name(id=name) as target]) if syntax.dotted(call.func).startswith(f"{name}."):
            owner = module.owner(target)
            others = [one.node for one in owner.bindings[name] if one.node is not target] if owner is not None else []
            imported = [one for one in others if isinstance(one, ast.alias) and one.name == name]
            return syntax.dotted(call.func) if len(imported) == len(others) == 1 else ""
    return ""


def _is_fitted(module: Module, session: ast.Name) -> bool:
    """`session.mount(…)`, `session.request = …`: an adapter may have a timeout of its own."""
    owner = module.owner(session)
    uses = module.scopes.uses_of(session.id, owner) if owner is not None else []
    return any(syntax.dotted(above).endswith((".mount", ".request", ".send")) for above in _attributes(module, uses))


def _attributes(module: Module, uses: list[ast.Name]) -> Iterator[ast.Attribute]:
    for use in uses:
        above = module.parent(use)
        if isinstance(above, ast.Attribute):
            yield above


def _is_given(call: ast.Call, waiting: runtime.Waiting) -> bool:
    if any(isinstance(argument, ast.Starred) for argument in call.args):
        return True
    if 0 <= waiting.position < len(call.args):
        return True
    for keyword in call.keywords:
        if keyword.arg is None:
            return True
        if keyword.arg == "timeout":
            return not (isinstance(keyword.value, ast.Constant) and keyword.value.value is None)
    return False


def _stays_here(module: Module, call: ast.Call) -> bool:
    """Whether the other side runs in the same environment: an extension of Lambda, its metadata."""
    address = call.args[0] if call.args else next((one.value for one in call.keywords if one.arg == "url"), None)
    shown = values.bound_value(module, address) if isinstance(address, ast.Name) else address
    text = module.text(shown) if shown is not None else ""
    return any(host in text for host in ("localhost", "127.0.0.1", "169.254.", "AWS_LAMBDA_RUNTIME_API"))


def _own_timeout(reach: Reach) -> int:
    """The shortest timeout of the functions that come here, 0 where no template says one."""
    return min((entry.timeout for entry in reach.handlers if entry.timeout), default=0)


def _timeout(waiting: runtime.Waiting, seconds: int) -> str:
    connect = CONNECT if not seconds or seconds > 2 * CONNECT else 1
    read = min(READ, max(1, seconds - connect - 1)) if seconds else READ
    return f"({connect}, {read})" if waiting.pair else str(read)
