"""What cannot be: one clear line, exit 2, nothing pushed, nothing left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.checkout import Checkout
from support.command import Finished, lambdafix
from support.forge import DROP, PROJECT, TOKEN, Answer, FakeGitHub, clone, publish, serving
from support.projects import HEALTHY

BRANCH = "lambdafix/all"


@pytest.fixture
def github(tmp_path: Path, git_home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeGitHub]:
    monkeypatch.setenv("GH_TOKEN", TOKEN)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with serving(tmp_path, FakeGitHub) as host:
        yield host


@pytest.fixture
def shop(github: FakeGitHub, tmp_path: Path) -> Checkout:
    checkout = clone(github, tmp_path / "shop")
    checkout.commit({"app.py": HEALTHY})
    publish(github, checkout)
    return checkout


def pr(github: FakeGitHub, shop: Checkout, *arguments: str) -> Finished:
    return lambdafix(shop.root, "pr", "--forge", "github", "--base-url", github.api, *arguments)


def error(finished: Finished) -> str:
    """The one line that is said."""
    lines = [line for line in finished.stderr.splitlines() if "; waiting " not in line]
    assert (finished.status, finished.stdout, len(lines)) == (2, "", 1), finished
    return lines[0].removeprefix("lambdafix: error: ")


def left_behind(shop: Checkout) -> list[str]:
    folders = [path.name for path in shop.root.parent.glob("lambdafix-pull-*")]
    return [*shop.git("worktree", "list").splitlines()[1:], *folders]


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("https://git.example.org/acme/shop.git", "git.example.org, which lambdafix does not know"),
        ("git@git.example.org:acme/shop", "git.example.org, which lambdafix does not know"),
        ("https://ada:s3cret@github.com/acme/shop", "(https://****@github.com/acme/shop) has a password in its URL"),
        ("../elsewhere", "is a folder on this machine"),
        ("http://github.com/acme/shop", "is not https"),
        ("https://github.com/shop", "names no project as owner/name"),
        ("https://github.com:x/acme/shop", "is no URL"),
    ],
)
def test_a_remote_that_leads_nowhere(shop: Checkout, url: str, said: str) -> None:
    shop.git("remote", "set-url", "origin", url)
    finished = lambdafix(shop.root, "pr")
    assert said in error(finished)
    assert "s3cret" not in finished.stderr
    assert said in error(lambdafix(shop.root, "pr", "--dry-run"))


def test_no_repository_and_no_remote(github: FakeGitHub, tmp_path: Path) -> None:
    (tmp_path / "plain").mkdir()
    assert "is not in a git repository" in error(lambdafix(tmp_path / "plain", "pr"))
    checkout = Checkout.create(tmp_path / "alone")
    checkout.commit({"app.py": HEALTHY})
    assert "has no remote" in error(lambdafix(checkout.root, "pr"))
    for name in ("one", "two"):
        checkout.git("remote", "add", name, github.url)
    assert "several remotes (one, two)" in error(lambdafix(checkout.root, "pr"))
    assert "there is no remote three; there is one, two" in error(lambdafix(checkout.root, "pr", "--remote", "three"))


def test_no_token(github: FakeGitHub, shop: Checkout, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GH_TOKEN")
    monkeypatch.delenv("GITHUB_TOKEN", raising=False)
    assert "there is no token for 127.0.0.1" in error(pr(github, shop))
    assert github.requests == []


def test_a_path_that_is_not_committed(github: FakeGitHub, shop: Checkout) -> None:
    shop.write("new.py", HEALTHY)
    assert error(pr(github, shop, "new.py")) == "new.py: is not on the branch main; commit and push it first"


def test_a_base_that_is_not_there(github: FakeGitHub, shop: Checkout) -> None:
    assert "the remote has no branch nowhere" in error(pr(github, shop, "--base", "nowhere"))
    assert "the branch nowhere is not here" in error(pr(github, shop, "--base", "nowhere", "--dry-run"))


def test_a_detached_head(github: FakeGitHub, shop: Checkout) -> None:
    """The host knows which branch to merge into; without the network somebody must say it."""
    shop.git("checkout", "-q", "--detach")
    assert "HEAD is detached" in error(pr(github, shop, "--dry-run"))
    assert pr(github, shop, "--dry-run", "--base", "main").status == 0
    assert pr(github, shop).status == 0


def test_a_shallow_checkout_that_is_behind(github: FakeGitHub, shop: Checkout, tmp_path: Path) -> None:
    shop.commit({"app.py": HEALTHY + b"\n"})
    publish(github, shop)
    shallow = Checkout(tmp_path / "shallow")
    subprocess.run(["git", "clone", "-q", "--depth", "1", f"file://{github.repository}", shallow.root], check=True)
    shallow.git("remote", "set-url", "origin", github.url)
    shop.commit({"other.py": HEALTHY})
    publish(github, shop)
    assert pr(github, shallow).status == 0
    assert github.git("diff", "--name-only", "main", BRANCH).split() == ["app.py", "other.py"]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Answer(401, {"message": "Bad credentials"}), "GitHub does not accept the token"),
        (Answer(404, {"message": "Not Found"}), f"shows this token no project {PROJECT}"),
        (Answer(301, {"message": "Moved"}, {"Location": "https://elsewhere.example"}), "acme/shop has moved"),
        (Answer(200, "no project"), "is --base-url right?"),
        (Answer(500, {"message": "Oops"}), "GitHub answered 500"),
    ],
)
def test_what_the_host_refuses(github: FakeGitHub, shop: Checkout, answer: Answer, said: str) -> None:
    github.faults.append(lambda host, method, path: answer)
    assert said in error(pr(github, shop, "--retries", "0"))
    assert (list(github.branches), left_behind(shop)) == (["main"], [])


def test_a_missing_permission_is_named(github: FakeGitHub, shop: Checkout) -> None:
    refused = Answer(
        403,
        {"message": "Resource not accessible by personal access token"},
        {"X-Accepted-GitHub-Permissions": "pull_requests=write"},
    )
    github.faults.append(lambda host, method, path: refused if method == "POST" else None)
    assert "wants pull_requests=write" in error(pr(github, shop))
    github.project = {"permissions": {"push": False}}
    assert "the token may not push to acme/shop; it wants contents: write" in error(pr(github, shop))
    assert left_behind(shop) == []


def test_an_archived_project(github: FakeGitHub, shop: Checkout) -> None:
    github.project = {"archived": True}
    assert error(pr(github, shop)) == "acme/shop is archived, and takes no pull request"


def test_a_protected_branch(github: FakeGitHub, shop: Checkout) -> None:
    hook = github.repository / "hooks/pre-receive"
    hook.write_text(
        "#!/bin/sh\necho 'error: GH006: Protected branch update failed for refs/heads/lambdafix/all.' >&2\nexit 1\n"
    )
    hook.chmod(0o755)
    said = error(pr(github, shop))
    assert "because a rule of the host protects it" in said
    assert "GH006" in said
    assert (github.pulls, left_behind(shop)) == ([], [])


def test_a_hook_of_the_users_that_refuses_is_shown(github: FakeGitHub, shop: Checkout) -> None:
    shop.hook("pre-commit", "echo no fixes on Fridays >&2; exit 1")
    finished = pr(github, shop)
    assert (finished.status, list(github.branches)) == (2, ["main"])
    assert "no fixes on Fridays" in finished.stderr


def test_a_connection_dropped_after_it_was_opened(github: FakeGitHub, shop: Checkout) -> None:
    """Nobody knows what became of it: the next run looks, and opens no second one."""
    github.faults.append(lambda host, method, path: DROP if method == "POST" else None)
    assert "did not answer" in error(pr(github, shop))
    assert len(github.pulls) == 1
    github.faults.clear()
    assert pr(github, shop).stdout.startswith("Pull request 1 up to date")
    assert len(github.pulls) == 1


def test_a_host_that_is_not_there(shop: Checkout) -> None:
    arguments = ("--forge", "github", "--base-url", "http://127.0.0.1:9/api/v3", "--retries", "0")
    assert "127.0.0.1 did not answer" in error(lambdafix(shop.root, "pr", *arguments))


@pytest.mark.parametrize("proxy", ["nowhere", "ftp://127.0.0.1:9", "http://127.0.0.1:9"])
def test_a_proxy_that_is_none(shop: Checkout, monkeypatch: pytest.MonkeyPatch, proxy: str) -> None:
    monkeypatch.setenv("ALL_PROXY", proxy)
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    shop.git("remote", "set-url", "origin", "https://github.com/acme/shop.git")
    said = error(lambdafix(shop.root, "pr", "--retries", "0"))
    assert "the proxy that" in said or "did not answer" in said


def test_an_open_one_into_another_branch(github: FakeGitHub, shop: Checkout) -> None:
    github.git("branch", "release", "main")
    assert pr(github, shop, "--base", "release").status == 0
    tip = github.branches[BRANCH]
    assert "merges into release, not into main" in error(pr(github, shop))
    assert github.branches[BRANCH] == tip


def test_a_project_without_any_fix_that_passes_the_tests(github: FakeGitHub, shop: Checkout) -> None:
    """That is no reason to close what is open."""
    assert pr(github, shop).status == 0
    finished = pr(github, shop, "--verify", "grep -q '^    client' app.py")
    assert (finished.status, github.pulls[0]["state"]) == (2, "open")
    assert "no fix is left to propose" in finished.stderr


def test_a_base_url_in_the_clear(shop: Checkout) -> None:
    arguments = ("--forge", "github", "--base-url", "http://github.example.org/api/v3")
    assert "is not https, and a token would travel in the clear" in error(lambdafix(shop.root, "pr", *arguments))


def test_what_a_killed_run_left_is_removed_by_the_next(github: FakeGitHub, shop: Checkout) -> None:
    shop.hook("pre-commit", 'test -e "$HOME/go" || { touch "$HOME/here"; sleep 60; }')
    home = Path(os.environ["HOME"])
    command = [sys.executable, "-P", "-m", "lambdafix", "pr", "--forge", "github", "--base-url", github.api]
    with subprocess.Popen(command, cwd=shop.root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        while not (home / "here").exists():
            assert running.poll() is None
            time.sleep(0.05)
        running.send_signal(signal.SIGKILL)
    assert len(left_behind(shop)) == 2
    (home / "go").touch()
    assert pr(github, shop).status == 0
    assert left_behind(shop) == []


def test_an_interrupted_run_leaves_nothing(github: FakeGitHub, shop: Checkout) -> None:
    shop.hook("pre-commit", 'touch "$HOME/here"; sleep 5')
    home = Path(os.environ["HOME"])
    command = [sys.executable, "-P", "-m", "lambdafix", "pr", "--forge", "github", "--base-url", github.api]
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job ignores it, as do its children
    with subprocess.Popen(command, cwd=shop.root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        while not (home / "here").exists():
            assert running.poll() is None
            time.sleep(0.05)
        running.send_signal(signal.SIGINT)
    assert (running.returncode, left_behind(shop), list(github.branches)) == (130, [], ["main"])
