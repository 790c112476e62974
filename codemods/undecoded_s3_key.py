"""LMB708."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from lambdafix.codemod import Codemod, Match, events

if TYPE_CHECKING:
    from lambdafix.codemod import Module


class UndecodedS3Key(Codemod[events.Decode]):
    """The key of an S3 event that is used as it is, though it is URL-encoded.

    What it does
    ------------
    Finds `["s3"]["object"]["key"]` of a record, read in code that requests run, which reaches S3, a file's name or a
    copy's source without being decoded.

    Why it is bad
    -------------
    S3 encodes the key in its events: a blank comes as `+`, an umlaut as `%C3%A4`. The function works for `report.pdf`,
    and fails with `NoSuchKey` for `my report.pdf`.

    Example
    -------
    ```python
    import boto3

    s3 = boto3.client("s3")


    def handler(event, context):
        record = event["Records"][0]["s3"]
        body = s3.get_object(Bucket=record["bucket"]["name"], Key=record["object"]["key"])["Body"].read()
        return len(body)
    ```

    Use instead
    -----------
    ```python
    from urllib.parse import unquote_plus

    import boto3

    s3 = boto3.client("s3")


    def handler(event, context):
        record = event["Records"][0]["s3"]
        body = s3.get_object(Bucket=record["bucket"]["name"], Key=unquote_plus(record["object"]["key"]))["Body"].read()
        return len(body)
    ```

    When the fix is safe
    --------------------
    Never: a caller that imitates the event may send the key as it is, and where that holds a `+` or a `%` decoding
    changes it.

    When it is refused
    ------------------
    Never. No finding: something in the file decodes keys; the key is only logged, or handed on to code in another file;
    the event is EventBridge's, whose keys are not encoded.

    References
    ----------
    - https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
    - https://docs.aws.amazon.com/lambda/latest/dg/with-s3-example.html
    """

    code = "LMB708"
    name = "undecoded-s3-key"
    remedy = "Decode the key"
    evidence = re.compile(rb"[\"']object[\"']")

    def detect(self, module: Module) -> Iterator[Match[events.Decode]]:
        for found in events.encoded_keys(module):
            span = module.span(found.read)
            yield Match.repair(
                span,
                f"gives the key of an S3 event to `{found.sink}` though it is URL-encoded: a blank comes as `+`",
                events.Decode(span),
                doubts=["a caller that imitates the event may send the key as it is"],
                call_path=found.reach.call_path,
            )
