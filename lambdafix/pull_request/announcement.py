"""What `lambdafix pr` did, or would do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lambdafix.forge.kinds import KINDS
from lambdafix.forge.remote import Remote
from lambdafix.pull_request import body
from lambdafix.pull_request.body import Content
from lambdafix.pull_request.marker import Marker
from lambdafix.pull_request.publish import Outcome, Published
from lambdafix.report import write_content
from lambdafix.report.printable import printable
from lambdafix.report.words import counted
from lambdafix.vcs.commit import CommitStep


@dataclass(frozen=True, slots=True)
class Planned:
    """The pull request that a run would open, and how."""

    remote: Remote
    base: str
    branch: str
    title: str
    commits: Sequence[CommitStep]
    calls: Sequence[str]
    draft: bool
    body_limit: int

    @property
    def noun(self) -> str:
        """What the host calls it."""
        return KINDS[self.remote.kind].noun


def write_dry_run(content: Content | None, planned: Planned) -> None:
    """Print it, with `content` None where there is nothing to fix."""
    if content is None:
        print(f"Nothing to fix on {printable(planned.base)}, so there would be no {planned.noun}.")
        return
    write_content("".join(f"{line}\n" for line in _dry_run(content, planned)).encode("utf-8", "backslashreplace"))


def _dry_run(content: Content, planned: Planned) -> Iterator[str]:
    draft = ", as a draft" if planned.draft or content.unsafe else ""
    yield f"Would open a {planned.noun} on {planned.remote.project} ({planned.remote.host}){draft}; nothing was sent."
    yield f"\nTitle   {planned.title}"
    yield f"Branch  {planned.branch} into {planned.base}"
    yield f"\n{counted(len(planned.commits), 'commit')}"
    for step in planned.commits:
        yield "\n" + "".join(f"    {line}".rstrip() + "\n" for line in step.message.rstrip().split("\n"))
    marks = frozenset(finding.fingerprint for finding in content.fixed)
    yield "Body\n"
    yield body.render(content, Marker(marks), planned.body_limit)
    yield f"\nCalls, where no {planned.noun} of lambdafix is open or was closed before\n"
    yield from (f"    {call}" for call in planned.calls)


def render(published: Published, most_open: int, noun: str) -> str:
    pull = published.pull
    if published.outcome is Outcome.NOTHING:
        return f"Nothing to fix, so there is no {noun}.\n"
    if pull is None:
        return (
            f"Not opened: {counted(most_open, noun)} of lambdafix are open already; merge or close one, "
            "or raise --max-open.\n"
        )
    draft = ", as a draft" if published.draft else ""
    return f"{noun.capitalize()} {pull.number} {published.outcome.value}{draft}: {printable(pull.url)}\n"
