"""Take back what a run wrote: exactly where a file is still ours, by a three-way merge where the user went on
editing.
"""

from __future__ import annotations

import stat
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from lambdafix import regular
from lambdafix.errors import UsageError
from lambdafix.model import Refusal, Rewrite
from lambdafix.vcs import disk, git, state, write
from lambdafix.vcs.fix_commits import Committed, last_committed
from lambdafix.vcs.folder_store import FolderStore
from lambdafix.vcs.git_store import GitStore
from lambdafix.vcs.journal import Journal
from lambdafix.vcs.snapshots import UNDO, UNDONE, Listed, SavedFile, Store
from lambdafix.vcs.state import State
from lambdafix.vcs.write import Unwritten

__all__ = ["Listed", "Undone", "listed", "preview", "snapshot", "undo"]

_MERGE_FAILED = 128
"""From here up the status of `git merge-file` is an error; below it counts conflicts, at most 127."""


@dataclass(frozen=True, slots=True)
class Undone:
    """What `undo` did with each file of the run `number`. Paths count from the working tree's top, or the
    root outside of git.
    """

    number: int
    label: str
    restored: tuple[str, ...] = ()
    """Exactly as before the run."""
    merged: tuple[str, ...] = ()
    """The run's changes are out, the user's later ones are kept."""
    unchanged: tuple[str, ...] = ()
    """Already as before the run."""
    refused: tuple[Unwritten, ...] = ()
    """Left as they are, with the reason and where the earlier content is. The run stays on the list."""


@dataclass(frozen=True, slots=True)
class _Plan:
    rewrites: tuple[Rewrite, ...]
    merged: tuple[str, ...]
    unchanged: tuple[str, ...]
    refused: tuple[Unwritten, ...]


def snapshot(place: State, root: Path, rewrites: Sequence[Rewrite], label: str, shelf: str = UNDO) -> int:
    """Save the files of `rewrites` (paths from `root`), which are about to be written, and return the run's number.

    The caller holds the lock of `place`. Raises `GitError` or `OSError` where nothing can be saved; then nothing may be
    written either.
    """
    files = tuple(_saved(place, root, rewrite) for rewrite in rewrites)
    return _store(place).save(label, files, shelf)


def listed(root: Path) -> tuple[Listed, ...]:
    """The runs that can be undone, the latest first."""
    place = state.locate(root)
    kept = _store(place)
    return _uncommitted(place, kept, _committed(place))


def undo(root: Path, number: int | None = None) -> Undone:
    """Take back the run `number`, the latest by default. Raises `UsageError` where there is none."""
    place = state.locate(root)
    kept = _store(place)
    run = _chosen(place, kept, number)
    with state.exclusive(place):
        Journal(place).recover()
        plan = _planned(place, kept, run.number)

        def shelve(rewrites: Sequence[Rewrite]) -> None:
            """Keep what an undo replaces too: a merge is not what the user had typed."""
            snapshot(place, place.base, rewrites, f"undo of {run.number}: {run.label}", UNDONE)

        applied = write.apply_locked(place, place.base, plan.rewrites, before_writing=shelve, together=True)
        refused = (*plan.refused, *applied.refused)
        if not refused:
            kept.retire(run.number)
    return Undone(
        run.number,
        run.label,
        restored=tuple(path for path in applied.written if path not in plan.merged),
        merged=tuple(path for path in applied.written if path in plan.merged),
        unchanged=plan.unchanged,
        refused=refused,
    )


def preview(root: Path, number: int | None = None) -> Undone:
    """What `undo` would do now; nothing is written. Raises `UsageError` where there is no such run."""
    place = state.locate(root)
    kept = _store(place)
    run = _chosen(place, kept, number)
    plan = _planned(place, kept, run.number)
    return Undone(
        run.number,
        run.label,
        restored=tuple(rewrite.path for rewrite in plan.rewrites if rewrite.path not in plan.merged),
        merged=plan.merged,
        unchanged=plan.unchanged,
        refused=plan.refused,
    )


def _store(place: State) -> Store:
    return GitStore(place.repository) if place.repository else FolderStore(place.folder)


