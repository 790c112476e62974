"""Commit fixes in place: the user's hooks, signing and identity, and none of the user's other work.

`git commit --only` does what is wanted: it builds the commit on a temporary index made from HEAD and the
fixed files, and sets just those entries in the user's index, under its lock. What a hook adds to the
temporary index would still show as reversed in the user's, so those entries follow afterwards.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from lambdafix.model import Refusal, Rewrite
from lambdafix.vcs import disk, state, status, undo, write
from lambdafix.vcs.git import GitError, Repository
from lambdafix.vcs.index import Entry, entries
from lambdafix.vcs.state import State
from lambdafix.vcs.write import Unwritten

_IN_PROGRESS = {
    "MERGE_HEAD": "a merge",
    "CHERRY_PICK_HEAD": "a cherry-pick",
    "REVERT_HEAD": "a revert",
    "rebase-merge": "a rebase",
    "rebase-apply": "a rebase",
}
_STAGED = Refusal("it has staged changes, and a commit of the fix would take them along", "commit them first")
_HOOK_CHANGED = Refusal(
    "a hook changed it, so it keeps the fix and that change", "read git diff and commit it yourself"
)


@dataclass(frozen=True, slots=True)
class CommitStep:
    """One commit to make. A later step's `before` is an earlier one's `after` where they change the same file."""

    message: str
    rewrites: tuple[Rewrite, ...]


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit that was made; paths from the project's root."""

    name: str
    subject: str
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Committed:
    """What came of the steps."""

    commits: tuple[Commit, ...] = ()
    refused: tuple[Unwritten, ...] = ()
    """Files that were left out, or left as a hook changed them."""
    failure: str = ""
    """What git or a hook said when it refused a commit; the fixes of that step are taken back, later steps
    not begun.
    """
    branch: str = ""
    """Where the commits are; "" on a detached HEAD."""


Save = Callable[[State, Path, Sequence[Rewrite], str], int]
"""Takes a snapshot, and returns the number of the run that `lambdafix undo` takes back."""


@dataclass
class _Progress:
    """The run so far."""

    commits: list[Commit] = field(default_factory=list)
    refused: dict[str, Refusal] = field(default_factory=dict)
    failure: str = ""


def refusals(root: Path, rewrites: Sequence[Rewrite]) -> dict[str, Refusal]:
    """Why files cannot be committed, by path: changes of the user's own, or a fix shared with such a file.

    Steps are planned without them, so that a message tells only what its commit holds. Raises `GitError` where no
    commit can be made here.
    """
    repository = _ready(state.locate(root))
    refused = _guarded(repository, root, [rewrite.path for rewrite in rewrites])
    return refused | write.linked(rewrites, refused)


def commit_fixes(root: Path, steps: Sequence[CommitStep], *, snapshots: bool = True) -> Committed:
    """Write and commit each step whole; one of whose files cannot be written is left out, and later steps on its files.

    Without `snapshots` none is taken of the files before, as in a worktree that is about to be removed.

    Raises `GitError` where no commit can be made here (no repository, no first commit, no identity, a merge under way),
    and `BusyError`; nothing has been written then.
    """
    place = state.locate(root)
    repository = _ready(place)
    save = undo.snapshot if snapshots else None
    with state.exclusive(place):
        paths = dict.fromkeys(rewrite.path for step in steps for rewrite in step.rewrites)
        progress = _Progress(refused=_guarded(repository, root, paths))
        for step in steps:
            _commit_step(place, repository, root, step, progress, save)
            if progress.failure:
                break
    branch = repository.ask("symbolic-ref", "--quiet", "--short", "HEAD", codes=(0, 1)).text
    refused = tuple(Unwritten(path, refusal) for path, refusal in progress.refused.items())
    return Committed(tuple(progress.commits), refused, progress.failure, branch)


def _ready(place: State) -> Repository:
    repository = place.repository
    if repository is None:
        raise GitError(f"{place.base} is not in a git repository, so there is nothing to commit to")
    if repository.ask("rev-parse", "--verify", "--quiet", "HEAD", codes=(0, 1)).code:
        raise GitError("there is no commit yet; make the first one yourself")
    for name, what in _IN_PROGRESS.items():
        if repository.git_path(name).exists():
            raise GitError(f"{what} is in progress; finish or abort it first")
    for role in ("GIT_AUTHOR_IDENT", "GIT_COMMITTER_IDENT"):
        if repository.as_user("var", role).code:
            raise GitError(
                "git does not know who you are: git config --global user.name 'Your Name' and "
                "git config --global user.email you@example.org"
            )
    return repository


