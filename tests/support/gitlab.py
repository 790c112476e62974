"""A GitLab on loopback: its REST API for merge requests, in front of the repository that `support.forge` serves."""

from __future__ import annotations

from dataclasses import dataclass, field
from email.message import Message
from typing import Any, ClassVar
from urllib.parse import quote

from support.forge import PROJECT, TOKEN, Answer, FakeHost

_OWN = 7
"""The project's number."""


@dataclass
class FakeGitLab(FakeHost):
    api_form: ClassVar[str] = rf"/api/v4(?P<rest>/(?:projects/{quote(PROJECT, safe='')}|users)[^?]*)"
    git_user: ClassVar[str] = "oauth2"
    notes: dict[int, list[str]] = field(default_factory=dict)

    @property
    def api(self) -> str:
        return f"{self.address}/api/v4"

    def allows(self, headers: Message) -> bool:
        return headers.get("private-token") == TOKEN

    def merge(self, number: int) -> None:
        merged = self._pull(number)
        self._join(number, merged["target_branch"], merged["source_branch"])
        merged["state"] = "merged"

    def close(self, number: int) -> None:
        self._pull(number)["state"] = "closed"

    def _pull(self, number: int) -> dict[str, Any]:
        return self.pulls[number - 1]

    def answer(self, method: str, path: str, query: dict[str, list[str]], given: Any) -> Answer:
        match method, path.strip("/").split("/"):
            case "GET", ["users"]:
                return Answer(200, [{"id": len(query["username"][0]), "username": query["username"][0]}])
            case "GET", ["projects", _]:
                access = {"project_access": {"access_level": 30}, "group_access": None}
                shown = {"path_with_namespace": PROJECT, "default_branch": "main", "permissions": access}
                return Answer(200, shown | self.project)
            case "GET", ["projects", _, "merge_requests"]:
                return self._listed(query)
            case "POST", ["projects", _, "merge_requests"]:
                return self._opened(given)
            case "PUT", ["projects", _, "merge_requests", number]:
                return self._changed(self._pull(int(number)), given)
            case "POST", ["projects", _, "merge_requests", number, "notes"]:
                self.notes.setdefault(int(number), []).append(given["body"])
                return Answer(201, {"id": 1})
        return Answer(404, {"message": "404 Not Found"})

    def _listed(self, query: dict[str, list[str]]) -> Answer:
        found = [one for one in reversed(self.pulls) if one["state"] == query["state"][0]]
        page, size = int(query["page"][0]), min(int(query["per_page"][0]), 2)
        more = str(page + 1) if len(found) > page * size else ""
        return Answer(200, found[(page - 1) * size : page * size], {"X-Next-Page": more})

    def _changed(self, one: dict[str, Any], given: dict[str, Any]) -> Answer:
        if given.pop("state_event", "") == "close":
            one["state"] = "closed"
        people = {name: given.pop(name) for name in ("add_labels", "assignee_ids", "reviewer_ids") if name in given}
        if people:
            self.invited.append(("people", people))
        one.update(given)
        return Answer(200, one)

    def _opened(self, given: dict[str, Any]) -> Answer:
        if any(one["state"] == "opened" and one["source_branch"] == given["source_branch"] for one in self.pulls):
            return Answer(409, {"message": ["Another open merge request already exists for this source branch: !1"]})
        assert given["source_branch"] in self.branches, "a merge request wants its branch"
        number = len(self.pulls) + 1
        opened = {
            **given,
            "iid": number,
            "web_url": f"{self.address}/{PROJECT}/-/merge_requests/{number}",
            "state": "opened",
            "source_project_id": _OWN,
            "target_project_id": _OWN,
        }
        self.pulls.append(opened)
        return Answer(201, opened)
