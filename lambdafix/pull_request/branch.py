"""The git side of a pull request: what the remote has, fetched and pushed by its URL.

No remote-tracking ref, no reflog and no configuration of the user's repository changes by it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from lambdafix.errors import UsageError
from lambdafix.redaction import Redaction
from lambdafix.vcs.fix_commits import TRAILER
from lambdafix.vcs.git import Answer, Repository

PREFIX = "lambdafix/"
"""Of all branches that we push."""
_QUIET = ("-c", "credential.helper=", "-c", "credential.useHttpPath=false", "-c", "core.askPass=")
"""No helper of the user's is asked for the credential, nor told to store it."""
_REMOTE_SAYS = re.compile(
    r"^(?:remote: *(?P<remote>.*)|(?P<error>(?:fatal|error): .*)|.*\[remote rejected\](?P<why>.*))"
)


@dataclass(frozen=True, slots=True)
class Tips:
    """The remote's branches that matter, by name, each with its commit."""

    commits: Mapping[str, str]

    def base(self, name: str) -> str:
        """Raises `UsageError`."""
        if name not in self.commits:
            raise UsageError(f"the remote has no branch {name}; --base names the one to merge into")
        return self.commits[name]


@dataclass(frozen=True, slots=True)
class Origin:
    """The remote at `url`, reached with `variables` for git; `redaction` hides what git must not repeat."""

    repository: Repository
    url: str
    variables: Mapping[str, str]
    redaction: Redaction

    def tips(self, base: str) -> Tips:
        """The commit of `base` and of every branch of ours. Raises `UsageError`."""
        answer = self._ask("ls-remote", self.url, f"refs/heads/{base}", f"refs/heads/{PREFIX}*")
        pairs = (line.split("\t") for line in answer.text.splitlines())
        return Tips({ref.removeprefix("refs/heads/"): commit for commit, ref in pairs})

    def bring(self, branch: str, commit: str) -> None:
        """Have `commit`, the tip of `branch`, among the objects. Raises `UsageError`."""
        if not self._has(commit):
            options = ("--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules", "--no-auto-gc")
            self._ask("fetch", *options, self.url, f"refs/heads/{branch}")
        if not self._has(commit):
            raise UsageError(f"the branch {branch} moved while it was fetched; run lambdafix pr again")

    def tree(self, commit: str) -> str:
        return self.repository.ask("rev-parse", "--verify", f"{commit}^{{tree}}").text

    def is_made_by_us(self, tip: str, base: str) -> bool:
        """Whether each commit of `tip` that `base` has not is one of ours, as we made it.

        Ours name their fixes, and were committed when they were written; amending and rebasing changes the second.
        """
        shape = f"%at%x00%ct%x00%(trailers:key={TRAILER},valueonly,separator=%x2C)"
        lines = self.repository.ask("log", f"--format={shape}", f"{base}..{tip}").text.splitlines()
        fields = [line.split("\0") for line in lines if line]
        return all(written == committed and fixes for written, committed, fixes in fields)

    def push(self, tree: Path, commit: str, branch: str, expected: str) -> None:
        """Push `commit`, provided that the branch still is at `expected` ("" for not there). Raises `UsageError`.

        The user's own pre-push hook runs, in the worktree `tree`.
        """
        ref = f"refs/heads/{branch}"
        worktree = Repository(tree, self.repository.folder)
        answer = worktree.as_user(
            *(*_QUIET, "push", "--quiet", "--no-follow-tags", "--recurse-submodules=no"),
            *(f"--force-with-lease={ref}:{expected}", self.url, f"{commit}:{ref}"),
            env={**self.variables, "LC_ALL": "C"},
        )
        if answer.code:
            raise UsageError(self._refused(f"{branch} could not be pushed", answer))

    def _has(self, commit: str) -> bool:
        return self.repository.ask("cat-file", "-e", f"{commit}^{{commit}}", codes=(0, 1, 128)).code == 0

    def _ask(self, *arguments: str) -> Answer:
        answer = self.repository.ask(*_QUIET, *arguments, env=self.variables, codes=range(256))
        if answer.code:
            raise UsageError(self._refused(f"git {arguments[0]} failed", answer))
        return answer

    def _refused(self, what: str, answer: Answer) -> str:
        said = self.redaction.hide("; ".join(_told(answer.err.splitlines())) or f"exit status {answer.code}")
        if "stale info" in answer.err:
            return f"{what}: somebody else pushed to it at the same time; run lambdafix pr again"
        if re.search(r"protected branch|GH006|GH013", said, re.IGNORECASE):
            return f"{what}, because a rule of the host protects it; let {PREFIX}* be pushed to: {said}"
        if re.search(r"\b403\b|permission", said, re.IGNORECASE):
            return f"{what}: the token wants contents: write; {said}"
        return f"{what}: {said}"


def _told(lines: Sequence[str]) -> list[str]:
    """What the remote or git said, without ornament."""
    matches = [match for line in lines if (match := _REMOTE_SAYS.match(line))]
    said = (" ".join(match[match.lastgroup or 0].split()) for match in matches)
    return [line for line in dict.fromkeys(said) if line] or [line.strip() for line in lines if line.strip()]
