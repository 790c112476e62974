"""What `lambdafix undo` did, and what it could undo."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from lambdafix.report.printable import printable
from lambdafix.report.words import counted

if TYPE_CHECKING:
    from lambdafix.vcs.undo import Listed, Undone


def render(undone: Undone, shown: Callable[[str], str], *, dry_run: bool = False) -> str:
    what = "Nothing was written. Undoing run" if dry_run else "Undid run"
    lines = [f"{what} {undone.number}: {printable(undone.label)}"]
    lines += _files("restored", undone.restored, shown)
    lines += _files("merged, your later changes kept", undone.merged, shown)
    lines += _files("already as before", undone.unchanged, shown)
    return "".join(f"{line}\n" for line in lines)


def _files(what: str, paths: Iterable[str], shown: Callable[[str], str]) -> list[str]:
    return [f"  {printable(shown(path))}  {what}" for path in paths]


def render_list(runs: Sequence[Listed]) -> str:
    if not runs:
        return "There is nothing to undo here.\n"
    width = len(str(runs[0].number))
    return "".join(
        f"{run.number:>{width}}  {time.strftime('%Y-%m-%d %H:%M', time.localtime(run.when))}"
        f"  {counted(len(run.paths), 'file')}  {printable(run.label)}\n"
        for run in runs
    )
