"""Git reads files that have no end, and repositories that are none: we say so, and neither hang nor write."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from support.checkout import Checkout
from support.projects import HEALTHY
from support.verbs import LIMIT, Ran, run_verbs

VERBS = ((), ("fix",), ("fix", "--commit"), ("undo", "--list"), ("--since", "HEAD"))


def pipe(name: str) -> Callable[[Path], None]:
    def make(root: Path) -> None:
        place = root / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.unlink(missing_ok=True)
        os.mkfifo(place)

    return make


def include(root: Path) -> None:
    """The pipe stands where only the configuration says."""
    os.mkfifo(root / ".git/elsewhere")
    Checkout(root).git("config", "--add", "core.excludesFile", str(root / ".git/elsewhere"))


def no_head(root: Path) -> None:
    (root / ".git/HEAD").unlink()


def replaced(content: str) -> Callable[[Path], None]:
    def make(root: Path) -> None:
        (root / ".git").rename(root.parent / "git-directory")
        (root / ".git").write_text(content)

    return make


def in_a_circle(root: Path) -> None:
    (root / ".git").rename(root.parent / "git-directory")
    (root / ".git").symlink_to(".git")


@pytest.fixture
def root(tmp_path: Path, git_home: Path) -> Path:
    checkout = Checkout.create(tmp_path / "project")
    checkout.commit({"app.py": HEALTHY, "deep/er/notes.txt": b"notes\n"})
    return checkout.root


@pytest.mark.parametrize(
    "spoil",
    [
        pipe(".gitignore"),
        pipe("deep/er/.gitignore"),
        pipe(".gitattributes"),
        pipe(".git/info/exclude"),
        pipe(".git/info/attributes"),
        pipe(".git/config"),
        pipe(".git/HEAD"),
        pipe(".git/packed-refs"),
        include,
    ],
    ids=".gitignore nested .gitattributes exclude attributes config HEAD packed-refs include".split(),
)
def test_a_pipe_that_git_reads_is_named(root: Path, spoil: Callable[[Path], None]) -> None:
    spoil(root)

    ran = run_verbs(root, VERBS)

    assert_orderly(ran)
    told = [one for one in ran if "is no regular file, and git waits to read it; remove it" in one.stdout + one.stderr]
    assert told or all(one.status in (0, 1) for one in ran), ran
    assert (root / "app.py").read_bytes() == HEALTHY or "Fixed 1 finding" in ran[1].stdout


@pytest.mark.parametrize(
    "spoil",
    [no_head, replaced(""), replaced("gitdir: /nowhere\n"), replaced("gitdir: .git\n"), replaced("\0"), in_a_circle],
    ids=["no HEAD", "empty", "to nowhere", "to itself", "NUL", "circle"],
)
def test_a_repository_that_git_cannot_read_is_not_written_to(root: Path, spoil: Callable[[Path], None]) -> None:
    spoil(root)

    ran = run_verbs(root, VERBS)

    assert_orderly(ran)
    looked, *others = ran
    assert looked.status == 1, looked
    assert "app.py" in looked.stdout
    assert all(one.status == 2 for one in others), others
    assert (root / "app.py").read_bytes() == HEALTHY


def assert_orderly(ran: list[Ran]) -> None:
    for verb, one in zip(VERBS, ran, strict=True):
        assert one.status in (0, 1, 2), f"{verb}: no end within {LIMIT} s, or killed: {one}"
        assert "Traceback" not in one.stderr, f"{verb}: {one}"
        if one.status == 2:
            assert one.stderr.startswith("lambdafix: "), f"{verb}: {one}"
