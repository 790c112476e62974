"""The secrets that stand in a template as plain text: no report may show them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from lambdafix.project.document import Block, Value
from lambdafix.project.stacks import Given, Stack

_SHORTEST = 4
_REFERS = re.compile(r"\{\{resolve:|^\$\{|^arn:|^ssm:")


def plain_secrets(stack: Stack, is_secret: Callable[[str], bool]) -> Iterator[str]:
    """The texts under keys that are called like a secret, anywhere in a stack's resources."""
    seen: set[int] = set()
    waiting: list[Value] = [r.properties.value for r in stack.resources if isinstance(r.properties, Given)]
    while waiting:
        value = waiting.pop()
        if value is None or isinstance(value, str) or id(value) in seen:
            continue
        seen.add(id(value))
        if isinstance(value, Block):
            named = ((key, inner) for key, inner in value.items() if isinstance(inner, str))
            yield from (text for key, text in named if is_secret(key) and _is_plain(text))
        waiting += value.values() if isinstance(value, Block) else value


def _is_plain(text: str) -> bool:
    return len(text) >= _SHORTEST and _REFERS.search(text) is None
