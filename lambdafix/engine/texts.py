"""The current bytes of the project's files: what lies on disk, and what replaces it for this run."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from lambdafix import regular
from lambdafix.model import Skipped
from lambdafix.source import Source


class UnreadableError(Exception):
    """A file the run depends on cannot be read any more."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.reason = reason


class Texts:
    """Reads files below `root`; `overlay` (path -> bytes) stands before the disk."""

    def __init__(self, root: Path, overlay: Mapping[str, bytes]) -> None:
        self.root = root
        self.overlay = overlay

    def raw(self, path: str) -> bytes:
        """Raises OSError."""
        held = self.overlay.get(path)
        return held if held is not None else regular.read(self.root / path)

    def source(self, path: str) -> Source:
        """Raises `UnreadableError` for a file that Python could not read."""
        try:
            source = Source.decode(path, self.raw(path))
        except OSError as error:
            raise UnreadableError(path, f"cannot be read: {error.strerror}") from error
        if isinstance(source, Skipped):
            raise UnreadableError(path, source.reason)
        return source

    def with_overlay(self, changed: Mapping[str, bytes]) -> Texts:
        return Texts(self.root, {**self.overlay, **changed})
