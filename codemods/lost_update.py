"""LMB403."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lambdafix.codemod import Codemod, Match, Refusal, Span, dynamodb

if TYPE_CHECKING:
    from lambdafix.codemod import Module, Patch

_BY_HAND = (
    "change just what changes with update_item, or keep a version in the item and put it back under a condition on it"
)

_DOUBT = "what the function holds may be behind the table; an item deleted meanwhile comes back in part"


@dataclass(frozen=True, slots=True)
class Plan:
    put: Span
    receiver: Span
    key: Span
    attribute: str
    amount: Span
    negative: bool


class LostUpdate(Codemod[Plan]):
    """An item read, changed and put back over whatever came between.

    What it does
    ------------
    Finds `put_item` calls, reached per request, that put back an item which `get_item` read from the same table and the
    function changed, without a condition. Off unless selected.

    Why it is bad
    -------------
    Requests run side by side in as many environments as there are events. Two that read the same item both write back
    their own copy: the second write takes away what the first one changed, and no error tells.

    Example
    -------
    ```python
    import boto3

    dynamodb = boto3.resource("dynamodb")
    table = dynamodb.Table("Pages")


    def handler(event, context):
        page = table.get_item(Key={"Path": event["path"]})["Item"]
        page["Views"] += 1
        table.put_item(Item=page)
    ```

    Use instead
    -----------
    ```python
    import boto3

    dynamodb = boto3.resource("dynamodb")
    table = dynamodb.Table("Pages")


    def handler(event, context):
        page = table.get_item(Key={"Path": event["path"]})["Item"]
        page["Views"] += 1
        table.update_item(
            Key={"Path": event["path"]},
            UpdateExpression="ADD #number :amount",
            ExpressionAttributeNames={"#number": "Views"},
            ExpressionAttributeValues={":amount": 1},
        )
    ```

    When the fix is safe
    --------------------
    Never. It is unsafe where a single `+=` is all that changes and nothing else gets hold of the item: DynamoDB then
    adds by itself, in one step. The read stays, so that an item that is not there is the same error as before; drop it
    where nothing needs it. An item deleted meanwhile comes back with its key and the number alone.

    When it is refused
    ------------------
    For every other change; for clients, whose attributes are typed; where the item is handed on. No finding: the put
    has a condition, or the item has a version.

    References
    ----------
    - https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/WorkingWithItems.html
    - https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/BestPractices_OptimisticLocking.html
    """

    code = "LMB403"
    name = "lost-update"
    remedy = "Let DynamoDB add"
    selected_by_default = False
    evidence = re.compile(rb"put_item")

    def detect(self, module: Module) -> Iterator[Match[Plan]]:
        for put in dynamodb.puts(module):
            reach = module.reach(put.call)
            back = dynamodb.write_back(module, put) if reach is not None else None
            if reach is None or back is None or _is_conditional(put) or dynamodb.keeps_version(module, back):
                continue
            message = f"puts back what was read: a change made to the item after row {back.read.call.lineno} is lost"
            added = dynamodb.addition(module, put, back) if dynamodb.known_receiver(module, put) else None
            if added is None:
                refusal = Refusal("the change is no single addition", _BY_HAND)
                yield Match.report(module.span(put.call), message, refusal, call_path=reach.call_path)
                continue
            yield Match.repair(
                module.span(put.call),
                message,
                _plan(module, put, added),
                doubts=[
                    "what the function holds may be behind the table; an item deleted meanwhile comes back in part"
                ],
                call_path=reach.call_path,
            )

    def fix(self, plan: Plan, module: Module, patch: Patch) -> Refusal | None:
        import libcst as cst

        file = patch.file(module.path)
        source = module.source
        amount = f"{'-' if plan.negative else ''}{source.slice(plan.amount)}"
        keywords = {"Key": source.slice(plan.key)}
        if dynamodb.needs_a_name(plan.attribute):
            keywords["UpdateExpression"] = file.quote("ADD #number :amount")
            keywords["ExpressionAttributeNames"] = f"{{{file.quote('#number')}: {file.quote(plan.attribute)}}}"
        else:
            keywords["UpdateExpression"] = file.quote(f"ADD {plan.attribute} :amount")
        keywords["ExpressionAttributeValues"] = f"{{{file.quote(':amount')}: {amount}}}"
        given = "".join(f"    {name}={value},\n" for name, value in keywords.items())
        call = file.parse_expression(f"{source.slice(plan.receiver)}.update_item(\n{given})")
        file.replace(file.node(plan.put, cst.Call), call)
        return None


def _plan(module: Module, put: dynamodb.Put, added: dynamodb.Addition) -> Plan:
    return Plan(
        module.span(put.call),
        module.span(put.receiver),
        module.span(added.key),
        added.attribute,
        module.span(added.amount),
        isinstance(added.statement.op, ast.Sub),
    )


def _is_conditional(put: dynamodb.Put) -> bool:
    return put.unpacks or any(put.keyword(name) is not None for name in ("ConditionExpression", "Expected"))