def _saved(place: State, root: Path, rewrite: Rewrite) -> SavedFile:
    real = disk.inside(root, rewrite.path)
    assert isinstance(real, Path), "only files that can be written are saved"
    executable = bool(real.stat().st_mode & stat.S_IXUSR)
    return SavedFile(real.relative_to(place.base).as_posix(), rewrite.before, rewrite.after, executable)


def _committed(place: State) -> Committed | None:
    return last_committed(place.repository) if place.repository else None


def _uncommitted(place: State, kept: Store, committed: Committed | None) -> tuple[Listed, ...]:
    """The runs on the list but for those that a killed run had committed and not taken off it."""
    runs = kept.listed()
    repository = place.repository
    if repository is None or committed is None:
        return runs

    def is_committed(run: Listed) -> bool:
        if run.label not in committed.subjects:
            return False
        files = kept.load(run.number)
        found = (repository.ask("cat-file", "blob", f"HEAD:{file.path}", codes=(0, 128)) for file in files)
        return all(answer.code == 0 and answer.out == file.after for file, answer in zip(files, found, strict=True))

    return tuple(run for run in runs if not is_committed(run))


def _chosen(place: State, kept: Store, number: int | None) -> Listed:
    committed = _committed(place)
    runs = _uncommitted(place, kept, committed)
    if number is None and committed and (not runs or _precedes(place, runs[0], committed)):
        older = f"; lambdafix undo {runs[0].number} takes back what was written before" if runs else ""
        raise UsageError(f"the latest fixes are committed; to take them back: {committed.revert}{older}")
    if not runs:
        raise UsageError("there is nothing to undo here")
    chosen = runs[0] if number is None else next((run for run in runs if run.number == number), None)
    if chosen is None:
        raise UsageError(f"there is no run {number} to undo; lambdafix undo --list shows them")
    return chosen


def _precedes(place: State, run: Listed, committed: Committed) -> bool:
    """Whether the commits of fixes are later than the run: it did not start from them, and is not younger."""
    assert place.repository is not None, "there are no commits elsewhere"
    ancestry = ("merge-base", "--is-ancestor", committed.last, run.head)
    if run.head and place.repository.ask(*ancestry, codes=(0, 1, 128)).code == 0:
        return False
    return run.when <= committed.when


def _planned(place: State, kept: Store, number: int) -> _Plan:
    rewrites, merged, unchanged, refused = [], [], [], []
    for file in kept.load(number):
        outcome = _taken_back(place.base, file)
        if isinstance(outcome, Refusal):
            remedy = f"its earlier content: {kept.where(number, file.path)}"
            refused.append(Unwritten(file.path, replace(outcome, remedy=remedy)))
        elif outcome.after == outcome.before:
            unchanged.append(file.path)
        else:
            rewrites.append(outcome)
            merged += [file.path] if outcome.before != file.after else []
    return _Plan(tuple(rewrites), tuple(merged), tuple(unchanged), tuple(refused))


def _taken_back(base: Path, file: SavedFile) -> Rewrite | Refusal:
    """What undoes the run in one file as it is now."""
    real = disk.inside(base, file.path)
    if isinstance(real, Refusal):
        return real
    if not real.is_file():
        return Refusal("it was deleted or moved since")
    content = regular.read(real, regular.RECORDS_LIMIT)
    earlier = _without(file, content)
    return earlier if isinstance(earlier, Refusal) else Rewrite(file.path, content, earlier)


def _without(file: SavedFile, content: bytes) -> bytes | Refusal:
    """The user's present content without what the run did."""
    if content in (file.before, file.after):
        return file.before
    with tempfile.TemporaryDirectory(prefix="lambdafix-") as folder:
        names = {"yours": content, "fixed": file.after, "before": file.before}
        for name, version in names.items():
            Path(folder, name).write_bytes(version)
        try:
            answer = git.merge_file(*(Path(folder, name) for name in names))
        except git.GitMissingError:
            return Refusal("you have edited it since, and merging needs git, which is not installed")
    if answer.code == 0:
        return answer.out
    if 0 < answer.code < _MERGE_FAILED:
        conflicts = "1 place" if answer.code == 1 else f"{answer.code} places"
        return Refusal(f"you have edited the fixed lines since ({conflicts})")
    return Refusal(f"it cannot be merged: {answer.err.strip()}")


def retire(place: State, number: int) -> None:
    """Take a run off the list: a commit keeps both versions of its files now."""
    _store(place).retire(number)
