"""GitHub and GitHub Enterprise Server, by their REST API. https://docs.github.com/en/rest/pulls/pulls"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import gidgethub
from gidgethub import sansio

from lambdafix.forge.forge import Forge, ForgeError, People, Project, Proposal, PullRequest
from lambdafix.forge.http import Connection
from lambdafix.forge.kinds import GITHUB, KINDS

API = "https://api.github.com"
USER = "x-access-token"
BODY_LIMIT = 65_536
CLOSED_PAGES = 30
"""Pages of a hundred closed pull requests that are looked through for ours."""
_REQUESTER = "lambdafix"
_NEEDED = KINDS[GITHUB].rights


def calls(project: str, branch: str, people: People) -> Iterator[str]:
    """What a run does that opens a first pull request, in order."""
    yield f"GET /repos/{project}"
    yield f"GET /repos/{project}/pulls?state=open"
    yield f"GET /repos/{project}/pulls?state=closed"
    yield f"git push {branch}"
    yield f"POST /repos/{project}/pulls"
    for part, _ in _invitations(people):
        yield f"POST /repos/{project}/{part.replace('{number}', '…')}"


def connect(connection: Connection, project: str, token: str, base_url: str) -> Forge:
    return GitHub(connection, project, token, base_url)


@dataclass(frozen=True, slots=True)
class GitHub:
    """The project `name` ("acme/shop"), seen with `token`."""

    connection: Connection
    name: str
    token: str
    base_url: str = API

    body_limit = BODY_LIMIT
    noun = KINDS[GITHUB].noun
    user = USER

    def project(self) -> Project:
        found = self._call("GET", "")
        with self._understood():
            return Project(
                name=found["full_name"],
                default_branch=found["default_branch"],
                archived=found.get("archived", False),
                may_push=(found.get("permissions") or {}).get("push"),
            )

    def pull_requests(self) -> Iterator[PullRequest]:
        yield from map(self._pull_request, self._pages("/pulls?state=open&per_page=100"))
        closed = "/pulls?state=closed&sort=created&direction=desc&per_page=100"
        yield from map(self._pull_request, self._pages(closed, CLOSED_PAGES))

    def open(self, proposal: Proposal) -> PullRequest:
        fields = {"title": proposal.title, "body": proposal.body, "head": proposal.branch, "base": proposal.base}
        return self._pull_request(self._call("POST", "/pulls", {**fields, "draft": proposal.draft}))

    def edit(self, pull: PullRequest, title: str, body: str) -> None:
        self._call("PATCH", f"/pulls/{pull.number}", {"title": title, "body": body})

    def invite(self, number: int, people: People) -> None:
        for part, fields in _invitations(people):
            self._call("POST", f"/{part.format(number=number)}", fields)

    def comment(self, number: int, text: str) -> None:
        self._call("POST", f"/issues/{number}/comments", {"body": text})

    def close(self, number: int) -> None:
        self._call("PATCH", f"/pulls/{number}", {"state": "closed"})

    def _pull_request(self, found: Mapping[str, Any]) -> PullRequest:
        with self._understood():
            head = found["head"]
            return PullRequest(
                number=found["number"],
                url=found["html_url"],
                title=found["title"],
                body=found["body"] or "",
                branch=head["ref"],
                base=found["base"]["ref"],
                own=(head["repo"] or {}).get("full_name", "").lower() == self.name.lower(),
                is_open=found["state"] == "open",
                merged=found["merged_at"] is not None,
            )

    @contextmanager
    def _understood(self) -> Iterator[None]:
        """Raises `ForgeError` for an answer of another shape than GitHub's."""
        try:
            yield
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            raise ForgeError(f"{self.base_url} does not answer as GitHub does; is --base-url right?") from error

    def _call(self, method: str, path: str, fields: Mapping[str, Any] | None = None) -> Any:
        return self._send(method, f"{self.base_url}/repos/{self.name}{path}", fields)[0]

    def _pages(self, path: str, most: int | None = None) -> Iterator[Mapping[str, Any]]:
        url: str | None = f"{self.base_url}/repos/{self.name}{path}"
        number = 0
        while url and (most is None or number < most):
            if not url.startswith(f"{self.base_url}/"):  # the token goes nowhere else
                raise ForgeError(f"{self.base_url} continues its list on another site, {url}; --base-url names the API")
            found, url = self._send("GET", url)
            number += 1
            yield from found

    def _send(self, method: str, url: str, fields: Mapping[str, Any] | None = None) -> tuple[Any, str | None]:
        headers = sansio.create_headers(_REQUESTER, oauth_token=self.token)
        body = b"" if fields is None else json.dumps(fields).encode()
        answer = self.connection.send(method, url, {**headers, "content-type": "application/json"}, body)
        try:
            with self._understood():
                found, _, more = sansio.decipher_response(answer.status, answer.headers, answer.body)
        except gidgethub.HTTPException as error:
            raise ForgeError(self._told(method, url, error, answer.headers)) from error
        return found, more

    def _told(self, method: str, url: str, error: gidgethub.HTTPException, headers: Mapping[str, str]) -> str:
        said = " ".join(str(error).split())
        if isinstance(error, gidgethub.RateLimitExceeded):
            return f"GitHub's rate limit is used up ({said}); run lambdafix pr again later"
        if error.status_code == 401:
            return "GitHub does not accept the token; it may have expired: put a new one into GH_TOKEN"
        if error.status_code == 403:
            needed = headers.get("x-accepted-github-permissions") or headers.get("x-accepted-oauth-scopes") or _NEEDED
            return f"the token lacks a permission ({said}); {_what(method, url)} wants {needed}"
        if error.status_code == 404:
            return f"GitHub shows this token no project {self.name}; the token wants {_NEEDED} there"
        if 300 <= error.status_code < 400:
            return f"{self.name} has moved; git remote set-url to its new place"
        return f"GitHub answered {int(error.status_code)} to {_what(method, url)}: {said}"


def _what(method: str, url: str) -> str:
    return f"{method} {url.partition('?')[0]}"


def _invitations(people: People) -> Iterator[tuple[str, Mapping[str, Any]]]:
    if people.labels:
        yield "issues/{number}/labels", {"labels": list(people.labels)}
    if people.assignees:
        yield "issues/{number}/assignees", {"assignees": list(people.assignees)}
    if people.reviewers or people.team_reviewers:
        fields = {"reviewers": list(people.reviewers), "team_reviewers": list(people.team_reviewers)}
        yield "pulls/{number}/requested_reviewers", fields
