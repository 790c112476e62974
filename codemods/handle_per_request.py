"""LMB207."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from lambdafix.codemod import Codemod, Match, clients, syntax

if TYPE_CHECKING:
    from lambdafix.codemod import Module, ModuleFacts, Program

_PARTS = frozenset({"Table", "Bucket", "Queue", "Topic"})


class HandlePerRequest(Codemod[clients.Hoist]):
    """A table, bucket, queue or topic that every request asks anew of a resource that lasts.

    What it does
    ------------
    Finds `Table`, `Bucket`, `Queue` and `Topic` of a boto3 resource that has a name, called in code a request runs, for
    what is the same in every request. Off unless selected. A resource that is itself built per request is LMB201's, and
    so is a table that is asked for in one expression with it.

    Why it is bad
    -------------
    It opens no connection and asks nothing of AWS, but a resource makes a class and an object for each handle: some
    3 ms on a small function, in every request.

    Example
    -------
    ```python
    import boto3

    dynamodb = boto3.resource("dynamodb")


    def handler(event, context):
        orders = dynamodb.Table("orders")
        return orders.get_item(Key={"id": event["id"]}).get("Item", {}).get("state")
    ```

    Use instead
    -----------
    ```python
    import boto3

    dynamodb = boto3.resource("dynamodb")
    orders = dynamodb.Table("orders")


    def handler(event, context):
        return orders.get_item(Key={"id": event["id"]}).get("Item", {}).get("state")
    ```

    When the fix is safe
    --------------------
    As for LMB201: where nothing the handle is made of can differ between requests or be missing when the module is
    imported, and every user of it is known. It is unsafe, and goes through a cached getter, where tests replace boto3
    or set its variables after the import, and unsafe where an attribute is read off it whose name is not known.

    When it is refused
    ------------------
    Where another thread gets it, since only clients are thread-safe, and where the code sets attributes on it. No
    finding: what boto3 fetches once and keeps is read off it (`item_count`, `key_schema`), which would get old.

    References
    ----------
    - https://boto3.amazonaws.com/v1/documentation/api/latest/guide/resources.html
    """

    code = "LMB207"
    name = "handle-per-request"
    remedy = "Build it once, outside the handler"
    selected_by_default = False
    evidence = re.compile(rb"\.(?:Table|Bucket|Queue|Topic)\b")

    def suspects(self, facts: ModuleFacts, program: Program) -> bool:
        return syntax.calls_in_functions(facts, _PARTS)

    def detect(self, module: Module) -> Iterator[Match[clients.Hoist]]:
        yield from clients.rebuilt_handles(module)
