"""LMB102."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from lambdafix.codemod import Codemod, Match, Refusal, Related, state, syntax

if TYPE_CHECKING:
    from lambdafix.codemod import Module, ModuleFacts, Program


class RequestValueInGlobal(Codemod[state.Plan]):
    """A module-level name that requests bind to a value of their own, and that the next request may read.

    What it does
    ------------
    Follows every name that request code binds under `global` to something made of the event, a parameter or a loop's
    item. It is a finding where some path reads the name before this request has bound it, and where the name says that
    it holds a customer's record; so is an attribute of a class, or of an object at module level, that one branch sets
    and code outside of it reads. Names bound before every read, caches, refreshed tokens and lazy clients are none.

    Why it is bad
    -------------
    The process outlives the request. On a path that does not bind the name, a request works with the value of the one
    before it: another customer's record, the status of another job, an error that is long over.

    Example
    -------
    ```python
    import boto3

    customers = boto3.resource("dynamodb").Table("customers")

    customer_record = None


    def handler(event, context):
        global customer_record
        answer = customers.get_item(Key={"id": event["customer"]})
        customer_record = answer.get("Item", {})
        return {"name": customer_record.get("name")}
    ```

    Use instead
    -----------
    ```python
    import boto3

    customers = boto3.resource("dynamodb").Table("customers")


    def handler(event, context):
        customer_record = None
        answer = customers.get_item(Key={"id": event["customer"]})
        customer_record = answer.get("Item", {})
        return {"name": customer_record.get("name")}
    ```

    When the fix is safe
    --------------------
    The name begins as a literal, nothing changes it during the import, and every user is known. Where one handler holds
    all of them the name becomes a local of the handler. Otherwise each handler starts by giving it its first value.

    When it is refused
    ------------------
    For attributes. Where a request reads the name before any code of its own could have bound it: that is a value meant
    to last, such as a model that a chat command replaces, and it belongs in a database. Where the name is unbound at
    import, or bound to the result of a call, where tests or other modules use it, or one handler calls another.

    References
    ----------
    - https://docs.aws.amazon.com/lambda/latest/dg/best-practices.html
    - https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
    """

    code = "LMB102"
    name = "request-value-in-global"
    remedy = "Give each request its own value"
    evidence = re.compile(rb"\bglobal\b|:[^\][]*\]\s*=|\bclass\b")

    def suspects(self, facts: ModuleFacts, program: Program) -> bool:
        return syntax.changes_lasting_state(facts)

    def detect(self, module: Module) -> Iterator[Match[state.Plan]]:
        for leftover in state.leftovers(module):
            if leftover.fault is state.Fault.VALUE:
                yield state.leftover_match(leftover, _message(leftover))
        for found in state.attribute_values(module):
            yield _of_attribute(module, found)


def _of_attribute(module: Module, found: state.AttributeValue) -> Match[state.Plan]:
    reach = module.reach(found.store)
    return Match.report(
        module.span(module.statement(found.store)),
        f"`{found.klass}.{found.attribute}` may still hold an earlier request's value when a request reads it",
        Refusal("other code may set or read it by another name", "hand the value on as an argument"),
        call_path=reach.call_path if reach else (),
        related=[Related(module.path, found.read.lineno, "read here")],
    )


def _message(leftover: state.Leftover) -> str:
    if not leftover.reads:
        return f"`{leftover.name}` keeps one request's data in the process after the request has ended"
    return f"`{leftover.name}` may still hold an earlier request's value when a request reads it"
