"""The fixes that the branch ends with, as commits: found by their trailers, and how to take them back."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass

from lambdafix.vcs.git import Repository
from lambdafix.vcs.index import Entry, entries

TRAILER = "Lambdafix-Fingerprint"
_LOOKED_AT = 200
_SHORT = 10


@dataclass(frozen=True, slots=True)
class Committed:
    """`when` is the time of the last commit, in seconds since 1970; `revert` the command that takes all back;
    `subjects` the first lines of their messages; `last` the last commit's name.
    """

    when: int
    revert: str
    subjects: frozenset[str] = frozenset()
    last: str = ""


def last_committed(repository: Repository) -> Committed | None:
    """The commits of fixes at the end of the branch, None where it ends with another."""
    shape = f"%H%x00%ct%x00%s%x00%(trailers:key={TRAILER},valueonly,separator=%x2C)"
    options = ("-z", f"--max-count={_LOOKED_AT}", "--first-parent", f"--format={shape}", "HEAD")
    answer = repository.ask("log", *options, codes=(0, 128))
    names, subjects, when = list[str](), set[str](), 0
    fields = answer.fields if answer.out.endswith(b"\0") else [*answer.fields, answer.text.rpartition("\0")[2]]
    for name, time, subject, trailers in zip(*(fields[at::4] for at in range(4)), strict=False):
        if not trailers:
            break
        names.append(name[:_SHORT])
        subjects.add(subject)
        when = when or int(time)
    if not names:
        return None
    stale = [f":(top,literal){path}" for path in _behind_the_branch(repository, names)]
    first = f"git reset -q -- {shlex.join(stale)} && " if stale else ""
    return Committed(when, first + revert(names[::-1]), frozenset(subjects), names[0])


def _behind_the_branch(repository: Repository, names: Sequence[str]) -> list[str]:
    """The files of which the index holds what was there before one of the commits: a git that was killed left it so."""
    found: dict[str, None] = {}
    for name in names:
        compared = ("diff-tree", "-r", "-z", "--no-renames", "--raw", f"{name}^", "HEAD")
        rows = repository.ask(*compared, codes=(0, 128)).fields
        before = {path: row[1:].split() for row, path in zip(rows[::2], rows[1::2], strict=True)}
        index = entries(repository, before)
        found |= {path: None for path, (mode, _, blob, _, _) in before.items() if index.get(path) == Entry(mode, blob)}
    return list(found)


def revert(names: Sequence[str]) -> str:
    """The command that takes back these commits, the oldest first."""
    return f"git revert {names[0] if len(names) == 1 else f'{names[0]}^..{names[-1]}'}"
