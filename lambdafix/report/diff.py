"""The diff alone, for `git apply`."""

from __future__ import annotations

from collections.abc import Iterable

from lambdafix.model import Rewrite


def render(rewrites: Iterable[Rewrite]) -> bytes:
    from lambdafix.rewrite.diff import unified

    return b"".join(unified(rewrite) for rewrite in rewrites)
