"""LMB707."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from lambdafix.codemod import Codemod, Match, events

if TYPE_CHECKING:
    from lambdafix.codemod import Module


class NullEventField(Codemod[events.OrEmpty]):
    """A field of an API's event that is null where a request has no query.

    What it does
    ------------
    Finds reads of `queryStringParameters` and `multiValueQueryStringParameters` in code that requests run, which are
    then asked for a key that may be missing, by `.get`, `in` or in a loop, without a look whether there is anything.

    Why it is bad
    -------------
    A request without a query has null there, not an empty dict: the function fails, and API Gateway answers with 502,
    for the one request that leaves out all that is optional.

    Example
    -------
    ```python
    def handler(event, context):
        page = event["queryStringParameters"].get("page", "1")
        return {"statusCode": 200, "body": page}
    ```

    Use instead
    -----------
    ```python
    def handler(event, context):
        page = (event.get("queryStringParameters") or {}).get("page", "1")
        return {"statusCode": 200, "body": page}
    ```

    When the fix is safe
    --------------------
    Never: a request that failed then gets an answer, made of what is left out.

    When it is refused
    ------------------
    Never. No finding: the code looks whether the field is there, or an error is caught around it; a key is read that
    has to be there, so that an error comes either way; a default is given, which is right for an HTTP API, and
    nothing shows that the API is a REST API.

    References
    ----------
    - https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
    - https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
    """

    code = "LMB707"
    name = "null-event-field"
    remedy = "Take an empty dict where the field is null"
    evidence = re.compile(rb"ueryStringParameters")

    def detect(self, module: Module) -> Iterator[Match[events.OrEmpty]]:
        for found in events.null_fields(module):
            yield Match.repair(
                module.span(found.read),
                f"`{found.field}` is null where a request has no query: this fails",
                found.plan,
                doubts=["a request that failed then gets an answer"],
                call_path=found.reach.call_path,
            )
