"""What a host of pull requests can do, and the values that pass between it and the rest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from lambdafix.errors import UsageError


class ForgeError(UsageError):
    """The host refused, or could not be reached. The message says what and, where known, the way out."""


class UnansweredError(ForgeError):
    """The connection broke before the host's answer, so that nobody knows whether it did what was asked."""


@dataclass(frozen=True, slots=True)
class Project:
    """A repository as its host describes it."""

    name: str
    """ "acme/shop"."""
    default_branch: str
    archived: bool = False
    may_push: bool | None = None
    """None where the host does not tell."""


@dataclass(frozen=True, slots=True)
class PullRequest:
    """A pull request as its host shows it."""

    number: int
    url: str
    title: str
    body: str
    branch: str
    """The branch that is to be merged."""
    base: str
    """The branch that it is merged into."""
    own: bool
    """Whether that branch lies in the project itself: of a fork's, anybody may choose the name and the text."""
    is_open: bool
    merged: bool
    draft: bool = False


@dataclass(frozen=True, slots=True)
class Proposal:
    """A pull request to open."""

    title: str
    body: str
    branch: str
    base: str
    draft: bool = False


@dataclass(frozen=True, slots=True)
class People:
    """Who and what is put on a pull request when it is opened."""

    labels: Sequence[str] = ()
    assignees: Sequence[str] = ()
    reviewers: Sequence[str] = ()
    team_reviewers: Sequence[str] = ()

    def __bool__(self) -> bool:
        return any((self.labels, self.assignees, self.reviewers, self.team_reviewers))


class Forge(Protocol):
    """One project on one host. Every method raises `ForgeError`."""

    @property
    def body_limit(self) -> int:
        """Characters that a pull request's text may have."""

    @property
    def noun(self) -> str:
        """What the host calls it: "pull request", "merge request"."""

    @property
    def user(self) -> str:
        """The user name that git gives along with a token."""

    def project(self) -> Project: ...

    def pull_requests(self) -> Iterator[PullRequest]:
        """All that are open, then the closed ones, the latest first, as far back as `CLOSED_PAGES` reach."""

    def open(self, proposal: Proposal) -> PullRequest: ...

    def edit(self, pull: PullRequest, title: str, body: str) -> None:
        """Give it another title and text; a draft stays one."""

    def invite(self, number: int, people: People) -> None: ...

    def comment(self, number: int, text: str) -> None: ...

    def close(self, number: int) -> None: ...
