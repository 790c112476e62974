"""Runs with a cache of their own, and whether they looked at the project or only at what was kept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from lambdafix import engine
from lambdafix.cache.folder import Folder
from lambdafix.cache.kept import Cache
from lambdafix.engine import Analysis, Reads, Request
from lambdafix.rules import registry
from lambdafix.settings import config


def request(root: Path, *, unsafe: bool = True, **asked: Any) -> Request:
    """Everything that all rules say of the project at `root`."""
    known = registry.load()
    settings = config.load(root, root, {"select": list(known), "unsafe-fixes": unsafe})
    return Request(root, settings, known.select(settings), **asked)


def said(analysis: Analysis) -> Analysis:
    """What a run says; what it read for that is left out."""
    return replace(analysis, reads=Reads())


class Asked:
    """Analyses as the command line does. `anew` counts the runs for which nothing was kept that held."""

    def __init__(self, folder: Path) -> None:
        self.cache = Cache(Folder(folder))
        self.anew = 0

    def analyse(self, asked: Request, scope: str = "") -> Analysis:
        analysis = self.cache.analyse(asked, scope)
        # what is kept does not tell what was read, and every project's run reads something else
        self.anew += analysis.reads is not Analysis.__dataclass_fields__["reads"].default
        return said(analysis)


def fresh(asked: Request) -> Analysis:
    return said(engine.analyse(asked))
