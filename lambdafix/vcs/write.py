"""Write fixed files so that no crash, race or link loses a byte.

A file is written beside its old self and renamed onto it; where a rename would lose something (another hard
link, an owner that cannot be kept) it is written in place after a journalled copy. A kill at any moment
leaves each file old or new, once the next run has looked at the journal.
"""

from __future__ import annotations

import contextlib
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from lambdafix.errors import UsageError
from lambdafix.model import Refusal, Rewrite
from lambdafix.vcs import disk, state
from lambdafix.vcs.disk import Step
from lambdafix.vcs.journal import Entry, Fate, Journal, Recovered, digest, name_token, temporary_name
from lambdafix.vcs.state import State

__all__ = ["Applied", "Fate", "Recovered", "Unwritten", "apply", "recover"]

CHANGED = Refusal("it has changed since it was read", "run lambdafix again")


@dataclass(frozen=True, slots=True)
class Unwritten:
    """A file that was left as it is, and why. `path` counts from the project's root."""

    path: str
    refusal: Refusal


@dataclass(frozen=True, slots=True)
class Applied:
    """What a run of writes did. Paths count from the project's root, those of `recovered` from the working
    tree's top.
    """

    written: tuple[str, ...] = ()
    refused: tuple[Unwritten, ...] = ()
    recovered: tuple[Recovered, ...] = ()
    """Files of an earlier run that was interrupted."""


@dataclass(frozen=True, slots=True)
class _Target:
    rewrite: Rewrite
    real: Path
    temporary: Path


def apply(
    root: Path,
    rewrites: Sequence[Rewrite],
    *,
    before_writing: Callable[[Sequence[Rewrite]], None] | None = None,
    wait: float = 10.0,
    step: Step = disk.silent,
) -> Applied:
    """Write each file's `after`, provided that its content still is `before`; a file that cannot be written
    is refused.

    Files that share a fix (a fingerprint) are written together or not at all. `before_writing` is called
    under the lock with what is about to be written, to take a snapshot. Raises `BusyError` where another run
    holds the lock for `wait` seconds, `GitError`, and `OSError` where the records cannot be kept; no file has
    been written then.
    """
    place = state.locate(root)
    with state.exclusive(place, wait):
        return apply_locked(place, root, rewrites, before_writing=before_writing, step=step)


def apply_locked(
    place: State,
    root: Path,
    rewrites: Sequence[Rewrite],
    *,
    before_writing: Callable[[Sequence[Rewrite]], None] | None = None,
    step: Step = disk.silent,
) -> Applied:
    """`apply` for a caller that holds the lock of `place`."""
    journal = Journal(place)
    recovered = journal.recover()
    targets, refused = _plan(root, rewrites)
    if targets and before_writing:
        before_writing([target.rewrite for target in targets])
    written, failed = _write_all(journal, targets, step) if targets else ((), ())
    return Applied(written, (*refused, *failed), recovered)


def recover(root: Path) -> tuple[Recovered, ...]:
    """Mend what a killed run left half written, and say what became of each of its files; `()` where there was none."""
    place = state.locate(root)
    if not Journal(place).path.exists():
        return ()
    with state.exclusive(place):
        return Journal(place).recover()


def _plan(root: Path, rewrites: Sequence[Rewrite]) -> tuple[list[_Target], tuple[Unwritten, ...]]:
    """What can be written, one target for each real file, and what cannot."""
    token, targets, refusals = name_token(), dict[Path, _Target](), dict[str, Refusal]()
    for number, rewrite in enumerate(rewrites):
        real = disk.inside(root, rewrite.path)
        refusal = real if isinstance(real, Refusal) else _refusal(real, rewrite)
        if isinstance(real, Refusal) or refusal:
            refusals[rewrite.path] = refusal or CHANGED
        elif real not in targets:
            targets[real] = _Target(rewrite, real, real.with_name(temporary_name(token, number)))
        elif targets[real].rewrite.after != rewrite.after:
            refusals[rewrite.path] = Refusal(
                f"it is the same file as {targets[real].rewrite.path}, which is fixed otherwise"
            )
    refusals |= linked(rewrites, refusals)
    kept = [target for target in targets.values() if target.rewrite.path not in refusals]
    return kept, tuple(Unwritten(path, refusal) for path, refusal in refusals.items())


