"""Only what changed: rows since a revision, or rows that are staged."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TypeVar

from lambdafix import regular
from lambdafix.model import Finding
from lambdafix.vcs import state
from lambdafix.vcs.git import GitError, Repository

Rows = tuple[range, ...]
ValueT = TypeVar("ValueT")

WHOLE: Rows = (range(1, sys.maxsize),)
_HUNK = re.compile(rb"@@ -\S+ \+(\d+)(?:,(\d+))? @@")
_LONE_CR = re.compile(rb"\r(?!\n)")
_GLOBS = {"GIT_LITERAL_PATHSPECS": "0"}
_CODE = ("*.py", "*.yml", "*.yaml", "*.json", "*.template", "*.tf")
"""What findings can stand in."""


@dataclass(frozen=True, slots=True)
class Changed:
    """Rows, from 1, by path from the project's root. A row that was only deleted is nowhere."""

    rows: Mapping[str, Rows]
    staged: Mapping[str, bytes] = field(default_factory=dict)
    """With `--staged`, the staged content of each file that differs on disk: to be analysed, and not to be fixed."""

    def holds(self, finding: Finding) -> bool:
        """Whether a finding touches a changed row."""
        first, last = finding.start.row, finding.end.row
        return any(rows.start <= last and first < rows.stop for rows in self.rows.get(finding.path, ()))


def since(root: Path, revision: str) -> Changed:
    """What the working tree changed since it parted from `revision`: committed, staged, not staged and
    untracked.

    Raises `GitError` where `revision` is no commit, or shares no history that is present here.
    """
    repository = _repository(root, "--since")
    rows = _changed_rows(repository, _merge_base(repository, revision))
    others = repository.ask("ls-files", "-o", "--exclude-standard", "-z", "--", *_CODE, env=_GLOBS).fields
    return Changed(_from_root(repository, root, rows | dict.fromkeys(others, WHOLE)))


def staged(root: Path) -> Changed:
    """What is staged, in the rows of the index. Raises `GitError`."""
    repository = _repository(root, "--staged")
    rows = _changed_rows(repository, "--cached")
    blobs = {path: about.split()[2] for about, path in _raw(repository, "--no-renames", "--diff-filter=MD")}
    contents = repository.blobs(blobs.values())
    return Changed(
        _from_root(repository, root, rows),
        _from_root(repository, root, {path: contents[blob] for path, blob in blobs.items()}),
    )


def _repository(root: Path, flag: str) -> Repository:
    repository = state.locate(root).repository
    if repository is None:
        raise GitError(f"{flag}: {root} is not in a git repository")
    return repository


def _merge_base(repository: Repository, revision: str) -> str:
    commit = repository.ask(
        *("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"), codes=(0, 1, 128)
    )
    if commit.code:
        raise GitError(f"--since: {revision!r} is not a commit here; git fetch may bring it")
    base = repository.ask("merge-base", commit.text, "HEAD", codes=(0, 1, 128))
    if base.code:
        shallow = repository.ask("rev-parse", "--is-shallow-repository").text == "true"
        remedy = "this clone is shallow: git fetch --unshallow brings the rest" if shallow else "they are unrelated"
        raise GitError(f"--since: {revision!r} and HEAD have no common ancestor here; {remedy}")
    return base.text


def _changed_rows(repository: Repository, against: str) -> dict[str, Rows]:
    """The rows of each added, copied, modified or renamed file that differ from the other side of the comparison."""
    options = ("-M", "--diff-filter=ACMR", against)
    paths = [path for _, path in _raw(repository, *options)]
    patch = _diff(repository, "-p", "-U0", "--inter-hunk-context=0", "--text", "--no-color", *options)
    parts = re.split(rb"^diff --git ", patch, flags=re.M)[1:]
    if len(parts) != len(paths):
        raise GitError("the working tree changed while it was compared; try again")
    rows = {path: _hunks(part) for path, part in zip(paths, parts, strict=True)}
    # a file where a link was, or the other way round, is another file
    rows |= {path: WHOLE for _, path in _raw(repository, "--no-renames", "--diff-filter=T", against)}
    return {path: WHOLE if _has_lone_cr(repository.top / path) else found for path, found in rows.items()}


def _raw(repository: Repository, *options: str) -> Iterator[tuple[str, str]]:
    """(`:mode mode blob blob status`, path as it is now) for each file that differs."""
    fields = iter(_diff(repository, "--raw", "-z", "--no-abbrev", *options).split(b"\0")[:-1])
    for about in fields:
        path = next(fields)
        renamed = about.split()[4][:1] in (b"R", b"C")
        yield about.decode(), os.fsdecode(next(fields) if renamed else path)


def _diff(repository: Repository, *options: str) -> bytes:
    quiet = ("--no-ext-diff", "--no-textconv", "--ignore-submodules=all", "--no-relative")
    return repository.ask("diff", *quiet, *options, "--", *_CODE, env=_GLOBS).out


def _hunks(patch: bytes) -> Rows:
    found = (_HUNK.match(line) for line in patch.split(b"\n"))
    starts = ((int(hunk[1]), int(hunk[2] or 1)) for hunk in found if hunk)
    return tuple(range(start, start + length) for start, length in starts if length)


def _has_lone_cr(file: Path) -> bool:
    """Whether Python sees other rows than git, which knows line feeds only."""
    return file.is_file() and _LONE_CR.search(regular.read(file, regular.RECORDS_LIMIT)) is not None


def _from_root(repository: Repository, root: Path, found: Mapping[str, ValueT]) -> dict[str, ValueT]:
    """The same by paths from `root`, without what lies elsewhere."""
    prefix = PurePosixPath(root.resolve().relative_to(repository.top.resolve()).as_posix())
    return {
        PurePosixPath(path).relative_to(prefix).as_posix(): value
        for path, value in found.items()
        if PurePosixPath(path).is_relative_to(prefix)
    }
