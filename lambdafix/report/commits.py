"""What `lambdafix fix --commit` committed, and how to take it back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from lambdafix.report.printable import printable
from lambdafix.report.words import counted
from lambdafix.vcs.fix_commits import revert

if TYPE_CHECKING:
    from lambdafix.vcs.commit import Committed

_SHORT = 10


def render(committed: Committed, shown: Callable[[str], str]) -> str:
    made = committed.commits
    if not made:
        return "Nothing was committed.\n"
    where = printable(committed.branch) or "a detached HEAD"
    lines = [f"Made {counted(len(made), 'commit')} on {where}"]
    for commit in made:
        lines.append(f"  {commit.name[:_SHORT]}  {printable(commit.subject)}")
        lines += [f"  {'':{_SHORT}}  {printable(shown(path))}" for path in commit.paths]
    lines.append(f"To take them back: {revert([commit.name[:_SHORT] for commit in made])}")
    return "".join(f"{line}\n" for line in lines)
