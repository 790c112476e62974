"""A GitHub on loopback: its REST API for pull requests, and a real bare repository behind `git http-backend`.

`FakeHost` is what other hosts share with it.
"""

from __future__ import annotations

import base64
import json
import os
import re
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar, TypeVar
from urllib.parse import parse_qs, urlsplit

from support.checkout import Checkout

TOKEN = "ghp_0123456789abcdefTOKENTOKENTOKEN012345"
PROJECT = "acme/shop"
_GIT = re.compile(rf"/{PROJECT}\.git(?P<rest>/[^?]*)")

Fault = Callable[[Any, str, str], "Answer | None"]
"""(host, method, path) -> an answer in place of the usual one, or None. `DROP` ends the connection without one."""


HostT = TypeVar("HostT", bound="FakeHost")


@dataclass(frozen=True)
class Answer:
    status: int
    fields: Any = None
    headers: dict[str, str] = field(default_factory=dict)


DROP = Answer(0)
"""The connection ends before the answer; what was asked is done all the same."""


@dataclass
class FakeHost:
    """What the host holds. `pulls` are as its API shows them."""

    api_form: ClassVar[str] = rf"/api/v3/repos/{PROJECT}(?P<rest>[^?]*)"
    git_user: ClassVar[str] = "x-access-token"
    repository: Path
    address: str = ""
    pulls: list[dict[str, Any]] = field(default_factory=list)
    comments: dict[int, list[str]] = field(default_factory=dict)
    invited: list[tuple[str, Any]] = field(default_factory=list)
    requests: list[tuple[str, str]] = field(default_factory=list)
    """(method, path) of every call of the API, and of every git request."""
    project: dict[str, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"{self.address}/{PROJECT}.git"

    @property
    def writes(self) -> list[tuple[str, str]]:
        return [(method, path) for method, path in self.requests if method != "GET" and "/api/" in path]

    @property
    def branches(self) -> dict[str, str]:
        lines = self.git("for-each-ref", "--format=%(refname:short) %(objectname)", "refs/heads").splitlines()
        return dict(line.split(" ") for line in lines)

    def git(self, *arguments: str) -> str:
        command = ["git", "-C", str(self.repository), *arguments]
        environment = {"PATH": os.environ["PATH"]}
        return subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout.rstrip("\n")

    def answer(self, method: str, path: str, query: dict[str, list[str]], given: Any) -> Answer:
        raise NotImplementedError

    def allows(self, headers: Message) -> bool:
        return headers.get("authorization") in (f"token {TOKEN}", f"Bearer {TOKEN}")

    def _join(self, number: int, base: str, head: str) -> None:
        """As the button does that makes a merge commit."""
        tree = self.git("merge-tree", "--write-tree", base, head).splitlines()[0]
        identity = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")
        commit = self.git(*identity, "commit-tree", tree, "-p", base, "-p", head, "-m", f"Merge {number}")
        self.git("update-ref", f"refs/heads/{base}", commit)


@dataclass
class FakeGitHub(FakeHost):
    @property
    def api(self) -> str:
        return f"{self.address}/api/v3"

    def merge(self, number: int) -> None:
        pull = self._pull(number)
        self._join(number, pull["base"]["ref"], pull["head"]["ref"])
        pull |= {"state": "closed", "merged_at": "2026-01-01T00:00:00Z"}

    def close(self, number: int) -> None:
        self._pull(number)["state"] = "closed"

    def _pull(self, number: int) -> dict[str, Any]:
        return self.pulls[number - 1]

    def answer(self, method: str, path: str, query: dict[str, list[str]], given: Any) -> Answer:
        project = {"full_name": PROJECT, "default_branch": "main", "archived": False, "permissions": {"push": True}}
        match method, path.strip("/").split("/"):
            case "GET", [""]:
                return Answer(200, project | self.project)
            case "GET", ["pulls"]:
                return self._listed(query)
            case "POST", ["pulls"]:
                return self._opened(given)
            case "PATCH", ["pulls", number]:
                self._pull(int(number)).update(given)
                return Answer(200, self._pull(int(number)))
            case "POST", ["issues", number, "comments"]:
                self.comments.setdefault(int(number), []).append(given["body"])
                return Answer(201, {})
            case "POST", ["issues" | "pulls", _, what]:
                self.invited.append((what, given))
                return Answer(201, {})
        return Answer(404, {"message": "Not Found"})

    def _listed(self, query: dict[str, list[str]]) -> Answer:
        found = [pull for pull in reversed(self.pulls) if pull["state"] == query["state"][0]]
        page, size = int(query.get("page", ["1"])[0]), min(int(query["per_page"][0]), 2)
        rest = {name: values[0] for name, values in query.items() if name != "page"}
        pairs = "&".join(f"{name}={value}" for name, value in rest.items())
        more = f'<{self.api}/repos/{PROJECT}/pulls?{pairs}&page={page + 1}>; rel="next"'
        return Answer(200, found[(page - 1) * size : page * size], {"Link": more} if len(found) > page * size else {})

    def _opened(self, given: dict[str, Any]) -> Answer:
        if any(pull["state"] == "open" and pull["head"]["ref"] == given["head"] for pull in self.pulls):
            errors = [{"message": f"A pull request already exists for acme:{given['head']}."}]
            return Answer(422, {"message": "Validation Failed", "errors": errors})
        assert given["head"] in self.branches, "a pull request wants its branch"
        number = len(self.pulls) + 1
        pull = {
            "number": number,
            "html_url": f"{self.address}/{PROJECT}/pull/{number}",
            "title": given["title"],
            "body": given["body"].replace("\n", "\r\n"),  # as the web form does
            "head": {"ref": given["head"], "repo": {"full_name": PROJECT}},
            "base": {"ref": given["base"]},
            "draft": given["draft"],
            "state": "open",
            "merged_at": None,
        }
        self.pulls.append(pull)
        return Answer(201, pull)


@contextmanager
def serving(folder: Path, kind: type[HostT]) -> Iterator[HostT]:
    """A host with an empty repository in `folder`."""
    repository = folder / "shop.git"
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(repository)], check=True)
    host = kind(repository)
    host.git("config", "http.receivepack", "true")
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(host))
    host.address = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield host
    finally:
        server.shutdown()
        server.server_close()


