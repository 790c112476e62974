"""What a user, or the author of a codemod, got wrong."""

from __future__ import annotations

from collections.abc import Iterable


class UsageError(Exception):
    """A command line, configuration or codemod that cannot be used: exit 2. The message is shown as it is."""


def did_you_mean(word: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """`"; did you mean 'select'?"` for the nearest of `known`, "" where nothing is near; `cutoff` is difflib's."""
    import difflib

    near = difflib.get_close_matches(word, list(known), n=1, cutoff=cutoff)
    return f"; did you mean '{near[0]}'?" if near else ""


def expect(name: str, given: object, kind: type, hint: str = "") -> None:
    """Raises TypeError, which names the argument, where `given` is no `kind`; `hint` says where to get one."""
    if not isinstance(given, kind):
        raise TypeError(f"{name}: expected a {kind.__name__}{hint and f', {hint}'}, not {given!r}")