def _guarded(repository: Repository, root: Path, paths: Iterable[str]) -> dict[str, Refusal]:
    places = status.located(repository, root, paths)
    refused = status.guard(repository, root, places, allow_ours=False)  # a commit must hold what its message tells
    known = status.inspect(repository, places.values())
    return {path: _STAGED for path, at in places.items() if known[at].staged} | refused


def _commit_step(
    place: State, repository: Repository, root: Path, step: CommitStep, progress: _Progress, save: Save | None
) -> None:
    if _left_out(step, progress):
        return
    subject = step.message.partition("\n")[0]
    runs: list[int] = []

    def before_writing(ready: Sequence[Rewrite]) -> None:
        if save:
            runs.append(save(place, root, ready, subject))

    applied = write.apply_locked(place, root, step.rewrites, before_writing=before_writing)
    written = [rewrite for rewrite in step.rewrites if rewrite.path in applied.written]
    stuck: dict[str, Refusal] = {}
    if applied.refused:
        progress.refused |= {unwritten.path: unwritten.refusal for unwritten in applied.refused}
        stuck = _take_back(place, root, written)
        _left_out(step, progress)
    elif written:
        stuck = _commit_written(place, repository, root, CommitStep(step.message, tuple(written)), progress)
    progress.refused |= stuck
    if not stuck:
        for run in runs:
            undo.retire(place, run)


def _left_out(step: CommitStep, progress: _Progress) -> bool:
    """Whether a file of the step is refused; then all are."""
    cause = next((rewrite.path for rewrite in step.rewrites if rewrite.path in progress.refused), None)
    if cause is None:
        return False
    together = Refusal(f"it belongs to one commit with {cause}, which cannot be written")
    progress.refused = {rewrite.path: together for rewrite in step.rewrites} | progress.refused
    return True


def _commit_written(
    place: State, repository: Repository, root: Path, step: CommitStep, progress: _Progress
) -> dict[str, Refusal]:
    """Commit files that are written; where git refuses, take them back and return those that cannot be."""
    before = _head(repository)
    paths = tuple(rewrite.path for rewrite in step.rewrites)
    places = status.located(repository, root, paths)
    said = _commit(place, repository, step.message, places.values())
    after = _head(repository)
    if before == after:
        progress.failure = said or "git made no commit and gave no reason"
        return _take_back(place, root, step.rewrites)
    _follow(repository, before, after, frozenset(places.values()))
    progress.commits.append(Commit(after, step.message.partition("\n")[0], paths))
    return {}


def _commit(place: State, repository: Repository, message: str, places: Iterable[str]) -> str:
    """Run the user's own `git commit` on just these files, and return what it and its hooks said."""
    text = place.folder / "message"
    disk.replace(text, message.encode("utf-8", "replace"))
    pathspecs = b"".join(b":(top,literal)" + os.fsencode(path) + b"\0" for path in places)
    answer = repository.as_user(
        *("-c", "i18n.commitEncoding=UTF-8", "commit", "--only", "--quiet", "--cleanup=whitespace"),
        *("-F", str(text), "--pathspec-from-file=-", "--pathspec-file-nul"),
        stdin=pathspecs,
    )
    text.unlink()
    return "\n".join(part for part in (os.fsdecode(answer.out).strip(), answer.err.strip()) if part)


def _take_back(place: State, root: Path, written: Sequence[Rewrite]) -> dict[str, Refusal]:
    """Restore the files of a commit that was refused; those a hook has changed stay, and are returned."""
    reverse = [replace(rewrite, before=rewrite.after, after=rewrite.before) for rewrite in written]
    unlinked = [replace(rewrite, fingerprints=()) for rewrite in reverse]
    applied = write.apply_locked(place, root, unlinked)
    return {unwritten.path: _HOOK_CHANGED for unwritten in applied.refused}


def _head(repository: Repository) -> str:
    return repository.ask("rev-parse", "--verify", "HEAD").text


def _follow(repository: Repository, before: str, after: str, ours: frozenset[str]) -> None:
    """Bring what a hook put into the commit into the user's index, where the user had staged nothing else."""
    rows = repository.ask("diff-tree", "-r", "-z", "--no-renames", "--raw", before, after).fields
    changes = {path: row[1:].split() for row, path in zip(rows[::2], rows[1::2], strict=True)}
    index = entries(repository, changes)
    lines = []
    for path, (old_mode, mode, old_blob, blob, _) in changes.items():
        held = index.get(path, Entry("000000", "0" * len(blob)))
        untouched = path in ours or held == Entry(old_mode, old_blob)
        if untouched and held != Entry(mode, blob):
            lines.append(b"%s %s\t%s\0" % (mode.encode(), blob.encode(), os.fsencode(path)))
    if lines:
        repository.ask("update-index", "-z", "--index-info", stdin=b"".join(lines))
