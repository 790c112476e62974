"""A file that holds nothing uncommitted but our own fixes may be fixed further."""

from __future__ import annotations

import pytest

from lambdafix.model import Rewrite
from lambdafix.vcs import commit, working_tree
from support.checkout import Checkout

HEAD, ONE, TWO, MINE = b"a = 0\n", b"a = 1\n", b"a = 2\n", b"a = 0\nb = 0\n"


def fixed(project: Checkout, before: bytes, after: bytes, path: str = "a.py") -> bool:
    """Whether the file was written; if not, because of uncommitted changes."""
    applied = working_tree.fix(project.root, [Rewrite(path, before, after, ())])
    if applied.refused:
        assert "uncommitted changes" in str(applied.refused[0].refusal)
    return bool(applied.written)


@pytest.fixture
def project(checkout: Checkout) -> Checkout:
    checkout.commit({"a.py": HEAD, "d/ä\nb.py": HEAD})
    return checkout


@pytest.mark.parametrize("path", ["a.py", "d/ä\nb.py"])
def test_our_own_changes_are_no_obstacle(project: Checkout, path: str) -> None:
    assert fixed(project, HEAD, ONE, path)
    assert fixed(project, ONE, TWO, path)
    assert fixed(project, TWO, b"a = 3\n", path)


def test_the_user_s_are_one_before_ours_between_and_after(project: Checkout) -> None:
    project.write("a.py", MINE)
    assert not fixed(project, MINE, ONE)
    working_tree.fix(project.root, [Rewrite("a.py", MINE, ONE, ())], allow_dirty=True)
    assert not fixed(project, ONE, TWO), "what was not committed before our run is the user's"

    project.git("checkout", "a.py")
    assert fixed(project, HEAD, ONE)
    project.write("a.py", MINE)
    assert not fixed(project, MINE, TWO)


def test_what_is_staged_is_as_safe_as_what_is_committed(project: Checkout) -> None:
    project.write("a.py", MINE)
    project.git("add", "a.py")
    assert fixed(project, MINE, ONE)
    assert fixed(project, ONE, TWO)
    project.git("reset", "-q")
    assert not fixed(project, TWO, ONE), "the user's work is in no commit and no longer staged"


def test_line_ends_that_git_converts(project: Checkout) -> None:
    project.git("config", "core.autocrlf", "true")
    before, after, further = (text.replace(b"\n", b"\r\n") for text in (MINE, ONE, TWO))
    project.commit({"a.py": before})
    project.git("config", "core.safecrlf", "true")
    assert fixed(project, before, after)
    assert fixed(project, after, further)


def test_a_commit_would_mix_them(project: Checkout) -> None:
    assert fixed(project, HEAD, ONE)

    refused = commit.refusals(project.root, [Rewrite("a.py", ONE, TWO, ())])

    assert "uncommitted changes" in str(refused["a.py"])
