"""LMB505."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lambdafix.codemod import Codemod, Match, Refusal, Span, syntax

if TYPE_CHECKING:
    from lambdafix.codemod import Module, Patch

_CATCHES = frozenset({"Exception", "BaseException", "ClientError", "GoneException", "BotoCoreError"})
_BY_HAND = "catch the client's `GoneException`, and delete the connection where it is kept"


@dataclass(frozen=True, slots=True)
class Plan:
    statement: Span
    client: str
    deletion: str
    """ "table.delete_item(Key={"id": row["id"]})"."""


class GoneConnection(Codemod[Plan]):
    """A message to a WebSocket connection that may be closed, which nothing handles.

    What it does
    ------------
    Finds `post_to_connection` in code that requests run, to a connection that is not the caller's own, where no `try`
    catches the error that a closed one gives.

    Why it is bad
    -------------
    Clients go without a word: a phone loses its network, and API Gateway tells nobody for minutes. The first connection
    that is gone ends the loop with `GoneException`, and all that stand after it get nothing, in every broadcast.

    Example
    -------
    ```python
    import boto3

    api = boto3.client("apigatewaymanagementapi", endpoint_url="https://chat.example")
    table = boto3.resource("dynamodb").Table("connections")


    def disconnect(event):
        table.delete_item(Key={"id": event["requestContext"]["connectionId"]})


    def handler(event, context):
        if event["requestContext"]["routeKey"] == "$disconnect":
            return disconnect(event)
        for row in event["rows"]:
            api.post_to_connection(ConnectionId=row["id"], Data=b"hello")
    ```

    Use instead
    -----------
    ```python
    import boto3

    api = boto3.client("apigatewaymanagementapi", endpoint_url="https://chat.example")
    table = boto3.resource("dynamodb").Table("connections")


    def disconnect(event):
        table.delete_item(Key={"id": event["requestContext"]["connectionId"]})


    def handler(event, context):
        if event["requestContext"]["routeKey"] == "$disconnect":
            return disconnect(event)
        for row in event["rows"]:
            try:
                api.post_to_connection(ConnectionId=row["id"], Data=b"hello")
            except api.exceptions.GoneException:
                # the client has left without a word
                table.delete_item(Key={"id": row["id"]})
    ```

    When the fix is safe
    --------------------
    Never: it deletes an item. It does so by the key by which the same file deletes a connection that is closed.

    When it is refused
    ------------------
    Where the file does not show how a closed connection is deleted, or the answer of the call is used. No finding: an
    error is caught around it; the file names `GoneException`; the message goes to the caller's own connection.

    References
    ----------
    - https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-data-from-backend.html
    - https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-how-to-call-websocket-api-connections.html
    """

    code = "LMB505"
    name = "gone-connection"
    remedy = "Delete a connection that is gone"
    evidence = re.compile(rb"post_to_connection")

    def detect(self, module: Module) -> Iterator[Match[Plan]]:
        if "GoneException" in module.source.text:
            return
        for call in module.every(ast.Call):
            if not isinstance(call.func, ast.Attribute) or call.func.attr != "post_to_connection":
                continue
            given = next((one.value for one in call.keywords if one.arg == "ConnectionId"), None)
            reach = module.reach(call)
            if given is None or reach is None or _is_callers_own(module, given) or _is_caught(module, call):
                continue
            yield Match.answered(
                module.span(call),
                "a client that has left ends this with `GoneException`, and those after it get nothing",
                _answer(module, call, given),
                doubts=["it deletes the item by which the connection is known"],
                call_path=reach.call_path,
            )

    def fix(self, plan: Plan, module: Module, patch: Patch) -> Refusal | None:
        file = patch.file(module.path)
        statement = file.statement(plan.statement)
        closing = (
            f"except {plan.client}.exceptions.GoneException:\n"
            f"    # the client has left without a word\n    {plan.deletion}"
        )
        file.wrap(statement, statement, "try:", closing)
        return None


def _is_callers_own(module: Module, given: ast.expr) -> bool:
    """`event["requestContext"]["connectionId"]`, or a name that is given it."""
    if isinstance(given, ast.Name):
        owner = module.owner(given)
        for binding in owner.bindings[given.id] if owner is not None else ():
            statement = module.parent(binding.node)
            if isinstance(statement, ast.Assign) and "requestContext" in ast.unparse(statement.value):
                return True
        return owner is not None and any(isinstance(one.node, ast.arg) for one in owner.bindings[given.id])
    return "requestContext" in ast.unparse(given)


def _is_caught(module: Module, call: ast.Call) -> bool:
    """Whether a `try` stands around it, in its function or around a call of that."""
    if _is_caught_here(module, call):
        return True
    function = module.function(call)
    if function is None:
        return False
    uses = [one for one in module.every(ast.Call) if syntax.dotted(one.func).rpartition(".")[2] == function.name]
    return bool(uses) and any(_is_caught_here(module, use) for use in uses)


def _is_caught_here(module: Module, node: ast.AST) -> bool:
    child = node
    for above in module.ancestors(node):
        if isinstance(above, ast.FunctionDef | ast.AsyncFunctionDef):
            return False
        if isinstance(above, ast.Try) and child in above.body:
            for handler in above.handlers:
                kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
                if any(kind is None or syntax.dotted(kind).rpartition(".")[2] in _CATCHES for kind in kinds):
                    return True
        child = above
    return False


def _answer(module: Module, call: ast.Call, given: ast.expr) -> Plan | Refusal:
    statement = module.statement(call)
    client = syntax.dotted(call.func).rpartition(".")[0]
    if not isinstance(statement, ast.Expr) or statement.value is not call or not client or "()" in client:
        return Refusal("the answer of the call is used, or its client has no name", _BY_HAND)
    deletions = {
        (syntax.dotted(one.func), key)
        for one in module.every(ast.Call)
        if isinstance(one.func, ast.Attribute) and one.func.attr == "delete_item"
        for key in _keys_of_a_connection(module, one)
    }
    if len(deletions) != 1:
        return Refusal("the file does not show how a closed connection is deleted", _BY_HAND)
    method, key = deletions.pop()
    owner = module.scopes.module.bindings.get(method.partition(".")[0])
    if not method or owner is None:
        return Refusal("the table has no name at module level", _BY_HAND)
    return Plan(module.span(statement), client, f'{method}(Key={{"{key}": {module.text(given)}}})')


def _keys_of_a_connection(module: Module, call: ast.Call) -> Iterator[str]:
    """The attribute of `delete_item(Key={"id": event["requestContext"]["connectionId"]})`."""
    for keyword in call.keywords:
        if keyword.arg == "Key" and isinstance(keyword.value, ast.Dict) and len(keyword.value.keys) == 1:
            key, value = keyword.value.keys[0], keyword.value.values[0]
            if isinstance(key, ast.Constant) and "connection" in module.text(value).lower():
                yield str(key.value)
