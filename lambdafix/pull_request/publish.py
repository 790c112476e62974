"""The life of a pull request: opened, updated, left alone, closed, never opened twice."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from lambdafix.errors import UsageError
from lambdafix.forge.forge import Forge, People, Proposal, PullRequest
from lambdafix.pull_request import body, marker
from lambdafix.pull_request.body import Content
from lambdafix.pull_request.branch import PREFIX, Origin, Tips
from lambdafix.pull_request.marker import Marker

_NOTHING_LEFT = (
    "Nothing is left to fix here: the base branch holds these changes, or no longer has the findings. "
    "lambdafix closes this {noun}; that does not count as a rejection."
)


class Outcome(enum.Enum):
    OPENED = "opened"
    UPDATED = "updated"
    UNCHANGED = "up to date"
    CLOSED = "closed, because nothing is left to fix"
    NOTHING = "nothing to fix"
    TOO_MANY = "not opened"


@dataclass(frozen=True, slots=True)
class Ours:
    """The pull requests of a project that carry our marker, on branches of its own."""

    found: tuple[tuple[PullRequest, Marker], ...]

    @classmethod
    def of(cls, pull_requests: Iterable[PullRequest]) -> Ours:
        candidates = (pull for pull in pull_requests if pull.own and pull.branch.startswith(PREFIX))
        pairs = {pull.number: (pull, marker.loads(pull.body)) for pull in candidates}
        return cls(tuple((pull, mark) for pull, mark in pairs.values() if mark is not None))

    @property
    def rejected(self) -> dict[str, PullRequest]:
        """The fixes of those that were closed unmerged, each with one that held it."""
        closed = [(pull, mark) for pull, mark in self.found if not pull.is_open and not pull.merged and not mark.done]
        return {fix: pull for pull, mark in closed for fix in mark.fixes}

    def open_on(self, branch: str) -> tuple[PullRequest, Marker] | None:
        return next(((pull, mark) for pull, mark in self.found if pull.is_open and pull.branch == branch), None)

    def pushed(self, branch: str) -> frozenset[str]:
        return frozenset(commit for pull, mark in self.found if pull.branch == branch for commit in mark.pushed)

    def count_open(self) -> int:
        return sum(pull.is_open for pull, _ in self.found)


@dataclass(frozen=True, slots=True)
class Ready:
    """Commits in the worktree `tree`, ready to be published as `branch`."""

    title: str
    branch: str
    base: str
    base_commit: str
    content: Content
    tree: Path
    commit: str
    """The last of the commits."""


@dataclass(frozen=True, slots=True)
class Published:
    outcome: Outcome
    pull: PullRequest | None = None
    draft: bool = False


@dataclass(frozen=True, slots=True)
class Publisher:
    """Brings a project's pull requests in line with what is ready."""

    forge: Forge
    origin: Origin
    ours: Ours
    tips: Tips
    people: People
    draft: bool = False
    most_open: int = 10

    def publish(self, ready: Ready) -> Published:
        """Raises `UsageError`."""
        tip = self.tips.commits.get(ready.branch, "")
        if tip:
            self._check_ours(ready, tip)
        existing = self.ours.open_on(ready.branch)
        if existing:
            return self._update(ready, tip, *existing)
        if self.ours.count_open() >= self.most_open:
            return Published(Outcome.TOO_MANY)
        return self._open(ready, tip)

    def withdraw(self, branch: str, base: str) -> Published:
        """Close the pull request of `branch` into `base`, where there is one, because nothing is left to fix there."""
        existing = self.ours.open_on(branch)
        if existing is None or existing[0].base != base:
            return Published(Outcome.NOTHING)
        pull, mark = existing
        self.forge.edit(pull, pull.title, marker.exchanged(pull.body, replace(mark, done=True)))
        self.forge.comment(pull.number, _NOTHING_LEFT.format(noun=self.forge.noun))
        self.forge.close(pull.number)
        return Published(Outcome.CLOSED, pull)

    def _check_ours(self, ready: Ready, tip: str) -> None:
        if tip in self.ours.pushed(ready.branch):
            return
        self.origin.bring(ready.branch, tip)
        if self.ours.open_on(ready.branch) or not self.origin.is_made_by_us(tip, ready.base_commit):
            raise UsageError(
                f"somebody else has committed to {ready.branch}, and lambdafix does not overwrite that; "
                "merge it, or move that work to another branch and delete this one"
            )

    def _update(self, ready: Ready, tip: str, pull: PullRequest, mark: Marker) -> Published:
        if pull.base != ready.base:
            raise UsageError(
                f"{self.forge.noun} {pull.number} of {ready.branch} merges into {pull.base}, not into {ready.base}; "
                f"merge or close it first, or update it: --base {pull.base}"
            )
        commit = self._unless_same(ready, tip)
        pushed = mark.pushed if commit == tip else (*([tip] if tip else []), commit)
        # the text first: it names both commits, so that one of them is there whenever the run ends
        new = marker.replaced(pull.body, self._text(ready, pushed))
        if (new, ready.title) != (pull.body.replace("\r\n", "\n"), pull.title):
            self.forge.edit(pull, ready.title, new)
        elif commit == tip:
            return Published(Outcome.UNCHANGED, pull)
        if commit != tip:
            self.origin.push(ready.tree, commit, ready.branch, tip)
        return Published(Outcome.UPDATED, pull)

    def _open(self, ready: Ready, tip: str) -> Published:
        commit = self._unless_same(ready, tip)
        if commit != tip:
            self.origin.push(ready.tree, commit, ready.branch, tip)
        draft = self.draft or ready.content.unsafe
        text = self._text(ready, (commit,))
        pull = self.forge.open(Proposal(ready.title, text, ready.branch, ready.base, draft))
        if self.people:
            self.forge.invite(pull.number, self.people)
        return Published(Outcome.OPENED, pull, draft)

    def _unless_same(self, ready: Ready, tip: str) -> str:
        """The commit that the branch is to end with: its present one where that has the same files."""
        if not tip:
            return ready.commit
        self.origin.bring(ready.branch, tip)
        return tip if self.origin.tree(tip) == self.origin.tree(ready.commit) else ready.commit

    def _text(self, ready: Ready, pushed: Sequence[str]) -> str:
        fixes = frozenset(finding.fingerprint for finding in ready.content.fixed)
        return body.render(ready.content, Marker(fixes, tuple(pushed)), self.forge.body_limit)
