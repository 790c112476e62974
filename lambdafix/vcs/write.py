"""Write fixed files so that no crash, race or link loses a byte.

All files are written beside their old selves first; then the two change names, so that what was displaced can be
looked at: an edit that came in between is put back. Where that would lose something (another hard link, an owner that
cannot be kept) a file is written in place after a journalled copy. A kill at any moment leaves each file old or new,
and those that share a fix all old or all new, once the next run has looked at the journal.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from lambdafix import regular
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
    """One file to write. `path` counts from the working tree's top, or the root outside of git."""

    rewrite: Rewrite
    path: PurePosixPath
    temporary: str
    group: int
    """The same for files that share a fix, directly or through another."""

    @property
    def name(self) -> str:
        return self.path.name


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
    together: bool = False,
) -> Applied:
    """`apply` for a caller that holds the lock of `place`.

    With `together` a kill leaves all the files written or none, also those that share no fix.
    """
    journal = Journal(place)
    recovered = journal.recover()
    targets, refused = _plan(place, root, rewrites)
    if targets and before_writing:
        before_writing([target.rewrite for target in targets])
    written, failed = _write_all(journal, targets, step, together) if targets else ((), ())
    return Applied(written, (*refused, *failed), recovered)


def recover(root: Path) -> tuple[Recovered, ...]:
    """Mend what a killed run left half written, and say what became of each of its files; `()` where there was none."""
    return take_over(root).files


@dataclass(frozen=True, slots=True)
class TakenOver:
    """What was left by a run that was killed."""

    owner: state.Owner | None = None
    files: tuple[Recovered, ...] = ()

    def __iter__(self) -> Iterator[str]:
        """A line for each thing that a user should know."""
        if self.owner:
            yield f"an earlier run (process {self.owner.process}) was killed; its lock is taken over"
        yield from (f"an earlier run was interrupted: {found.path}: {found.fate.value}" for found in self.files)


def take_over(root: Path) -> TakenOver:
    """Mend what a killed run left, if one did."""
    place = state.locate(root)
    if not Journal(place).path.exists() and not state.killed(place):
        return TakenOver()
    with state.exclusive(place) as owner:
        return TakenOver(owner, Journal(place).recover())


def _plan(place: State, root: Path, rewrites: Sequence[Rewrite]) -> tuple[list[_Target], tuple[Unwritten, ...]]:
    """What can be written, one target for each real file, and what cannot."""
    token, targets, refusals = name_token(), dict[Path, _Target](), dict[str, Refusal]()
    for number, (rewrite, group) in enumerate(zip(rewrites, groups(rewrites), strict=True)):
        real = disk.inside(root, rewrite.path)
        refusal = real if isinstance(real, Refusal) else _refusal(real, rewrite)
        if isinstance(real, Refusal) or refusal:
            refusals[rewrite.path] = refusal or CHANGED
        elif real not in targets:
            path = PurePosixPath(real.relative_to(place.base).as_posix())
            targets[real] = _Target(rewrite, path, temporary_name(token, number), group)
        elif targets[real].rewrite.after != rewrite.after:
            refusals[rewrite.path] = Refusal(
                f"it is the same file as {targets[real].rewrite.path}, which is fixed otherwise"
            )
    refusals |= linked(rewrites, refusals)
    kept = [target for target in targets.values() if target.rewrite.path not in refusals]
    return kept, tuple(Unwritten(path, refusal) for path, refusal in refusals.items())


def groups(rewrites: Sequence[Rewrite]) -> list[int]:
    """A number for each rewrite, the same for those that share a fix, directly or through another."""
    of_mark: dict[str, int] = {}
    joined: dict[int, int] = {}

    def first(number: int) -> int:
        while (above := joined.get(number, number)) != number:
            number = above
        return number

    for number, rewrite in enumerate(rewrites):
        for mark in rewrite.fingerprints:
            lower, upper = sorted((first(number), first(of_mark.setdefault(mark, number))))
            joined[upper] = lower
    return [first(number) for number in range(len(rewrites))]


