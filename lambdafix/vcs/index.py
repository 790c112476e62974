"""What the user's index holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lambdafix.vcs.git import Repository, batches


@dataclass(frozen=True, slots=True)
class Entry:
    mode: str
    blob: str


def entries(repository: Repository, paths: Iterable[str]) -> dict[str, Entry]:
    """Path from the top of the repository -> what is staged of it, for those that are in the index."""
    rows = [row for batch in batches(paths) for row in repository.ask("ls-files", "-s", "-z", "--", *batch).fields]
    split = ((row.partition("\t")[0].split(), row.partition("\t")[2]) for row in rows)
    return {path: Entry(mode, blob) for (mode, blob, _), path in split}
