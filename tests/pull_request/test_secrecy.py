"""The token is in no output, on no command line, in no file, and in no child's environment."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from lambdafix.errors import UsageError
from lambdafix.forge.kinds import KINDS
from lambdafix.pull_request.askpass import Credential, answering, chosen, take
from support.checkout import Checkout
from support.command import lambdafix
from support.forge import TOKEN, Answer, FakeGitHub, clone, publish, serving
from support.projects import HEALTHY

REFUSING = """\
import socket


def refuse(*_, **__):
    raise AssertionError("a socket was asked for")


socket.socket.__init__ = socket.create_connection = socket.getaddrinfo = refuse
"""


@pytest.fixture
def github(tmp_path: Path, git_home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeGitHub]:
    monkeypatch.setenv("GH_TOKEN", TOKEN)
    monkeypatch.setenv("GITHUB_TOKEN", TOKEN)
    with serving(tmp_path, FakeGitHub) as host:
        yield host


@pytest.fixture
def shop(github: FakeGitHub, tmp_path: Path) -> Checkout:
    checkout = clone(github, tmp_path / "shop")
    checkout.commit({"app.py": HEALTHY})
    publish(github, checkout)
    return checkout


@pytest.fixture
def seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file to which every git writes its arguments and its environment, before it runs."""
    log, folder, git = tmp_path / "seen", tmp_path / "bin", shutil.which("git")
    assert git is not None
    folder.mkdir()
    script = f'#!/bin/sh\n{{ echo "$@"; env; }} >> {shlex.quote(str(log))}\nexec {git} "$@"\n'
    (folder / "git").write_text(script)
    (folder / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    return log


@pytest.mark.parametrize("fails", [False, True])
def test_the_token_is_nowhere(github: FakeGitHub, shop: Checkout, seen: Path, fails: bool) -> None:
    for hook in ("pre-commit", "pre-push", "post-commit"):
        shop.hook(hook, f"env >> {shlex.quote(str(seen))}")
    shop.git("config", "--global", "credential.helper", "store")
    if fails:
        github.faults.append(lambda host, method, path: Answer(422, {"message": TOKEN}) if method == "POST" else None)
        (github.repository / "hooks/pre-receive").write_text(f"#!/bin/sh\necho {TOKEN} >&2; exit 1\n")
        (github.repository / "hooks/pre-receive").chmod(0o755)
    arguments = ("--forge", "github", "--base-url", github.api, "--verify", "env")
    seen.unlink()
    finished = lambdafix(shop.root, "pr", *arguments)
    assert finished.status == (2 if fails else 0), finished
    said = seen.read_text()
    assert " push " in said
    assert "GIT_ASKPASS" in said
    for text in (said, finished.stdout, finished.stderr):
        assert TOKEN not in text
    kept = [path for path in (*shop.root.rglob("*"), *Path(os.environ["HOME"]).rglob("*")) if path.is_file()]
    assert not [path for path in kept if TOKEN.encode() in path.read_bytes()]
    assert not any(TOKEN in pull["body"] for pull in github.pulls)


def test_a_dry_run_asks_for_no_socket(
    github: FakeGitHub, shop: Checkout, seen: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    github.requests.clear()
    (tmp_path / "refusing").mkdir()
    (tmp_path / "refusing/sitecustomize.py").write_text(REFUSING)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "refusing"))
    arguments = ("--forge", "github", "--base-url", github.api, "--jobs", "1")
    finished = lambdafix(shop.root, "pr", "--dry-run", *arguments)
    assert finished.status == 0, finished
    assert "a socket was asked for" in refused(shop, arguments)
    assert not any(verb in seen.read_text() for verb in (" fetch ", " push ", " ls-remote "))
    assert github.requests == []
    monkeypatch.delenv("PYTHONPATH")

    # what it announces is what is then done
    said = [line.strip() for line in finished.stdout.partition("\nCalls")[2].splitlines()[2:]]
    assert lambdafix(shop.root, "pr", *arguments).status == 0
    done = [f"{method} {path.removeprefix('/api/v3').partition('&')[0]}" for method, path in github.requests]
    assert [call for call in done if "/repos/" in call] == [call for call in said if not call.startswith("git ")]
    title, body = github.pulls[0]["title"], github.pulls[0]["body"].replace("\r\n", "\n")
    assert f"Title   {title}\nBranch  lambdafix/all into main\n" in finished.stdout
    assert body.partition(" -->\n\n**")[2] in finished.stdout
    assert github.git("log", "-1", "--format=%B", "lambdafix/all").splitlines()[-1] in finished.stdout


def refused(shop: Checkout, arguments: tuple[str, ...]) -> str:
    """What is said where the same without --dry-run wants the network: or the test above could not fail."""
    command = [sys.executable, "-P", "-m", "lambdafix", "pr", *arguments]
    return subprocess.run(command, cwd=shop.root, capture_output=True, text=True, check=False).stderr


def test_another_host_is_not_answered() -> None:
    """`url.<base>.insteadOf` can lead a push elsewhere."""
    credential = Credential("https", "github.com", "x-access-token", TOKEN)
    assert credential.answer("Username for 'https://github.com': ") == "x-access-token"
    assert credential.answer("Password for 'https://x-access-token@github.com': ") == TOKEN
    assert credential.answer("Password for 'https://x-access-token@GitHub.com/acme/shop.git': ") == TOKEN
    for other in (
        "Password for 'https://x-access-token@evil.example': ",
        "Password for 'http://x-access-token@github.com': ",
        "Password for 'https://x-access-token@github.com.evil.example': ",
        "Password for 'https://github.com@evil.example': ",
        "Password for 'https://github.com:8443': ",
        "Password for 'https://a@github.com@evil.example': ",
        "Enter passphrase for key '/home/ada/.ssh/id': ",
        "",
    ):
        assert credential.answer(other) == "", other
    assert TOKEN not in repr(credential)


def test_a_push_that_is_led_elsewhere_gets_nothing(github: FakeGitHub, shop: Checkout, tmp_path: Path) -> None:
    with serving(tmp_path / "elsewhere", FakeGitHub) as elsewhere:
        shop.git("config", f"url.{elsewhere.address}/.insteadOf", f"{github.address}/")
        finished = lambdafix(shop.root, "pr", "--forge", "github", "--base-url", github.api, "--remote", "origin")
        assert finished.status == 2
        assert elsewhere.branches == {}


def test_the_helper_answers_git_alone(tmp_path: Path) -> None:
    credential = Credential("https", "github.com", "x-access-token", TOKEN)
    with answering(credential, tmp_path) as variables:
        prompts = ["Password for 'https://x-access-token@github.com': ", "Password for 'https://evil.example': "]
        runs = [
            subprocess.run([variables["GIT_ASKPASS"], prompt], capture_output=True, text=True, check=False)
            for prompt in prompts
        ]
        assert [(run.returncode, run.stdout) for run in runs] == [(0, f"{TOKEN}\n"), (1, "")]
    assert not any(TOKEN.encode() in path.read_bytes() for path in tmp_path.iterdir() if path.is_file())


def test_every_token_leaves_the_environment() -> None:
    environ = {"GITHUB_TOKEN": " a \n", "GH_TOKEN": "", "GITLAB_TOKEN": "c", "HOME": "/"}
    tokens = take(environ)
    assert environ == {"HOME": "/"}
    assert chosen(tokens, KINDS["github"]) == "a"
    assert chosen({"GITLAB_TOKEN": "c"}, KINDS["github"]) is None
    with pytest.raises(UsageError, match="was it copied whole"):
        chosen({"GH_TOKEN": "a b"}, KINDS["github"])
