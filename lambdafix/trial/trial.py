"""Try fixes out: run the user's tests on a copy of the project that has just those fixes.

In a repository the copy is a detached worktree with the uncommitted work carried over, outside of one a plain copy. The
project's own folder is never touched.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from lambdafix.errors import UsageError
from lambdafix.model import Rewrite
from lambdafix.redaction import NOTHING, Redaction
from lambdafix.trial.halving import sift
from lambdafix.trial.outcome import Check, Outcome
from lambdafix.trial.process import Ended, Watch, run
from lambdafix.vcs import disk, git, state, worktrees

PREFIX = "lambdafix-trial-"
DEFAULT_TIMEOUT = 600.0
_NOT_COPIED = (".git", ".lambdafix", "__pycache__", "node_modules", ".venv", "venv")

Combine = Callable[[Collection[str]], tuple[Rewrite, ...]]
"""The files with just the fixes of these fingerprints."""


@dataclass(slots=True)
class Trial:
    """A copy of the project in `root`, in which `command` is run. Made by `prepared`."""

    root: Path
    origin: Path
    command: tuple[str, ...]
    timeout: float = DEFAULT_TIMEOUT
    redaction: Redaction = NOTHING
    """Hides in what the tests print the credentials of the files that they run."""
    _without: Ended | None = field(default=None)

    def run(self, rewrites: Sequence[Rewrite], watch: Watch) -> Ended:
        """The tests with these files changed and no other. Raises `UsageError` where they cannot be run."""
        with self._changed(rewrites):
            ended = run(self.command, self.root, self._environment(), self.timeout, self._hiding(watch))
        return self.redaction.within(ended)

    def _hiding(self, watch: Watch) -> Watch:
        return lambda line, seconds: watch(self.redaction.hide(line), seconds)

    def judge(self, rewrites: Sequence[Rewrite], watch: Watch) -> tuple[Check, Ended]:
        """The same, and where it fails whether that is the fix's doing."""
        ended = self.run(rewrites, watch)
        outcome = ended.outcome
        if outcome in (Outcome.FAILED, Outcome.TIMED_OUT) and not self.passes_without(watch):
            outcome = Outcome.FAILED_BEFORE
        failing = () if outcome is Outcome.PASSED else ended.failing
        return Check("tests", outcome, ended.summary, failing), ended

    def passes_without(self, watch: Watch) -> bool:
        """Whether the tests pass without any fix; tried once."""
        if self._without is None or self._without.outcome is Outcome.STOPPED:
            self._without = self.run((), watch)
        return self._without.outcome is Outcome.PASSED

    @property
    def without(self) -> Ended | None:
        """How the tests ended without any fix, None where that was not tried."""
        return self._without

    @contextmanager
    def _changed(self, rewrites: Sequence[Rewrite]) -> Iterator[None]:
        before = {}
        try:
            for rewrite in rewrites:
                path = self._path(rewrite.path)
                before[path] = path.read_bytes()
                path.write_bytes(rewrite.after)
            yield
        finally:
            for path, content in before.items():
                path.write_bytes(content)

    def _path(self, path: str) -> Path:
        real = disk.inside(self.root, path)
        if not isinstance(real, Path):
            raise UsageError(f"{path}: cannot be tried: {real.reason}")
        return real

    def _environment(self) -> Mapping[str, str]:
        """The user's, with imports led into the copy: an editable install would lead them to the original."""
        origin, root = str(self.origin), str(self.root)
        known = os.environ.get("PYTHONPATH", "").split(os.pathsep)
        moved = [root + path[len(origin) :] if _within(path, origin) else path for path in known if path]
        entries = dict.fromkeys([root, *([f"{root}/src"] if Path(root, "src").is_dir() else []), *moved])
        stray = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        return {**stray, "PYTHONPATH": os.pathsep.join(entries), "PYTHONDONTWRITEBYTECODE": "1"}


