"""The files' texts as the analysis saw them, read when a writer asks."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from lambdafix.model import Edit, Position
from lambdafix.source import Source


class Texts:
    """Reads each file once. `overlay` holds contents that are not on disk, by path."""

    def __init__(self, root: Path, overlay: Mapping[str, bytes]) -> None:
        self._root = root
        self._overlay = overlay
        self._sources: dict[str, Source] = {}

    def raw(self, path: str) -> bytes:
        return self._overlay[path] if path in self._overlay else (self._root / path).read_bytes()

    def source(self, path: str) -> Source:
        """Raises `ValueError` for a file that has no text; an analysed file always has."""
        if path not in self._sources:
            decoded = Source.decode(path, self.raw(path))
            if not isinstance(decoded, Source):
                raise ValueError(f"{path}: {decoded.reason}")
            self._sources[path] = decoded
        return self._sources[path]

    def span(self, edit: Edit) -> tuple[Position, Position]:
        source = self.source(edit.path)
        return source.position(edit.span.start), source.position(edit.span.end)
