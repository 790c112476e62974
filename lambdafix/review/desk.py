"""What a review needs of the rest of the program, and the choices of the person who starts it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from lambdafix.model import Finding
from lambdafix.review.settle import Verify
from lambdafix.source import Source

if TYPE_CHECKING:
    from lambdafix.engine import Analysis


@dataclass(frozen=True, slots=True)
class Options:
    resume: bool = False
    """Go on with the last review without asking whether to."""
    plain: bool = False
    verify: bool = False
    """Run `command` on the fixes before they are shown, and on the accepted ones before they are written."""
    command: tuple[str, ...] = ()
    """The project's tests."""
    allow_dirty: bool = False
    rejected: bool = False
    """Ask again for what was rejected earlier."""
    share: bool = False
    """Write the rejections to `.lambdafix/rejected.toml`."""
    resume_command: str = "lambdafix review --resume"
    """What to type to go on with this review."""


@dataclass(frozen=True, slots=True)
class Desk:
    root: Path
    analyse: Callable[[Mapping[str, bytes]], Analysis]
    """The project, with these contents in place of the disk's."""
    verify: Verify
    document: Callable[[str], str]
    """A rule's documentation, by its code."""
    may_fix: Callable[[Finding], bool]
    """Whether the configuration lets this finding be fixed."""
    concerns: Callable[[Finding], bool] = lambda finding: True
    """Whether the review is about this finding, fixed or not."""


class Texts:
    """The files of an analysis, decoded when they are first looked at."""

    def __init__(self, contents: Mapping[str, bytes]) -> None:
        self._contents = contents
        self._sources: dict[str, Source] = {}

    def __call__(self, path: str) -> Source:
        """Raises `KeyError` for a file that no fix touches."""
        if path not in self._sources:
            source = Source.decode(path, self._contents[path])
            assert isinstance(source, Source), "a file that a fix edits can be decoded"
            self._sources[path] = source
        return self._sources[path]
