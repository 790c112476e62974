"""LMB501."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lambdafix.codemod import Codemod, Match, Refusal, Span, syntax, values

if TYPE_CHECKING:
    from lambdafix.codemod import Module, ModuleFacts, Patch, Program

WAITING = "RequestResponse"


@dataclass(frozen=True, slots=True)
class Plan:
    call: Span


class SynchronousInvoke(Codemod[Plan]):
    """A function that invokes another function and waits for it.

    What it does
    ------------
    Finds `invoke` calls on a Lambda client, reached per request, whose `InvocationType` is `RequestResponse` or left
    out, which means the same.

    Why it is bad
    -------------
    While the caller waits, both functions are billed. The slowest of a chain holds up the rest, every caller has to
    retry for its callees, and the caller's timeout has to cover them all.

    Example
    -------
    ```python
    import json

    import boto3

    lambda_client = boto3.client("lambda")


    def handler(event, context):
        lambda_client.invoke(
            FunctionName="create-invoice",
            Payload=json.dumps(event["order"]),
        )
        return {"order": event["order"]["id"]}
    ```

    Use instead
    -----------
    ```python
    import json

    import boto3

    lambda_client = boto3.client("lambda")


    def handler(event, context):
        lambda_client.invoke(
            FunctionName="create-invoice",
            Payload=json.dumps(event["order"]),
            InvocationType="Event",
        )
        return {"order": event["order"]["id"]}
    ```

    When the fix is safe
    --------------------
    Never. Where nothing reads the answer the fix asks for an asynchronous invocation, and is unsafe: the callee may
    then run after the caller has returned, Lambda retries it twice when it fails, and the payload may have 1 MB, not 6.

    When it is refused
    ------------------
    Where the answer is read, returned or passed on, and where the request goes on to other steps after it. Put a queue
    between the functions, or let Step Functions call both.

    References
    ----------
    - https://docs.aws.amazon.com/lambda/latest/dg/concepts-application-design.html
    - https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
    - https://docs.aws.amazon.com/lambda/latest/dg/invocation-async.html
    """

    code = "LMB501"
    name = "synchronous-invoke"
    remedy = "Invoke the function without waiting for it"
    evidence = re.compile(rb"\.invoke\b")

    def suspects(self, facts: ModuleFacts, program: Program) -> bool:
        return syntax.calls_in_functions(facts, frozenset({"invoke"}))

    def detect(self, module: Module) -> Iterator[Match[Plan]]:
        for call in module.every(ast.Call):
            if not _invokes_lambda(module, call) or not _waits(module, call):
                continue
            reach = module.reach(call)
            if reach is None:
                continue
            callee = _named(call)
            if _answer_is_unread(module, call) and (step := _step_after(module, call)):
                yield Match.report(
                    module.span(call),
                    f"waits for {callee} though nothing reads its answer: both functions are billed meanwhile",
                    Refusal(
                        f"{step}, and may need what the other function does",
                        "put an SQS queue between the two functions, or call both from a Step Functions state machine",
                    ),
                    call_path=reach.call_path,
                )
            elif _answer_is_unread(module, call):
                yield Match.repair(
                    module.span(call),
                    f"waits for {callee} though nothing reads its answer: both functions are billed meanwhile",
                    Plan(module.span(call)),
                    doubts=["the callee may then end after the caller, and Lambda retries it when it fails"],
                    call_path=reach.call_path,
                )
            else:
                yield Match.report(
                    module.span(call),
                    f"waits for {callee} and reads its answer: both functions are billed meanwhile",
                    Refusal(
                        "the answer is used",
                        "put an SQS queue between the two functions, or call both from a Step Functions state machine",
                    ),
                    call_path=reach.call_path,
                )

    def fix(self, plan: Plan, module: Module, patch: Patch) -> Refusal | None:
        import libcst as cst

        file = patch.file(module.path)
        call = file.node(plan.call, cst.Call)
        for argument in call.args:
            if argument.keyword is not None and argument.keyword.value == "InvocationType":
                file.replace(argument.value, cst.parse_expression(file.quote("Event")))
                return None
        file.add_keywords(call, {"InvocationType": file.quote("Event")})
        return None


def _invokes_lambda(module: Module, call: ast.Call) -> bool:
    """`invoke` with a `FunctionName`: no other client of the AWS SDK, nor any popular library, has that pair."""
    if not isinstance(call.func, ast.Attribute) or call.func.attr != "invoke" or call.args:
        return False
    return any(keyword.arg == "FunctionName" for keyword in call.keywords)


def _waits(module: Module, call: ast.Call) -> bool:
    """Whether the invocation is certainly synchronous, at least by default."""
    if any(keyword.arg is None for keyword in call.keywords):
        return False
    given = next((keyword.value for keyword in call.keywords if keyword.arg == "InvocationType"), None)
    if given is None:
        return True
    if isinstance(given, ast.Name):
        given = _single_value(module, given)
    return isinstance(given, ast.Constant) and given.value == WAITING


def _single_value(module: Module, name: ast.Name) -> ast.expr | None:
    """The one value a name is bound to: its only assignment, or its default as a parameter."""
    owner = module.owner(name)
    bindings = owner.bindings[name.id] if owner is not None else []
    if len(bindings) != 1:
        return None
    node = bindings[0].node
    if isinstance(node, ast.arg):
        arguments = module.parent(node)
        assert isinstance(arguments, ast.arguments)
        positional = [*arguments.posonlyargs, *arguments.args]
        defaults = dict(zip(reversed(positional), reversed(arguments.defaults), strict=False))
        keyword_only = {
            arg: value for arg, value in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True) if value
        }
        return {**defaults, **keyword_only}.get(node)
    statement = module.statement(node)
    return statement.value if isinstance(statement, ast.Assign) and statement.targets == [node] else None


def _step_after(module: Module, call: ast.Call) -> str:
    """What the request goes on to do after the invocation, as a clause; "" where it only invokes more, or answers."""
    function = module.function(call)
    if function is None:
        return ""
    for later in sorted(module.every(ast.Call), key=lambda one: one.lineno):
        is_after = module.function(later) is function and later.lineno > (call.end_lineno or 0)
        if is_after and not _invokes_lambda(module, later) and not values.only_computes(module, later):
            return f"line {later.lineno} goes on after it"
    return "" if values.ends_requests(module, function) else "its callers go on after it"


def _answer_is_unread(module: Module, call: ast.Call) -> bool:
    parent = module.parent(call)
    if isinstance(parent, ast.Expr):
        return True
    if not isinstance(parent, ast.Assign) or len(parent.targets) != 1 or not isinstance(parent.targets[0], ast.Name):
        return False
    target = parent.targets[0]
    owner = module.owner(target)
    if owner is None or owner is module.scopes.module or len(owner.bindings[target.id]) != 1:
        return False
    return not module.scopes.uses_of(target.id, owner)


def _named(call: ast.Call) -> str:
    for keyword in call.keywords:
        if keyword.arg == "FunctionName" and isinstance(keyword.value, ast.Constant):
            return f"the function {str(keyword.value.value).rpartition(':function:')[2]}"
    return "another function"
