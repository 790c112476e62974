"""The diff alone, for `git apply`."""

from __future__ import annotations

from collections.abc import Iterable

from lambdafix.model import Rewrite
from lambdafix.rewrite.diff import unified


def render(rewrites: Iterable[Rewrite]) -> bytes:
    return b"".join(unified(rewrite) for rewrite in rewrites)
