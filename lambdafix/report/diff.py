"""The diff alone, for `git apply`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from lambdafix.model import Refusal, Rewrite
from lambdafix.redaction import Redaction
from lambdafix.rewrite.diff import unified
from lambdafix.source import Source

SHOWS = Refusal("its diff would show a credential that stands beside the change", "--show-secrets writes it")


def render(rewrites: Iterable[Rewrite]) -> bytes:
    return b"".join(unified(rewrite) for rewrite in rewrites)


def revealing(rewrites: Sequence[Rewrite], redaction: Redaction) -> Mapping[str, Refusal]:
    """The files whose diff shows a credential, and those that share a fix with one, by path."""
    from lambdafix.vcs.write import linked

    shown = {rewrite.path: SHOWS for rewrite in rewrites if redaction and redaction.shows(_text(rewrite))}
    return shown | linked(rewrites, shown)


def _text(rewrite: Rewrite) -> str:
    source = Source.decode(rewrite.path, rewrite.before)
    return unified(rewrite).decode(source.encoding if isinstance(source, Source) else "utf-8", "backslashreplace")
