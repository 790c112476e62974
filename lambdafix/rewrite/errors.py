"""Why a rewrite cannot be carried out. The engine turns each into a refusal."""

from __future__ import annotations


class CannotRewriteError(Exception):
    """A finding stands, and this rewrite of it is not possible. `reason` is a clause for the user."""

    def __init__(self, reason: str, remedy: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.remedy = remedy


class Unlocatable(CannotRewriteError):  # noqa: N818 - reads as the verdict it is
    """The syntax tree has no such node at the place the finding names."""


class Unplaceable(CannotRewriteError):  # noqa: N818
    """There is no place in the file where the new code would be right."""
