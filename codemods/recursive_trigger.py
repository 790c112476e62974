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
_ITEMS = frozenset({"put_item", "update_item", "delete_item"})
_OF_A_RESOURCE = frozenset({"send_message", "publish", "put_object", "upload_file", "upload_fileobj"})
_PARTS = frozenset({"Table", "Queue", "Topic", "Bucket"})
_TARGETS = {
    **dict.fromkeys(("send_message", "send_message_batch"), ("QueueUrl",)),
    **dict.fromkeys(("publish", "publish_batch"), ("TopicArn", "TargetArn")),
    **dict.fromkeys(("put_record", "put_records"), ("StreamName", "StreamARN")),
    **dict.fromkeys(("put_object", "copy_object", "upload_file", "upload_fileobj"), ("Bucket",)),
    **dict.fromkeys(_ITEMS, ("TableName",)),
}
"""Method -> the keywords that say where it writes to."""


class RecursiveTrigger(Codemod[None]):
    """A function that writes to what triggers it.

    What it does
    ------------
    Finds writes to S3, in a handler's file, whose bucket and key are those of the S3 event that is served; and what is
    sent to the queue, topic or stream, or written to the table or bucket, that triggers the function, where its
    template gives the name of the one to the other by an environment variable.

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
    another one, or the trigger has a filter, which may keep them apart; the function looks at tags, metadata or
    versions; the write stands under a condition.

    References
    ----------
    - https://docs.aws.amazon.com/lambda/latest/dg/with-s3.html
    - https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html
    """

    code = "LMB507"
    name = "recursive-trigger"
    evidence = re.compile(rb"put_object|copy_object|upload_file|send_message|publish|put_record|_item\(|upload_fileobj")

    def detect(self, module: Module) -> Iterator[Match[None]]:
        yield from _to_own_sources(module)
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


def _to_own_sources(module: Module) -> Iterator[Match[None]]:
    """Writes to what a function's template names as its trigger."""
    sources = module.program.deployment.own_sources
    for call in module.every(ast.Call) if sources else ():
        variable = _target(module, call)
        reach = module.reach(call) if variable else None
        if reach is None or _is_considered(module, call) or _chooses_before(module, call):
            continue
        places = [entry.declared_in for entry in reach.handlers if variable in sources.get(entry.declared_in, ())]
        if places:
            yield Match.report(
                module.span(call),
                f"writes to what triggers the function, by {variable} of {places[0]}: it runs again, in a circle",
                Refusal(
                    "what is to be written elsewhere is for you to say",
                    "write to another one, or let a filter of the trigger leave out what the function writes",
                ),
                call_path=reach.call_path,
            )


def _chooses_before(module: Module, call: ast.Call) -> bool:
    """Whether a function of the file that leads to a helper's write may not come to it."""
    function = module.function(call)
    if function is None or module.handler(function) is not None:
        return False
    above = [
        caller
        for path, name in module.program.callers(module.path, module.qualname(function))
        if path == module.path and (caller := module.functions.get(name)) is not None
    ]
    chosen = (node for caller in above for node in ast.walk(caller))
    return not above or any(isinstance(node, ast.If | ast.IfExp | ast.Match | ast.While) for node in chosen)


def _target(module: Module, call: ast.Call) -> str:
    """The environment variable that names where a call writes to, "" for none."""
    if not isinstance(call.func, ast.Attribute):
        return ""
    keywords = {keyword.arg: keyword.value for keyword in call.keywords}
    for name in _TARGETS.get(call.func.attr, ()):
        if name in keywords:
            return _variable(module, keywords[name])
    if call.func.attr not in _ITEMS and call.func.attr not in _OF_A_RESOURCE:
        return ""
    made = call.func.value
    match values.bound_value(module, made) if isinstance(made, ast.Name) else made:
        case ast.Call(func=ast.Attribute(attr=part), args=[named, *_]) if part in _PARTS:
            return _variable(module, named)
    return ""


def _variable(module: Module, value: ast.expr) -> str:
    if isinstance(value, ast.Name):
        value = values.bound_value(module, value) or value
    match value:
        case ast.Subscript(value=owner, slice=ast.Constant(value=str(name))) if module.canonical(owner) == "os.environ":
            return name
        case ast.Call(func=func, args=[ast.Constant(value=str(name)), *_]) if module.canonical(func) in (
            "os.environ.get",
            "os.getenv",
        ):
            return name
    return ""


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