def clone(host: FakeHost, root: Path) -> Checkout:
    """A checkout whose remote is the host, reached as a person would."""
    checkout = Checkout.create(root)
    checkout.git("remote", "add", "origin", host.url)
    return checkout


def publish(host: FakeHost, checkout: Checkout) -> None:
    """Put main on the host without its HTTP."""
    checkout.git("push", "-q", str(host.repository), "+HEAD:refs/heads/main")


def _handler(host: FakeHost) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *arguments: object) -> None:
            pass

        def _handle(self) -> None:
            length = int(self.headers.get("content-length") or 0)
            body = self.rfile.read(length) if length else self._chunks()
            parts = urlsplit(self.path)
            host.requests.append((self.command, self.path))
            if match := _GIT.fullmatch(parts.path):
                self._git(match["rest"], parts.query, body)
            elif match := re.fullmatch(host.api_form, parts.path):
                self._api(match["rest"], parse_qs(parts.query), body)
            else:
                self._send(Answer(404, {"message": "Not Found"}))

        do_GET = do_POST = do_PATCH = do_PUT = _handle  # noqa: N815

        def _api(self, rest: str, query: dict[str, list[str]], body: bytes) -> None:
            if not host.allows(self.headers):
                self._send(Answer(401, {"message": "Bad credentials"}))
                return
            fault = next((a for f in host.faults if (a := f(host, self.command, rest)) is not None), None)
            if fault is not None and fault is not DROP:
                self._send(fault)
                return
            answer = host.answer(self.command, rest, query, json.loads(body) if body else None)
            if fault is DROP:
                self.close_connection = True
                return
            self._send(answer)

        def _send(self, answer: Answer) -> None:
            body = json.dumps(answer.fields).encode()
            self.send_response(answer.status)
            self.send_header("Content-Type", "application/json; charset=utf-8")
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def _git(self, rest: str, query: str, body: bytes) -> None:
            given = base64.b64encode(f"{host.git_user}:{TOKEN}".encode()).decode()
            if self.headers.get("authorization") != f"Basic {given}":
                self.send_response(401)
                self.send_header("WWW-Authenticate", 'Basic realm="acme"')
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            environment = {
                "PATH": os.environ["PATH"],
                "GIT_PROJECT_ROOT": str(host.repository),
                "GIT_HTTP_EXPORT_ALL": "1",
                "GIT_PROTOCOL": self.headers.get("git-protocol", ""),
                "PATH_INFO": rest,
                "QUERY_STRING": query,
                "REMOTE_USER": "ada",
                "REMOTE_ADDR": "127.0.0.1",
                "REQUEST_METHOD": self.command,
                "CONTENT_TYPE": self.headers.get("content-type", ""),
                "CONTENT_LENGTH": str(len(body)),
                "HTTP_CONTENT_ENCODING": self.headers.get("content-encoding", ""),
            }
            done = subprocess.run(["git", "http-backend"], input=body, env=environment, capture_output=True, check=True)
            head, _, content = done.stdout.partition(b"\r\n\r\n")
            lines = [line.partition(": ") for line in head.decode().split("\r\n")]
            status = next((value.split()[0] for name, _, value in lines if name == "Status"), "200")
            self.send_response(int(status))
            for name, _, value in lines:
                if name != "Status":
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def _chunks(self) -> bytes:
            body = b""
            if self.headers.get("transfer-encoding") != "chunked":
                return body
            while size := int(self.rfile.readline(), 16):
                body += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
            return body

    return Handler
