"""What a snapshot holds: files before and after a run of fixes, and where it may be kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from lambdafix.errors import UsageError

UNDO, UNDONE = "undo", "undone"
"""The shelves: what can be taken back, and what was. Nothing is thrown away."""


@dataclass(frozen=True, slots=True)
class SavedFile:
    """A file before and after a run. `path` counts from the working tree's top, or the root outside of git."""

    path: str
    before: bytes
    after: bytes
    executable: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """One snapshot for `undo --list`. `when` is in seconds since 1970, UTC; `head` the commit that was checked out,
    empty where there is none.
    """

    number: int
    label: str
    when: int
    paths: tuple[str, ...]
    head: str = ""


class Store(Protocol):
    """Keeps snapshots, numbered from 1. An unknown number raises `UsageError`."""

    def save(self, label: str, files: Sequence[SavedFile], shelf: str = UNDO) -> int:
        """Keep a snapshot and return its number."""

    def load(self, number: int) -> tuple[SavedFile, ...]:
        """The files of a snapshot that can be undone."""

    def listed(self) -> tuple[Listed, ...]:
        """What can be undone, the latest first."""

    def retire(self, number: int) -> None:
        """Move a snapshot that was taken back to the shelf UNDONE."""

    def where(self, number: int, path: str) -> str:
        """How a person sees the earlier content of a file."""


def unknown(number: int) -> UsageError:
    return UsageError(f"there is no run {number} to undo; lambdafix undo --list shows them")
