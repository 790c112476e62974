"""LMB504."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from lambdafix.codemod import Codemod, Match, Refusal, values

if TYPE_CHECKING:
    from lambdafix.codemod import Module

_STATIC = re.compile(r"^(?:text/css|(?:text|application)/javascript|image/\S+|font/\S+|application/font-\S+)")


class StaticAssets(Codemod[None]):
    """A handler that answers with style sheets, scripts, pictures or fonts from its package.

    What it does
    ------------
    Finds handlers that answer with the type of such a file, and with a body that they read from disk.

    Why it is bad
    -------------
    Each picture of a page costs an invocation, and a cold start now and then, where S3 behind CloudFront gives it from
    a cache near the caller, for a small part of the price. Base64 makes it a third larger on its way.

    Example
    -------
    ```python
    def handler(event, context):
        with open("style.css") as file:
            return {"statusCode": 200, "headers": {"Content-Type": "text/css"}, "body": file.read()}
    ```

    Use instead
    -----------
    ```python
    def handler(event, context):
        return {"statusCode": 301, "headers": {"Location": "https://assets.example/style.css"}}
    ```

    When the fix is safe
    --------------------
    Never: the files have to be put elsewhere.

    When it is refused
    ------------------
    Always. Keep the files in S3, and let CloudFront give them out. No finding: pages and data; what is made for the
    request; a type that is not constant.

    References
    ----------
    - https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/GettingStarted.SimpleDistribution.html
    - https://docs.aws.amazon.com/whitepapers/latest/serverless-multi-tier-architectures-api-gateway-lambda/sample-architecture-patterns.html
    """

    code = "LMB504"
    name = "static-assets"
    evidence = re.compile(rb"open|read_(?:text|bytes)")

    def detect(self, module: Module) -> Iterator[Match[None]]:
        for function in module.handlers_here():
            for node in ast.walk(function):
                if not isinstance(node, ast.Dict):
                    continue
                given = _entries(node)
                kind = _type_of(module, given.get("headers"))
                if kind and "body" in given and _is_read_from_disk(module, given["body"]):
                    yield Match.report(
                        module.span(node),
                        f"answers with a file of type {kind} from the package: each costs an invocation",
                        Refusal("the file has to be put elsewhere", "keep it in S3, and let CloudFront give it out"),
                    )


def _entries(node: ast.Dict) -> dict[str, ast.expr]:
    pairs = zip(node.keys, node.values, strict=True)
    return {key.value: value for key, value in pairs if isinstance(key, ast.Constant) and isinstance(key.value, str)}


def _type_of(module: Module, headers: ast.expr | None) -> str:
    """The constant content type among the headers, where it is that of a static file."""
    shown = values.bound_value(module, headers) if isinstance(headers, ast.Name) else headers
    for key, value in (_entries(shown) if isinstance(shown, ast.Dict) else {}).items():
        if key.lower() == "content-type":
            kind = values.literal(module, value)
            return kind if _STATIC.match(kind) else ""
    return ""


def _is_read_from_disk(module: Module, body: ast.expr, depth: int = 0) -> bool:
    """`file.read()` of an `open`, `Path(…).read_bytes()`, also encoded, decoded or by way of locals."""
    match body:
        case ast.Call(func=ast.Attribute(value=value, attr="read" | "read_text" | "read_bytes" as method)):
            if method != "read":
                return True
            return _is_opened(module, value)
        case ast.Call(func=ast.Attribute(value=value, attr="decode")):
            return _is_read_from_disk(module, value, depth)
        case ast.Call(args=[value, *_]) if depth < 4:
            return _is_read_from_disk(module, value, depth + 1)
        case ast.Name() if depth < 4:
            bound = values.bound_value(module, body)
            return bound is not None and _is_read_from_disk(module, bound, depth + 1)
    return False


def _is_opened(module: Module, value: ast.expr) -> bool:
    if isinstance(value, ast.Call):
        return isinstance(value.func, ast.Name) and value.func.id == "open"
    owner = module.owner(value) if isinstance(value, ast.Name) else None
    for binding in owner.bindings[value.id] if owner is not None and isinstance(value, ast.Name) else ():
        above = module.parent(binding.node)
        opened = above.context_expr if isinstance(above, ast.withitem) else getattr(above, "value", None)
        if isinstance(opened, ast.Call) and isinstance(opened.func, ast.Name) and opened.func.id == "open":
            return True
    return False
