"""What a user got wrong, as one exception the command line turns into exit 2."""

from __future__ import annotations

from collections.abc import Iterable


class UsageError(Exception):
    """A command line, configuration or codemod that cannot be used. The message is shown as it is."""


def did_you_mean(word: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """`"; did you mean 'select'?"` for the nearest of `known`, "" where nothing is near; `cutoff` is difflib's."""
    import difflib

    near = difflib.get_close_matches(word, list(known), n=1, cutoff=cutoff)
    return f"; did you mean '{near[0]}'?" if near else ""
