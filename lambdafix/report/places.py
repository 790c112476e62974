"""Where edits lie, in rows and columns."""

from __future__ import annotations

from collections.abc import Mapping

from lambdafix.model import Edit, Position
from lambdafix.source import Source


class Places:
    """Decodes each file that an edit touches once. `contents` holds the analysed bytes by path."""

    def __init__(self, contents: Mapping[str, bytes]) -> None:
        self._contents = contents
        self._sources: dict[str, Source] = {}

    def span(self, edit: Edit) -> tuple[Position, Position]:
        """First position and the one after the last."""
        if edit.path not in self._sources:
            source = Source.decode(edit.path, self._contents[edit.path])
            assert isinstance(source, Source), "a file that has edits has been decoded before"
            self._sources[edit.path] = source
        source = self._sources[edit.path]
        return source.position(edit.span.start), source.position(edit.span.end)