@contextmanager
def prepared(
    root: Path, command: Sequence[str], timeout: float = DEFAULT_TIMEOUT, redaction: Redaction = NOTHING
) -> Iterator[Trial]:
    """A copy of the project at `root`, removed at the end. Raises `UsageError` where none can be made."""
    if not command:
        raise UsageError(
            'no test command is configured; add verify = "pytest -q" to [tool.lambdafix], or pass --verify'
        )
    place = state.locate(root)
    with worktrees.temporary_folder(place.repository, PREFIX) as folder:
        try:
            if place.repository and _has_commit(place.repository):
                copy = _worktree(place.repository, folder) / root.resolve().relative_to(place.base)
            else:
                copy = _copied(root, worktrees.tree_in(folder), place.repository)
            yield Trial(copy, root.resolve(), tuple(command), timeout, redaction)
        except OSError as error:
            raise UsageError(f"no copy of {root} could be made for the tests: {error}") from error


@dataclass(frozen=True, slots=True)
class Sifted:
    """What a run of tests over all fixes told."""

    passed: frozenset[str]
    """Fingerprints of fixes that pass together."""
    guilty: Mapping[str, Ended]
    """The fixes with which the tests fail, and how they ended."""
    runs: int


class StoppedError(Exception):
    """The person ended the tests."""


def find_guilty(
    trial: Trial, fingerprints: Sequence[str], combine: Combine, watch: Callable[[int, int], Watch]
) -> Sifted:
    """Run the tests with all the fixes, and by halves with fewer until those that break them are known.

    `watch` is given (runs so far, fixes in this run). Raises `StoppedError`, and `UsageError` where the tests fail
    without any fix.
    """
    failures: dict[tuple[str, ...], Ended] = {}
    runs = 0

    def holds(group: Sequence[str]) -> bool:
        nonlocal runs
        runs += 1
        ended = trial.run(combine(group), watch(runs, len(group)))
        if ended.outcome is Outcome.STOPPED:
            raise StoppedError
        failures[tuple(group)] = ended
        return ended.outcome is Outcome.PASSED

    if not trial.passes_without(watch(0, 0)):
        if trial.without and trial.without.outcome is Outcome.STOPPED:
            raise StoppedError
        summary = trial.without.summary if trial.without else ""
        raise UsageError(f"the tests do not pass without any fix either ({summary}), so they can tell nothing")
    good, guilty = sift(fingerprints, holds)
    last = {group[-1]: ended for group, ended in failures.items() if ended.outcome is not Outcome.PASSED}
    return Sifted(frozenset(good), {mark: last[mark] for mark in guilty}, runs)


def _has_commit(repository: git.Repository) -> bool:
    return repository.ask("rev-parse", "--verify", "-q", "HEAD^{commit}", codes=(0, 1)).code == 0


def _worktree(repository: git.Repository, folder: Path) -> Path:
    tree = worktrees.add(repository, folder, "HEAD")
    for name in repository.ask("diff", "--name-only", "--no-renames", "-z", "HEAD").fields:
        (tree / name).unlink(missing_ok=True)
        _bring(repository.top, tree, [name])
    _bring(repository.top, tree, repository.ask("ls-files", "-o", "--exclude-standard", "-z").fields)
    return tree


def _copied(root: Path, folder: Path, repository: git.Repository | None) -> Path:
    if repository:
        folder.mkdir()
        names = repository.ask("ls-files", "-co", "--exclude-standard", "-z").fields
        _bring(repository.top, folder, names)
        return folder / root.resolve().relative_to(repository.top.resolve())
    shutil.copytree(root, folder, symlinks=True, ignore=shutil.ignore_patterns(*_NOT_COPIED))
    return folder


def _bring(top: Path, folder: Path, names: Iterable[str]) -> None:
    for name in names:
        source, target = top / name, folder / name
        if source.is_symlink() or source.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target, follow_symlinks=False)


def _within(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder + os.sep)
