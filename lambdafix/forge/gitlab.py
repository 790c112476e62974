"""GitLab, on gitlab.com or of one's own, by its REST API. https://docs.gitlab.com/api/merge_requests/"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from lambdafix.forge.forge import Forge, ForgeError, People, Project, Proposal, PullRequest
from lambdafix.forge.http import Connection, Response
from lambdafix.forge.kinds import GITLAB, KINDS

API = "{site}/api/v4"
USER = "oauth2"
"""Any name will do beside a personal, project or group access token."""
BODY_LIMIT = 1_048_576
LAST_PAGES = 30
"""Pages of a hundred closed, and merged, merge requests that are looked through for ours."""
_DEVELOPER = 30
"""The access level from which on one may push. https://docs.gitlab.com/api/members/#roles"""
_DRAFT = "Draft: "


def calls(project: str, branch: str, people: People) -> Iterator[str]:
    """What a run does that opens a first merge request, in order."""
    place = f"/projects/{quote(project, safe='')}"
    yield f"GET {place}"
    for state in ("opened", "closed", "merged"):
        yield f"GET {place}/merge_requests?state={state}"
    yield f"git push {branch}"
    yield f"POST {place}/merge_requests"
    for name in (*people.assignees, *people.reviewers):
        yield f"GET /users?username={quote(name)}"
    if people:
        yield f"PUT {place}/merge_requests/…"


def connect(connection: Connection, project: str, token: str, base_url: str) -> Forge:
    return GitLab(connection, project, token, base_url)


@dataclass(frozen=True, slots=True)
class GitLab:
    """The project `name` ("acme/tools/shop"), seen with `token`."""

    connection: Connection
    name: str
    token: str
    base_url: str

    body_limit = BODY_LIMIT
    noun = KINDS[GITLAB].noun
    user = USER

    def project(self) -> Project:
        found = self._call("GET", "")
        with self._understood():
            given = found.get("permissions") or {}
            levels = [access["access_level"] for access in given.values() if access is not None]
            return Project(
                name=found["path_with_namespace"],
                default_branch=found["default_branch"],
                archived=found.get("archived", False),
                may_push=max(levels) >= _DEVELOPER if levels else None,
            )

    def pull_requests(self) -> Iterator[PullRequest]:
        yield from map(self._pull_request, self._pages("opened"))
        for state in ("closed", "merged"):
            yield from map(self._pull_request, self._pages(state, LAST_PAGES))

    def open(self, proposal: Proposal) -> PullRequest:
        fields = {
            "source_branch": proposal.branch,
            "target_branch": proposal.base,
            "title": (_DRAFT if proposal.draft else "") + proposal.title,
            "description": proposal.body,
        }
        return self._pull_request(self._call("POST", "/merge_requests", fields))

    def edit(self, pull: PullRequest, title: str, body: str) -> None:
        fields = {"title": (_DRAFT if pull.draft else "") + title, "description": body}
        self._call("PUT", f"/merge_requests/{pull.number}", fields)

    def invite(self, number: int, people: People) -> None:
        if people.team_reviewers:
            raise ForgeError("GitLab asks people for a review, not teams; name them with --reviewers")
        fields: dict[str, Any] = {}
        if people.labels:
            fields["add_labels"] = ",".join(people.labels)
        if people.assignees:
            fields["assignee_ids"] = [self._user_id(name) for name in people.assignees]
        if people.reviewers:
            fields["reviewer_ids"] = [self._user_id(name) for name in people.reviewers]
        if fields:
            self._call("PUT", f"/merge_requests/{number}", fields)

    def comment(self, number: int, text: str) -> None:
        self._call("POST", f"/merge_requests/{number}/notes", {"body": text})

    def close(self, number: int) -> None:
        self._call("PUT", f"/merge_requests/{number}", {"state_event": "close"})

    def _user_id(self, name: str) -> int:
        found = self._send("GET", f"{self.base_url}/users?{urlencode({'username': name})}")[0]
        with self._understood():
            if not found:
                raise ForgeError(f"GitLab knows nobody called {name}")
            return int(found[0]["id"])

    def _pull_request(self, found: Mapping[str, Any]) -> PullRequest:
        with self._understood():
            title = found["title"]
            return PullRequest(
                number=found["iid"],
                url=found["web_url"],
                title=title.removeprefix(_DRAFT),
                body=found["description"] or "",
                branch=found["source_branch"],
                base=found["target_branch"],
                own=found["source_project_id"] == found["target_project_id"],
                is_open=found["state"] in ("opened", "locked"),
                merged=found["state"] == "merged",
                draft=title.startswith(_DRAFT),
            )

    @contextmanager
    def _understood(self) -> Iterator[None]:
        """Raises `ForgeError` for an answer of another shape than GitLab's."""
        try:
            yield
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            raise ForgeError(f"{self.base_url} does not answer as GitLab does; is --base-url right?") from error

    @property
    def _place(self) -> str:
        return f"{self.base_url}/projects/{quote(self.name, safe='')}"

    def _call(self, method: str, path: str, fields: Mapping[str, Any] | None = None) -> Any:
        return self._send(method, self._place + path, fields)[0]

    def _pages(self, state: str, most: int | None = None) -> Iterator[Mapping[str, Any]]:
        page, number = "1", 0
        while page and (most is None or number < most):
            query = {"state": state, "scope": "all", "order_by": "created_at", "sort": "desc", "per_page": 100}
            found, page = self._send("GET", f"{self._place}/merge_requests?{urlencode({**query, 'page': page})}")
            number += 1
            yield from found

    def _send(self, method: str, url: str, fields: Mapping[str, Any] | None = None) -> tuple[Any, str]:
        """What the host answers, and the number of the next page, or ""."""
        headers = {"private-token": self.token, "accept": "application/json", "content-type": "application/json"}
        body = b"" if fields is None else json.dumps(fields).encode()
        answer = self.connection.send(method, url, headers, body)
        if not 200 <= answer.status < 300:
            raise ForgeError(self._told(method, url, answer))
        with self._understood():
            found = json.loads(answer.body)
            if not isinstance(found, dict | list):
                raise ValueError
        return found, answer.headers.get("x-next-page", "")

    def _told(self, method: str, url: str, answer: Response) -> str:
        said, what = _said(answer.body), f"{method} {url.partition('?')[0]}"
        rights = KINDS[GITLAB].rights
        match answer.status:
            case 401:
                return "GitLab does not accept the token; it may have expired: put a new one into GITLAB_TOKEN"
            case 403:
                return f"the token lacks a permission ({said}); {what} wants {rights}"
            case 404:
                return f"GitLab shows this token no project {self.name}; the token wants {rights} there"
            case 429:
                return f"GitLab's rate limit is used up ({said}); run lambdafix pr again later"
            case status if 300 <= status < 400:
                return f"{self.name} has moved; git remote set-url to its new place"
        return f"GitLab answered {answer.status} to {what}: {said}"


def _said(body: bytes) -> str:
    try:
        found = json.loads(body)
    except ValueError:
        return "no reason given"
    told = (
        found.get("message") or found.get("error_description") or found.get("error") if isinstance(found, dict) else ""
    )
    return " ".join(str(told or "no reason given").split())
