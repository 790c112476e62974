"""LMB503."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from lambdafix.codemod import Codemod, Match, Refusal, events, values

if TYPE_CHECKING:
    from lambdafix.codemod import Module

_STORES = frozenset({"put_object", "upload_fileobj", "put", "upload_file"})


class UploadThroughFunction(Codemod[None]):
    """A file that is uploaded through a function, which decodes it and hands it to S3.

    What it does
    ------------
    Finds `base64.b64decode` of an API event's body, in code that requests run, whose bytes go to S3 and whose size
    nothing looks at.

    Why it is bad
    -------------
    The file is in memory twice, the function is billed for as long as the upload takes, and API Gateway ends it at 10
    MB, Lambda at 6 MB of base64 text. S3 takes the same file from the caller, up to 5 GB, for nothing.

    Example
    -------
    ```python
    import base64

    import boto3

    s3 = boto3.client("s3")


    def handler(event, context):
        picture = base64.b64decode(event["body"])
        s3.put_object(Bucket="pictures", Key=event["pathParameters"]["name"], Body=picture)
        return {"statusCode": 201}
    ```

    Use instead
    -----------
    ```python
    import json

    import boto3

    s3 = boto3.client("s3")


    def handler(event, context):
        form = s3.generate_presigned_post(
            "pictures",
            event["pathParameters"]["name"],
            Conditions=[["content-length-range", 0, 10_000_000]],
            ExpiresIn=300,
        )
        return {"statusCode": 200, "body": json.dumps(form)}
    ```

    When the fix is safe
    --------------------
    Never: the caller has to send the file elsewhere.

    When it is refused
    ------------------
    Always. Answer with a pre-signed URL or form, and let the caller send the file to S3. No finding: something looks at
    the size of the body; the bytes are used otherwise; the body is not decoded.

    References
    ----------
    - https://docs.aws.amazon.com/AmazonS3/latest/userguide/PresignedUrlUploadObject.html
    - https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
    """

    code = "LMB503"
    name = "upload-through-function"
    evidence = re.compile(rb"b64decode")

    def detect(self, module: Module) -> Iterator[Match[None]]:
        for call in module.every(ast.Call):
            if module.canonical(call.func) != "base64.b64decode" or not call.args:
                continue
            reach = module.reach(call)
            if reach is None or not _is_body(module, call.args[0]) or _is_measured(module, call):
                continue
            if _is_stored(module, call):
                yield Match.report(
                    module.span(call),
                    "a file goes through the function to S3: in memory twice, and no larger than 6 MB",
                    Refusal("the caller has to send it elsewhere", "answer with `generate_presigned_post` or a URL"),
                    call_path=reach.call_path,
                )


def _is_body(module: Module, value: ast.expr) -> bool:
    """`event["body"]`, also by way of a local."""
    shown = values.bound_value(module, value) if isinstance(value, ast.Name) else value
    found = events.key_read(shown) if shown is not None else None
    return found is not None and found[1] == "body" and events.is_whole_event(module, found[0])


def _is_measured(module: Module, call: ast.Call) -> bool:
    function = module.function(call)
    return function is None or any(
        (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "len")
        or (isinstance(node, ast.Constant) and str(node.value).lower() == "content-length")
        for node in ast.walk(function)
    )


def _is_stored(module: Module, value: ast.expr) -> bool:
    """Whether the bytes, directly or by way of a local or a `BytesIO`, are the body of an object of S3."""
    above = module.parent(value)
    match above:
        case ast.keyword(arg="Body" | "Fileobj"):
            call = module.parent(above)
            return isinstance(call, ast.Call) and getattr(call.func, "attr", "") in _STORES
        case ast.Call() if value in above.args:
            if module.canonical(above.func) == "io.BytesIO":
                return _is_stored(module, above)
            return getattr(above.func, "attr", "") in _STORES
        case ast.Assign(targets=[ast.Name() as target]):
            owner = module.owner(target)
            uses = module.scopes.uses_of(target.id, owner) if owner is not None else []
            return any(not isinstance(module.parent(use), ast.Assign) and _is_stored(module, use) for use in uses)
    return False
