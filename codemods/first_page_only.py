"""LMB405."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from lambdafix.codemod import Codemod, Match, sdk

if TYPE_CHECKING:
    from lambdafix.codemod import Module


class FirstPageOnly(Codemod[sdk.AllPages]):
    """An operation of AWS that answers in pages, of which the first alone is read.

    What it does
    ------------
    Finds calls of a client or Table, reached per request, whose list is walked through, counted, returned or put into
    another as if it were whole, though botocore knows a paginator for the operation and nothing reads on.

    Why it is bad
    -------------
    `list_objects_v2` gives 1,000 keys, a scan 1 MB, `get_parameters_by_path` 10 parameters. All goes well until there
    is one more: the rest is then left out, without an error.

    Example
    -------
    ```python
    import boto3

    ssm = boto3.client("ssm")


    def handler(event, context):
        response = ssm.get_parameters_by_path(Path="/shop")
        return {parameter["Name"]: parameter["Value"] for parameter in response["Parameters"]}
    ```

    Use instead
    -----------
    ```python
    import boto3

    ssm = boto3.client("ssm")


    def handler(event, context):
        pages = ssm.get_paginator("get_parameters_by_path").paginate(Path="/shop")
        response = pages.build_full_result()
        return {parameter["Name"]: parameter["Value"] for parameter in response["Parameters"]}
    ```

    When the fix is safe
    --------------------
    Never: reading all takes as many calls as there are pages, and memory for all of them; and a stand-in that tests
    put in the client's place has to know the paginator. The answer has the same shape.

    When it is refused
    ------------------
    Where other fields of the answer are read, which speak of one page. No finding: a limit, a token, a filter or the
    ids of a few are among the arguments; the code names what leads to the next page, or asks again in a loop; the
    first entry alone is used; the answer is passed on; the whole fits into one page by AWS's quotas.

    References
    ----------
    - https://boto3.amazonaws.com/v1/documentation/api/latest/guide/paginators.html
    - https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.Pagination.html
    - https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
    """

    code = "LMB405"
    name = "first-page-only"
    remedy = "Read all pages"
    evidence = re.compile(
        rb"\.(?:list|describe|get|search|select|lookup|simulate|filter|admin|batch)_\w|\.(?:query|scan)\b"
    )

    def detect(self, module: Module) -> Iterator[Match[sdk.AllPages]]:
        for found in sdk.first_pages(module):
            yield Match.answered(
                module.span(found.call),
                f"reads the first page of `{found.method}` alone: what follows in `{found.field}` is left out",
                found.answer,
                doubts=["reading every page takes more calls, time and memory"],
                call_path=found.reach.call_path,
            )