def _refusal(real: Path, rewrite: Rewrite) -> Refusal | None:
    """Why the file cannot be written as it is now."""
    try:
        status = real.stat()
        if not stat.S_ISREG(status.st_mode):
            return Refusal("it is not a regular file")
        if not status.st_mode & 0o222:
            return Refusal("it is write-protected", f"chmod u+w {rewrite.path}")
        return None if regular.read(real, regular.RECORDS_LIMIT) == rewrite.before else CHANGED
    except FileNotFoundError:
        return Refusal("it no longer exists")
    except OSError as error:
        return Refusal(f"it cannot be read: {error.strerror}")


def linked(rewrites: Sequence[Rewrite], refusals: Mapping[str, Refusal]) -> dict[str, Refusal]:
    """Refusals for the files that share a fix with a refused one, directly or through another."""
    found: dict[str, Refusal] = {}
    of_mark: dict[str, list[Rewrite]] = defaultdict(list)
    for rewrite in rewrites:
        for mark in rewrite.fingerprints:
            of_mark[mark].append(rewrite)
    reached = deque(rewrite for rewrite in rewrites if rewrite.path in refusals)
    while reached:
        cause = reached.popleft()
        for other in (other for mark in cause.fingerprints for other in of_mark.pop(mark, ())):
            if other.path not in refusals and other.path not in found:
                found[other.path] = Refusal(f"a fix spans this file and {cause.path}, which cannot be written")
                reached.append(other)
    return found


def _write_all(
    journal: Journal, targets: Sequence[_Target], step: Step, together: bool
) -> tuple[tuple[str, ...], tuple[Unwritten, ...]]:
    journal.open(_entries(targets, together))
    step("journal opened")
    writing = Writing(journal, step)
    failed: dict[str, Refusal] = {}
    with _mending(journal):
        for target in targets:
            if refusal := writing.prepare(target):
                failed[target.rewrite.path] = refusal
        failed |= linked([target.rewrite for target in targets], failed)
        for group in _grouped(target for target in targets if target.rewrite.path not in failed):
            failed |= writing.write(group)
        for target in targets:
            writing.clear(target)
        step("folders synced")
    journal.close()
    step("journal closed")
    written = tuple(target.rewrite.path for target in targets if target.rewrite.path not in failed)
    return written, tuple(Unwritten(path, refusal) for path, refusal in failed.items())


def _grouped(targets: Iterable[_Target]) -> Iterable[list[_Target]]:
    found: dict[int, list[_Target]] = defaultdict(list)
    for target in targets:
        found[target.group].append(target)
    return found.values()


def _entries(targets: Iterable[_Target], together: bool) -> Iterator[Entry]:
    for target in targets:
        rewrite = target.rewrite
        hashes = digest(rewrite.before), digest(rewrite.after)
        yield Entry(target.path.as_posix(), *hashes, target.temporary, 0 if together else target.group)


@contextlib.contextmanager
def _mending(journal: Journal) -> Iterator[None]:
    """Leave no half-written file behind an exception or Ctrl-C either."""
    try:
        yield
    except BaseException:
        with contextlib.suppress(OSError):
            journal.recover()
        raise


