"""The life of a merge request, on a real remote and a GitLab that remembers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from lambdafix.errors import UsageError
from lambdafix.forge import remote
from support.checkout import Checkout
from support.command import Finished, lambdafix
from support.forge import PROJECT, TOKEN, Answer, clone, publish, serving
from support.gitlab import FakeGitLab
from support.projects import HEALTHY, REPAIRED

BRANCH = "lambdafix/all"
PEOPLE = ("--labels", "bot,lambda", "--reviewers", "ada", "--assignees", "grace")


@pytest.fixture
def gitlab(tmp_path: Path, git_home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeGitLab]:
    monkeypatch.setenv("GITLAB_TOKEN", TOKEN)
    with serving(tmp_path, FakeGitLab) as host:
        yield host


@pytest.fixture
def shop(gitlab: FakeGitLab, tmp_path: Path) -> Checkout:
    checkout = clone(gitlab, tmp_path / "shop")
    checkout.commit({"app.py": HEALTHY})
    publish(gitlab, checkout)
    return checkout


def pr(shop: Checkout, *arguments: str) -> Finished:
    return lambdafix(shop.root, "pr", "--forge", "gitlab", *arguments)


def test_the_life_of_a_merge_request(gitlab: FakeGitLab, shop: Checkout) -> None:
    # It is opened,
    first = pr(shop, *PEOPLE)
    opened = f"Merge request 1 opened: {gitlab.address}/{PROJECT}/-/merge_requests/1\n"
    assert (first.status, first.stdout) == (0, opened), first
    assert gitlab.git("show", f"{BRANCH}:app.py") + "\n" == REPAIRED.decode()
    assert gitlab.pulls[0]["title"] == "Fix client-in-handler (LMB201) in app.py"
    assert "Close this merge request" in gitlab.pulls[0]["description"]
    assert gitlab.invited == [("people", {"add_labels": "bot,lambda", "assignee_ids": [5], "reviewer_ids": [3]})]

    # left alone as long as nothing changes,
    writes = len(gitlab.writes)
    assert pr(shop, *PEOPLE).stdout.startswith("Merge request 1 up to date")
    assert len(gitlab.writes) == writes

    # updated, a draft staying one,
    gitlab.pulls[0]["title"] = f"Draft: {gitlab.pulls[0]['title']}"
    shop.commit({"other.py": HEALTHY})
    publish(gitlab, shop)
    assert pr(shop, *PEOPLE).stdout.startswith("Merge request 1 updated")
    assert gitlab.pulls[0]["title"] == "Draft: Fix client-in-handler (LMB201) in 2 files"
    assert pr(shop, *PEOPLE).stdout.startswith("Merge request 1 up to date")

    # and closed unmerged: its fixes are not proposed again, while a new fault is.
    gitlab.close(1)
    assert pr(shop, *PEOPLE).stdout == "Nothing to fix, so there is no merge request.\n"
    shop.commit({"third.py": HEALTHY})
    publish(gitlab, shop)
    assert pr(shop, *PEOPLE).stdout.startswith("Merge request 2 opened")
    assert gitlab.git("diff", "--name-only", "main", BRANCH) == "third.py"

    # Merged, it leaves nothing to do; repaired by somebody else, it is closed with a word.
    gitlab.merge(2)
    assert pr(shop, *PEOPLE).stdout == "Nothing to fix, so there is no merge request.\n"
    shop.git("pull", "-q", str(gitlab.repository), "main")
    shop.commit({"fourth.py": HEALTHY})
    publish(gitlab, shop)
    assert pr(shop, *PEOPLE).stdout.startswith("Merge request 3 opened")
    shop.commit({"fourth.py": b""})
    publish(gitlab, shop)
    assert "closed, because nothing is left to fix" in pr(shop, *PEOPLE).stdout
    assert (gitlab.pulls[2]["state"], len(gitlab.notes[3])) == ("closed", 1)


def test_an_unsafe_fix_makes_a_draft(gitlab: FakeGitLab, shop: Checkout) -> None:
    assert "opened, as a draft" in pr(shop, "--draft").stdout
    assert gitlab.pulls[0]["title"].startswith("Draft: ")


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Answer(401, {"message": "401 Unauthorized"}), "GitLab does not accept the token"),
        (Answer(403, {"message": "403 Forbidden"}), "wants the scopes api and write_repository"),
        (Answer(404, {"message": "404 Project Not Found"}), f"shows this token no project {PROJECT}"),
        (Answer(200, {"archived": True}), "does not answer as GitLab does"),
        (Answer(400, {"error": "page is invalid"}), "GitLab answered 400"),
    ],
)
def test_what_gitlab_refuses(gitlab: FakeGitLab, shop: Checkout, answer: Answer, said: str) -> None:
    gitlab.faults.append(lambda _, method, path: answer)

    done = pr(shop)

    assert done.status == 2
    assert said in done.stderr
    assert TOKEN not in done.stdout + done.stderr
    assert BRANCH not in gitlab.branches


def test_who_may_not_push_is_told(gitlab: FakeGitLab, shop: Checkout) -> None:
    gitlab.project = {"permissions": {"project_access": {"access_level": 20}, "group_access": None}}

    assert "the token may not push" in pr(shop).stderr


def test_teams_are_not_asked(gitlab: FakeGitLab, shop: Checkout) -> None:
    done = pr(shop, "--team-reviewers", "backend")

    assert (done.status, gitlab.requests) == (2, [])
    assert "name them with --reviewers" in done.stderr


def test_a_dry_run_tells_the_calls(gitlab: FakeGitLab, shop: Checkout) -> None:
    shown = pr(shop, "--dry-run", "--labels", "bot").stdout

    assert "Would open a merge request on acme/shop" in shown
    assert "    POST /projects/acme%2Fshop/merge_requests\n    PUT" in shown
    assert gitlab.requests == []


def test_a_project_in_groups_on_gitlab_com_is_known() -> None:
    found = remote.parse("origin", "git@gitlab.com:acme/tools/shop.git")

    assert (found.kind, found.url) == ("gitlab", "https://gitlab.com/acme/tools/shop.git")
    with pytest.raises(UsageError, match="where it is a GitLab: --forge gitlab"):
        remote.parse("origin", "https://git.example.org/acme/shop.git")
