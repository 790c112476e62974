"""Analyse a project given as files, the way the command line does."""

from __future__ import annotations

from pathlib import Path

from lambdafix.engine import Analysis, Request, analyse
from lambdafix.model import Finding
from lambdafix.rules import registry
from lambdafix.settings import config
from support.files import Files, write_files


def analyse_files(root: Path, files: Files, *select: str, unsafe: bool = False) -> Analysis:
    """What comes of `files`, laid out in the new folder `root`; all rules where `select` is empty."""
    root.mkdir()
    write_files(root, files)
    known = registry.load()
    settings = config.load(root, root, {"select": list(select or known), "unsafe-fixes": unsafe})
    return analyse(Request(root, settings, known.select(settings)))


def rewritten(files: Files, analysis: Analysis) -> dict[str, bytes]:
    """`files` once the fixes of `analysis` are applied."""
    for rewrite in analysis.rewrites:
        assert rewrite.before == files[rewrite.path], f"{rewrite.path}: the rewrite starts from other bytes"
    return {**files, **{rewrite.path: rewrite.after for rewrite in analysis.rewrites}}


def answer(finding: Finding) -> str:
    """ "safe" or "unsafe" where the finding is repaired, else "report"."""
    return finding.applicability.value if finding.fix else "report"