class Writing:
    """The steps of one run of writes, each by the descriptor of the file's folder."""

    def __init__(self, journal: Journal, step: Step) -> None:
        self._journal = journal
        self._step = step
        self._in_place: set[PurePosixPath] = set()

    def _folder(self, target: _Target) -> contextlib.AbstractContextManager[int]:
        return disk.opened(self._journal.state.base, target.path.parent.parts)

    def prepare(self, target: _Target) -> Refusal | None:
        """Put the new content beside the file, or copies of both where it is to be written in place."""
        try:
            with self._folder(target) as folder:
                status = os.stat(target.name, dir_fd=folder, follow_symlinks=False)
                try:
                    if status.st_nlink > 1:
                        self._keep(target)
                    else:
                        disk.prepare(folder, target.temporary, target.name, target.rewrite.after, self._step)
                except disk.CannotReplaceError:
                    disk.discard_in(folder, target.temporary)
                    self._keep(target)
                except OSError:
                    disk.discard_in(folder, target.temporary)
                    raise
        except OSError as error:
            return _cannot(error)
        return None

    def _keep(self, target: _Target) -> None:
        self._journal.keep(target.rewrite.before, target.rewrite.after)
        self._in_place.add(target.path)
        self._step("copied")

    def write(self, group: Sequence[_Target]) -> dict[str, Refusal]:
        """Write files that share a fix: all of them, or none and why."""
        done: list[_Target] = []
        for target in group:
            if refusal := self._write(target):
                for other in reversed(done):
                    self._take_back(other)
                return {target.rewrite.path: refusal} | linked(
                    [one.rewrite for one in group], {target.rewrite.path: refusal}
                )
            done.append(target)
            self._step(f"{target.rewrite.path} done")
        return {}

    def _write(self, target: _Target) -> Refusal | None:
        try:
            with self._folder(target) as folder:
                if disk.read(folder, target.name) != target.rewrite.before:
                    return CHANGED
                self._step("checked")
                if target.path in self._in_place:
                    self._overwrite(folder, target)
                    return None
                return None if self._swap(folder, target) else CHANGED
        except OSError as error:
            return _cannot(error)

    def _swap(self, folder: int, target: _Target) -> bool:
        """Let the new file have the old one's name; False where that was not the old file any more."""
        swapped = disk.exchange(folder, target.temporary, target.name)
        if not swapped:
            os.rename(target.temporary, target.name, src_dir_fd=folder, dst_dir_fd=folder)
        self._step("renamed")
        if swapped and not disk.holds(folder, target.temporary, target.rewrite.before):
            disk.exchange(folder, target.temporary, target.name)
            return False
        os.fsync(folder)
        return True

    def _overwrite(self, folder: int, target: _Target) -> None:
        try:
            disk.overwrite(folder, target.name, target.rewrite.after, lambda _: self._step("block overwritten"))
        except OSError:
            self._put_back(folder, target)
            raise
        self._step("written in place")

    def _put_back(self, folder: int, target: _Target) -> None:
        try:
            disk.overwrite(folder, target.name, target.rewrite.before)
        except OSError as error:
            raise UsageError(
                f"{target.path} is half written and cannot be put back ({error.strerror}); "
                f"both versions are in {self._journal.copies}, and the next run tries again"
            ) from error

    def _take_back(self, target: _Target) -> None:
        """Undo one file of a group of which another could not be written. What was edited since is left alone."""
        with self._folder(target) as folder:
            if not disk.holds(folder, target.name, target.rewrite.after):
                return
            if target.path in self._in_place:
                self._put_back(folder, target)
                return
            if disk.holds(folder, target.temporary, target.rewrite.before):
                os.rename(target.temporary, target.name, src_dir_fd=folder, dst_dir_fd=folder)
            else:
                self._journal.keep(target.rewrite.before, target.rewrite.after)
                self._put_back(folder, target)

    def clear(self, target: _Target) -> None:
        """Remove what stands beside the file, unless that is somebody's edit."""
        known = (target.rewrite.before, target.rewrite.after)
        with contextlib.suppress(OSError), self._folder(target) as folder:
            if disk.read(folder, target.temporary) in known:
                os.unlink(target.temporary, dir_fd=folder)


def _cannot(error: OSError) -> Refusal:
    if error.errno in (errno.ELOOP, errno.ENOTDIR):
        return Refusal("a link has taken the place of the file or of a folder above it", "run lambdafix again")
    if error.errno == errno.ENOENT:
        return Refusal("it no longer exists")
    return Refusal(f"it cannot be written: {error.strerror}")
