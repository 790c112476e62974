"""LMB507."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from lambdafix.codemod import Codemod, Match, Refusal, events, values

if TYPE_CHECKING:
    from lambdafix.codemod import Module

_WRITES = frozenset({"put_object", "copy_object", "upload_file", "upload_fileobj"})
_LOOKS = frozenset({"Metadata", "head_object", "get_object_tagging", "Tagging", "TagSet", "versionId", "eTag"})
_DEPTH = 6


class RecursiveTrigger(Codemod[None]):
    """A function that writes the object of S3 that triggers it.

    What it does
    ------------
    Finds writes to S3, in a handler's file, whose bucket and key are those of the S3 event that is served.

    Why it is bad
    -------------
    Each write sends an event, which runs the function again, which writes again. Lambda stops such loops only where it
    recognises them, after some 16 rounds; until then, and for S3 through other services, each round is billed.

    Example
    -------
    ```python
    from urllib.parse import unquote_plus

    import boto3

    s3 = boto3.client("s3")


    def handler(event, context):
        record = event["Records"][0]["s3"]
        bucket = record["bucket"]["name"]
        key = unquote_plus(record["object"]["key"])
        text = s3.get_object(Bucket=bucket, Key=key)["Body"].read()
        s3.put_object(Bucket=bucket, Key=key, Body=text.upper())
    ```

    Use instead
    -----------
    ```python
    from urllib.parse import unquote_plus

    import boto3

    s3 = boto3.client("s3")


    def handler(event, context):
        record = event["Records"][0]["s3"]
        bucket = record["bucket"]["name"]
        key = unquote_plus(record["object"]["key"])
        text = s3.get_object(Bucket=bucket, Key=key)["Body"].read()
        s3.put_object(Bucket="results", Key=key, Body=text.upper())
    ```

    When the fix is safe
    --------------------
    Never: where the result is to be kept instead is for its owner to say.

    When it is refused
    ------------------
    Always. Write to another bucket, or under a prefix that the trigger's filter leaves out. No finding: the key is
    another one, which a filter may keep apart; the function looks at tags, metadata or versions; the write stands
    under a condition.

    References
    ----------
    - https://docs.aws.amazon.com/lambda/latest/dg/with-s3.html
    - https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html
    """

    code = "LMB507"
    name = "recursive-trigger"
    evidence = re.compile(rb"put_object|copy_object|upload_file")

    def detect(self, module: Module) -> Iterator[Match[None]]:
        for call in module.every(ast.Call):
            if not isinstance(call.func, ast.Attribute) or call.func.attr not in _WRITES:
                continue
            reach = module.reach(call)
            if reach is None or _is_considered(module, call):
                continue
            bucket, key = _written(call)
            if _is_of_the_event(module, bucket, ("name", "bucket", "s3")) and _is_of_the_event(
                module, key, ("key", "object", "s3")
            ):
                yield Match.report(
                    module.span(call),
                    "writes the very object whose event it serves: that sends the event again, in a circle",
                    Refusal(
                        "where the result is to be kept instead is for you to say",
                        "write to another bucket, or under a prefix that the trigger leaves out",
                    ),
                    call_path=reach.call_path,
                )


def _written(call: ast.Call) -> tuple[ast.expr | None, ast.expr | None]:
    assert isinstance(call.func, ast.Attribute)
    if call.func.attr in ("put_object", "copy_object"):
        return values.argument(call, 9, "Bucket"), values.argument(call, 9, "Key")
    return values.argument(call, 1, "Bucket"), values.argument(call, 2, "Key")


def _is_of_the_event(module: Module, value: ast.expr | None, wanted: tuple[str, ...]) -> bool:
    """Whether a value is the field of an S3 event that ends with these keys, decoded or not."""
    keys: list[str] = []
    for _ in range(_DEPTH * 2):
        if value is None:
            break
        found = events.key_read(value)
        if found is not None:
            value = found[0]
            keys.append(found[1])
        elif isinstance(value, ast.Name):
            value = values.bound_value(module, value)
        elif isinstance(value, ast.Call) and not keys and module.canonical(value.func).startswith("urllib.parse."):
            value = value.args[0] if value.args else None
        else:
            break
    return tuple(keys[:3]) == wanted


def _is_considered(module: Module, call: ast.Call) -> bool:
    """Whether the write stands under a condition, or its function looks at what tells a written object apart."""
    function = module.function(call)
    for above in module.ancestors(call):
        if above is function:
            break
        if isinstance(above, ast.If | ast.IfExp | ast.While):
            return True
    for node in ast.walk(function) if function is not None else ():
        if isinstance(node, ast.Constant) and node.value in _LOOKS:
            return True
        if isinstance(node, ast.Attribute) and node.attr in _LOOKS:
            return True
        if isinstance(node, ast.If) and any(isinstance(one, ast.Return | ast.Continue) for one in node.body):
            return True
        if isinstance(node, ast.keyword) and node.arg in _LOOKS:
            return True
    return False