def _refusal(real: Path, rewrite: Rewrite) -> Refusal | None:
    """Why the file cannot be written as it is now."""
    try:
        status = real.stat()
        if not stat.S_ISREG(status.st_mode):
            return Refusal("it is not a regular file")
        if not status.st_mode & 0o222:
            return Refusal("it is write-protected", f"chmod u+w {rewrite.path}")
        return None if real.read_bytes() == rewrite.before else CHANGED
    except FileNotFoundError:
        return Refusal("it no longer exists")
    except OSError as error:
        return Refusal(f"it cannot be read: {error.strerror}")


def linked(rewrites: Sequence[Rewrite], refusals: Mapping[str, Refusal]) -> dict[str, Refusal]:
    """Refusals for the files that share a fix with a refused one, directly or through another."""
    found: dict[str, Refusal] = {}
    blocked = {mark: rewrite.path for rewrite in rewrites if rewrite.path in refusals for mark in rewrite.fingerprints}
    waiting = [rewrite for rewrite in rewrites if rewrite.path not in refusals]
    while hit := next((r for r in waiting if not blocked.keys().isdisjoint(r.fingerprints)), None):
        cause = next(blocked[mark] for mark in hit.fingerprints if mark in blocked)
        found[hit.path] = Refusal(f"a fix spans this file and {cause}, which cannot be written")
        blocked |= {mark: hit.path for mark in hit.fingerprints if mark not in blocked}
        waiting.remove(hit)
    return found


def _write_all(
    journal: Journal, targets: Sequence[_Target], step: Step
) -> tuple[tuple[str, ...], tuple[Unwritten, ...]]:
    journal.open(_entries(journal, targets))
    step("journal opened")
    written, failed = [], []
    with _mending(journal):
        for target in targets:
            refusal = _write(journal, target, step)
            if refusal:
                failed.append(Unwritten(target.rewrite.path, refusal))
            else:
                written.append(target.rewrite.path)
            step(f"{target.rewrite.path} done")
        for folder in sorted({target.real.parent for target in targets}):
            disk.sync_folder(folder)
        step("folders synced")
    journal.close()
    step("journal closed")
    return tuple(written), tuple(failed)


def _entries(journal: Journal, targets: Iterable[_Target]) -> Iterator[Entry]:
    base = journal.state.base
    for target in targets:
        path, rewrite = target.real.relative_to(base).as_posix(), target.rewrite
        yield Entry(path, digest(rewrite.before), digest(rewrite.after), target.temporary.name)


@contextlib.contextmanager
def _mending(journal: Journal) -> Iterator[None]:
    """Leave no half-written file behind an exception or Ctrl-C either."""
    try:
        yield
    except BaseException:
        with contextlib.suppress(OSError):
            journal.recover()
        raise


def _write(journal: Journal, target: _Target, step: Step) -> Refusal | None:
    try:
        if target.real.stat().st_nlink > 1:
            return _write_in_place(journal, target, step)
        try:
            return _rename(target, step)
        except disk.CannotReplaceError:
            return _write_in_place(journal, target, step)
        finally:
            disk.discard(target.temporary)
    except OSError as error:
        return Refusal(f"it cannot be written: {error.strerror}")


def _rename(target: _Target, step: Step) -> Refusal | None:
    disk.prepare(target.temporary, target.real, target.rewrite.after, step)
    if target.real.read_bytes() != target.rewrite.before:
        return CHANGED
    step("checked")
    target.temporary.replace(target.real)
    step("renamed")
    return None


def _write_in_place(journal: Journal, target: _Target, step: Step) -> Refusal | None:
    journal.keep(target.rewrite.before, target.rewrite.after)
    step("copied")
    if target.real.read_bytes() != target.rewrite.before:
        return CHANGED
    try:
        disk.overwrite(target.real, target.rewrite.after, step)
    except OSError:
        _put_back(journal, target)
        raise
    step("written in place")
    return None


def _put_back(journal: Journal, target: _Target) -> None:
    try:
        disk.overwrite(target.real, target.rewrite.before)
    except OSError as error:
        raise UsageError(
            f"{target.real} is half written and cannot be put back ({error.strerror}); "
            f"both versions are in {journal.copies}, and the next run tries again"
        ) from error
