"""What one run is asked: the project, its rules, and what of the result is wanted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from concurrent.futures import Executor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lambdafix.codemod import Codemod
from lambdafix.model import Finding
from lambdafix.settings.config import Config

Narrow = Callable[[Sequence[Finding]], Sequence[Finding]]
"""Chooses the findings that a run is about: those of changed rows, those that a baseline does not know."""

Hold = Callable[[Sequence[Finding]], AbstractSet[str]]
"""Told the findings that the run is about: the fingerprints of those whose fixes are not applied."""

Progress = Callable[[int, int], None]
"""Told how many files are done, of how many."""


@dataclass(frozen=True, slots=True)
class Request:
    root: Path
    config: Config
    codemods: tuple[Codemod[Any], ...]
    rules: Mapping[str, str] = field(default_factory=dict)
    """Every known rule's name by code, for comments that name a rule which does not run; {}: those that run."""
    paths: tuple[str, ...] = ()
    """What to report on, relative to `root`; () for everything."""
    overlay: Mapping[str, bytes] = field(default_factory=dict)
    """Contents that stand before the disk's, by path."""
    keep: Narrow | None = None
    """Chooses the findings that are reported and fixed."""
    hold: Hold | None = None
    """Chooses those of them that are reported only."""
    rewrites: bool = True
    """Without, nothing is rewritten, and an answer is what detection alone gives."""
    with_ignored: bool = False
    """Whether the result names the files and folders that git ignores."""
    executor: Executor | None = None
    progress: Progress | None = None

    def known_rules(self) -> Mapping[str, str]:
        return self.rules or {codemod.code: codemod.name for codemod in self.codemods}

    def reports(self, path: str) -> bool:
        """Whether the run is about the file at `path`."""
        return not self.paths or any(path == p or path.startswith(p.rstrip("/") + "/") for p in self.paths)
