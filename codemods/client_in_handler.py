"""LMB201."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from lambdafix.codemod import Codemod, Match, Refusal, clients, syntax

if TYPE_CHECKING:
    from lambdafix.codemod import Module, ModuleFacts, Program

_MAKERS = frozenset({"client", "resource", "Table", "Bucket", "Queue", "Topic", "Session"})
_ASYNCHRONOUS = frozenset({"Session", "get_session", "AioSession", "client", "resource"})


class ClientInHandler(Codemod[clients.Hoist]):
    """A boto3 client, resource or session that every request builds anew.

    What it does
    ------------
    Finds boto3 clients, resources and sessions that are built in code a request runs, from arguments that are the same
    for every request, with the table, bucket, queue or topic that the same expression goes on to. It follows calls into
    other files and names the way. What is built from the event, a parameter, a loop variable or explicit credentials is
    left alone, and so are lazy getters and caches. A table of a resource that has a name is LMB207's.

    Why it is bad
    -------------
    Building a client loads and interprets the service's description, resolves credentials, and opens a new TLS
    connection for its first call: 20 to 200 ms on a small function, in every request. Code outside the handler runs
    once an execution environment, and what it builds serves all its requests, with connections kept alive.

    Example
    -------
    ```python
    import json

    import boto3


    def handler(event, context):
        # all orders are in one table
        table = boto3.resource("dynamodb").Table("orders")
        found = table.get_item(Key={"id": event["id"]})
        return json.dumps(found.get("Item"), default=str)
    ```

    Use instead
    -----------
    ```python
    import json

    import boto3

    # all orders are in one table
    table = boto3.resource("dynamodb").Table("orders")


    def handler(event, context):
        found = table.get_item(Key={"id": event["id"]})
        return json.dumps(found.get("Item"), default=str)
    ```

    When the fix is safe
    --------------------
    Where nothing the construction depends on can differ between requests or be missing when the module is imported, and
    every user of the object is known. What stands in a branch goes into a getter that builds it when it is first needed
    (`functools.cache`).

    The fix is unsafe, and goes through such a getter, where tests replace boto3 or set its variables after the import
    (they must then call `cache_clear()`), or replace what they do not spell, where a region or an environment variable
    may be missing at the import, and in custom resources of CloudFormation. It is also unsafe where the way from the
    handler, or the handler itself, was guessed, where code that is handed the object reads private parts of it or sets
    attributes by their names, and where code looks over the names of the module, of which there is then one more.

    When it is refused
    ------------------
    - a session with a profile, and clients of aioboto3, which belong to one event loop
    - a client whose event handlers the code registers per request: they would pile up
    - a resource or session that another thread gets: only clients are thread-safe
    - set-up inside a function that must come first (`os.environ["AWS_…"] =`, `setup_default_session`)
    - `os.environ` itself is kept or handed on, not read or copied: what has it may change it at any time
    - the import runs the code that builds it, above the set-up or the names that it must be built after
    - an object that is closed, or whose attributes are set, in a way that cannot be removed with it

    References
    ----------
    - https://docs.aws.amazon.com/lambda/latest/dg/best-practices.html
    - https://boto3.amazonaws.com/v1/documentation/api/latest/guide/clients.html
    - https://boto3.amazonaws.com/v1/documentation/api/latest/guide/resources.html
    """

    code = "LMB201"
    name = "client-in-handler"
    remedy = "Build it once, outside the handler"
    evidence = re.compile(rb"boto3|\.(?:client|resource|Table|Bucket|Queue|Topic)\b")

    def suspects(self, facts: ModuleFacts, program: Program) -> bool:
        renamed = any(one.name in _MAKERS and one.local != one.name for one in facts.imports)
        return renamed or syntax.calls_in_functions(facts, _MAKERS | _ASYNCHRONOUS)

    def detect(self, module: Module) -> Iterator[Match[clients.Hoist]]:
        yield from clients.rebuilt_clients(module)
        yield from _of_event_loops(module)


def _of_event_loops(module: Module) -> Iterator[Match[clients.Hoist]]:
    for call in module.every(ast.Call):
        library, _, made = module.canonical(call.func).partition(".")
        if library not in ("aioboto3", "aiobotocore") or made.rpartition(".")[2] not in _ASYNCHRONOUS:
            continue
        reach = module.reach(call)
        if reach is not None and not module.runs_once(call):
            message = f"the {library} session is built anew {clients.per_request(reach)}"
            refusal = Refusal(
                "what it opens belongs to one event loop", "keep one loop and one client for the whole process"
            )
            yield Match.report(module.span(call), message, refusal, call_path=reach.call_path)
