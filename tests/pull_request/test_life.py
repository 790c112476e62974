"""The life of a pull request, on a real remote and a GitHub that remembers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from lambdafix.pull_request import marker
from support.checkout import Checkout
from support.command import Finished, lambdafix
from support.forge import PROJECT, TOKEN, FakeGitHub, clone, publish, serving
from support.projects import HEALTHY, REPAIRED

BRANCH = "lambdafix/all"
STATEFUL = b"""\
problems = []


def handler(event, context):
    problems.append(event["id"])
    return problems
"""


@pytest.fixture
def github(tmp_path: Path, git_home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeGitHub]:
    monkeypatch.setenv("GH_TOKEN", TOKEN)
    with serving(tmp_path, FakeGitHub) as host:
        yield host


@pytest.fixture
def shop(github: FakeGitHub, tmp_path: Path) -> Checkout:
    """A checkout of a project with one fault, at the state that the host has."""
    checkout = clone(github, tmp_path / "shop")
    checkout.commit({"app.py": HEALTHY})
    publish(github, checkout)
    return checkout


def pr(github: FakeGitHub, shop: Checkout, *arguments: str) -> Finished:
    return lambdafix(shop.root, "pr", "--forge", "github", "--base-url", github.api, *arguments)


def test_the_life_of_a_pull_request(github: FakeGitHub, shop: Checkout) -> None:
    # It is opened,
    first = pr(github, shop)
    assert (first.status, first.stdout) == (0, f"Pull request 1 opened: {github.address}/{PROJECT}/pull/1\n"), first
    assert github.git("show", f"{BRANCH}:app.py") + "\n" == REPAIRED.decode()
    assert github.git("log", "--format=%s", f"main..{BRANCH}") == "Fix client-in-handler (LMB201) in app.py"
    assert github.pulls[0]["title"] == "Fix client-in-handler (LMB201) in app.py"
    assert not github.pulls[0]["draft"]

    # left alone as long as nothing changes,
    tip, writes = github.branches[BRANCH], len(github.writes)
    assert pr(github, shop).stdout.startswith("Pull request 1 up to date")
    assert (github.branches[BRANCH], len(github.writes)) == (tip, writes)

    # brought up to date, with what people wrote around our text kept,
    github.pulls[0]["body"] = f"Ada: I like it.\r\n\r\n{github.pulls[0]['body']}\r\n\r\nSee you."
    shop.commit({"other.py": STATEFUL})
    publish(github, shop)
    assert pr(github, shop).stdout.startswith("Pull request 1 updated")
    assert github.pulls[0]["title"] == "Fix 2 Lambda findings in 2 files"
    assert github.pulls[0]["body"].startswith("Ada: I like it.\n\n<!-- lambdafix:begin -->")
    assert github.pulls[0]["body"].endswith("<!-- lambdafix:end -->\n\nSee you.")
    assert len(github.git("log", "--format=%s", f"main..{BRANCH}").splitlines()) == 2
    assert pr(github, shop).stdout.startswith("Pull request 1 up to date")

    # and closed without being merged: then its fixes are not proposed again,
    github.close(1)
    assert pr(github, shop).stdout == "Nothing to fix, so there is no pull request.\n"
    assert len(github.pulls) == 1

    # not even when the branch is deleted, while a new fault is.
    github.git("update-ref", "-d", f"refs/heads/{BRANCH}")
    shop.commit({"third.py": HEALTHY})
    publish(github, shop)
    assert pr(github, shop).stdout.startswith("Pull request 2 opened")
    assert github.git("diff", "--name-only", "main", BRANCH) == "third.py"
    assert "2 fixes left out, because you rejected them" in github.pulls[1]["body"]

    # Who changes their mind asks for all of it anew.
    assert pr(github, shop, "--recreate").stdout.startswith("Pull request 2 updated")
    assert github.git("diff", "--name-only", "main", BRANCH).split() == ["app.py", "other.py", "third.py"]

    # A branch that is deleted under an open pull request is pushed again.
    github.git("update-ref", "-d", f"refs/heads/{BRANCH}")
    assert pr(github, shop, "--recreate").stdout.startswith("Pull request 2 updated")
    assert BRANCH in github.branches

    # Merged, it leaves nothing to do,
    github.merge(2)
    assert pr(github, shop).stdout == "Nothing to fix, so there is no pull request.\n"

    # and the next fault gets a pull request of its own, on the branch that is there still.
    shop.git("pull", "-q", str(github.repository), "main")
    shop.commit({"fourth.py": STATEFUL})
    publish(github, shop)
    assert pr(github, shop).stdout.startswith("Pull request 3 opened")

    # Where somebody else repairs it, ours is closed with a word, which rejects nothing.
    shop.commit({"fourth.py": b""})
    publish(github, shop)
    assert "closed, because nothing is left to fix" in pr(github, shop).stdout
    assert github.pulls[2]["state"] == "closed"
    assert "Nothing is left to fix" in github.comments[3][0]
    shop.commit({"fourth.py": STATEFUL})
    publish(github, shop)
    assert pr(github, shop).stdout.startswith("Pull request 4 opened")


def test_what_merges_into_another_branch_stays_open(github: FakeGitHub, shop: Checkout) -> None:
    shop.git("push", "-q", str(github.repository), "HEAD:refs/heads/release")
    assert pr(github, shop, "--base", "release").stdout.startswith("Pull request 1 opened")
    shop.commit({"app.py": REPAIRED})
    publish(github, shop)

    assert pr(github, shop).stdout == "Nothing to fix, so there is no pull request.\n"
    assert github.pulls[0]["state"] == "open"
    assert pr(github, shop, "--base", "release").stdout.startswith("Pull request 1 up to date")


def test_the_checkout_is_not_touched(github: FakeGitHub, shop: Checkout) -> None:
    """Neither the files nor the index nor HEAD, nor refs, reflogs and configuration."""
    shop.write("app.py", b"mine\n")
    shop.write("staged.py", b"mine\n")
    shop.git("add", "staged.py")

    def seen() -> list[str]:
        questions = ("status --porcelain", "diff", "diff --cached", "for-each-ref", "reflog --all", "config --list")
        return [shop.git(*question.split()) for question in (*questions, "worktree list", "stash list")]

    before = seen()
    assert pr(github, shop).status == 0
    assert seen() == before
    assert not (shop.root / ".git/FETCH_HEAD").exists()
    assert github.git("show", f"{BRANCH}:app.py") + "\n" == REPAIRED.decode()


def test_another_persons_commit_is_never_overwritten(github: FakeGitHub, shop: Checkout) -> None:
    pr(github, shop)
    other = clone(github, shop.root.parent / "other")
    other.git("pull", "-q", str(github.repository), BRANCH)
    other.commit({"app.py": REPAIRED + b"# mine\n"})
    other.git("push", "-q", str(github.repository), f"HEAD:{BRANCH}")
    theirs = github.branches[BRANCH]
    shop.commit({"other.py": STATEFUL})
    publish(github, shop)
    finished = pr(github, shop)
    assert (finished.status, github.branches[BRANCH]) == (2, theirs)
    assert f"somebody else has committed to {BRANCH}" in finished.stderr


@pytest.mark.parametrize("amended", [False, True])
def test_a_branch_without_a_pull_request(github: FakeGitHub, shop: Checkout, amended: bool) -> None:
    """It is what a run left that was killed after its push; or somebody works on it."""
    pr(github, shop)
    github.pulls.clear()
    if amended:
        other = clone(github, shop.root.parent / "other")
        other.git("pull", "-q", str(github.repository), BRANCH)
        other.write("app.py", REPAIRED + b"# mine\n")
        later = {"GIT_COMMITTER_DATE": "2030-01-01T00:00:00Z"}
        other.git("commit", "-q", "-a", "--amend", "--no-edit", env=later)
        other.git("push", "-q", "-f", str(github.repository), f"HEAD:{BRANCH}")
    tip = github.branches[BRANCH]
    finished = pr(github, shop)
    assert github.branches[BRANCH] == tip
    if amended:
        assert finished.status == 2
        assert "somebody else has committed" in finished.stderr
    else:
        assert finished.stdout.startswith("Pull request 1 opened")


def test_people_are_invited_when_it_is_opened(github: FakeGitHub, shop: Checkout) -> None:
    people = ("--labels", "bug,lambda", "--reviewers", "ada", "--team-reviewers", "core", "--assignees", "grace")
    assert pr(github, shop, *people, "--draft").stdout.startswith("Pull request 1 opened, as a draft: ")
    assert github.invited == [
        ("labels", {"labels": ["bug", "lambda"]}),
        ("assignees", {"assignees": ["grace"]}),
        ("requested_reviewers", {"reviewers": ["ada"], "team_reviewers": ["core"]}),
    ]


def test_no_more_than_allowed_are_open(github: FakeGitHub, shop: Checkout) -> None:
    finished = pr(github, shop, "--max-open", "0")
    assert (finished.status, list(github.branches), github.pulls) == (1, ["main"], [])
    assert "--max-open" in finished.stdout


@pytest.mark.parametrize("narrow", [("other.py",), ("--select", "LMB4"), ("--exclude", "app.py")])
def test_what_was_not_looked_at_is_not_closed(github: FakeGitHub, shop: Checkout, narrow: tuple[str, ...]) -> None:
    shop.commit({"other.py": REPAIRED})
    publish(github, shop)
    pr(github, shop)
    assert pr(github, shop, *narrow).stdout.startswith("Nothing to fix in what was named")
    assert (github.pulls[0]["state"], github.comments) == ("open", {})


def test_from_a_folder_below(github: FakeGitHub, shop: Checkout) -> None:
    """What it says to type is typed at the top."""
    shop.commit({"src/orders.py": HEALTHY})
    publish(github, shop)
    done = lambdafix(shop.root / "src", "pr", "--forge", "github", "--base-url", github.api, "orders.py")
    assert done.stdout.startswith("Pull request 1 opened")
    assert github.git("diff", "--name-only", "main", BRANCH) == "src/orders.py"
    assert f"`lambdafix pr --forge github --base-url {github.api} src/orders.py`" in github.pulls[0]["body"]


def test_a_pull_request_from_a_fork_says_nothing(github: FakeGitHub, shop: Checkout) -> None:
    """Or anybody could forbid a fix by opening and closing one."""
    pr(github, shop)
    github.close(1)
    github.pulls[0]["head"]["repo"] = {"full_name": "mallory/shop"}
    assert pr(github, shop).stdout.startswith("Pull request 2 opened")


def test_the_rejections_of_closed_ones_can_be_committed(github: FakeGitHub, shop: Checkout) -> None:
    shop.commit({"other.py": STATEFUL})
    publish(github, shop)
    pr(github, shop, "app.py")
    github.close(1)
    assert "1 rejected in .lambdafix/rejected.toml; commit it" in pr(github, shop, "--share-rejections").stdout
    (mark,) = [marker.loads(github.pulls[0]["body"])]
    assert mark is not None
    (fix,) = mark.fixes
    assert fix in shop.read(".lambdafix/rejected.toml").decode()
