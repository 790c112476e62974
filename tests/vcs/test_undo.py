"""Taking back a run: exact to the byte, merged where the user went on, and never over their work."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from lambdafix.errors import UsageError
from lambdafix.model import Rewrite
from lambdafix.vcs import undo, working_tree, write
from lambdafix.vcs.commit import CommitStep, commit_fixes
from lambdafix.vcs.disk import BLOCK
from lambdafix.vcs.journal import digest
from support.checkout import Checkout

OLD = b"first\nsecond\nthird\nfourth\nfifth\n"
NEW = b"FIXED\nsecond\nthird\nfourth\nfifth\n"


@pytest.fixture(params=["git", "folder"])
def project(request: pytest.FixtureRequest, tmp_path: Path, git_home: Path) -> Checkout:
    """A project in git, and one outside of it."""
    if request.param == "git":
        return Checkout.create(tmp_path / "project")
    (tmp_path / "project").mkdir()
    return Checkout(tmp_path / "project")


def fix(project: Checkout, *changes: tuple[str, bytes, bytes], label: str = "lambdafix fix") -> None:
    rewrites = [Rewrite(*change) for change in changes]
    applied = working_tree.fix(project.root, rewrites, allow_dirty=True, label=label)
    assert applied.refused == ()


@pytest.mark.parametrize(
    "content",
    [
        b"crlf = 1\r\n",
        b"cr = 1\rcr = 2\r",
        b"mixed\r\nends\nand\r",
        b"no final newline",
        b"\xef\xbb\xbfbom = 1\n",
        b"# coding: latin-1\ns = '\xe9'\n",
        b"form\x0cfeed\n",
        b"",
        pytest.param(b"x" * (3 * BLOCK), id="three blocks"),
    ],
)
def test_undo_is_exact(project: Checkout, content: bytes) -> None:
    project.write("a.py", content, 0o755)
    if (project.root / ".git").exists():
        project.git("config", "core.autocrlf", "true")
        project.git("config", "core.safecrlf", "false")
        project.commit()
    fix(project, ("a.py", content, NEW))
    undone = undo.undo(project.root)
    assert (undone.restored, undone.merged, undone.refused) == (("a.py",), (), ())
    assert project.read("a.py") == content
    assert (project.root / "a.py").stat().st_mode & 0o777 == 0o755


def test_runs_are_listed_and_taken_back_one_by_one(project: Checkout) -> None:
    project.write("a.py", b"0")
    project.write("d/b.py", b"0")
    fix(project, ("a.py", b"0", b"1"), label="fix LMB101")
    fix(project, ("a.py", b"1", b"2"), ("d/b.py", b"0", b"1"), label="fix LMB201")
    runs = undo.listed(project.root)
    assert [(run.number, run.label, run.paths) for run in runs] == [
        (2, "fix LMB201", ("a.py", "d/b.py")),
        (1, "fix LMB101", ("a.py",)),
    ]
    assert undo.undo(project.root).number == 2
    assert (project.read("a.py"), project.read("d/b.py")) == (b"1", b"0")
    assert undo.undo(project.root).number == 1
    assert project.read("a.py") == b"0"
    assert undo.listed(project.root) == ()
    with pytest.raises(UsageError, match="nothing to undo"):
        undo.undo(project.root)


def test_a_run_that_does_not_exist(project: Checkout) -> None:
    project.write("a.py", b"0")
    fix(project, ("a.py", b"0", b"1"))
    with pytest.raises(UsageError, match="no run 7"):
        undo.undo(project.root, 7)


def test_later_edits_elsewhere_in_the_file_are_kept(project: Checkout) -> None:
    project.write("a.py", OLD)
    fix(project, ("a.py", OLD, NEW))
    project.write("a.py", NEW.replace(b"fifth", b"mine"))
    undone = undo.undo(project.root)
    assert (undone.restored, undone.merged) == ((), ("a.py",))
    assert project.read("a.py") == OLD.replace(b"fifth", b"mine")


def test_a_merge_keeps_line_endings(project: Checkout) -> None:
    old, new = OLD.replace(b"\n", b"\r\n"), NEW.replace(b"\n", b"\r\n")
    project.write("a.py", old)
    fix(project, ("a.py", old, new))
    project.write("a.py", new.replace(b"fifth\r\n", b"mine"))
    undo.undo(project.root)
    assert project.read("a.py") == old.replace(b"fifth\r\n", b"mine")


def test_an_older_run_can_be_taken_back_under_a_later_one(project: Checkout) -> None:
    project.write("a.py", OLD)
    second = NEW.replace(b"fifth", b"FIXED TOO")
    fix(project, ("a.py", OLD, NEW))
    fix(project, ("a.py", NEW, second))
    assert undo.undo(project.root, 1).merged == ("a.py",)
    assert project.read("a.py") == OLD.replace(b"fifth", b"FIXED TOO")
    assert [run.number for run in undo.listed(project.root)] == [2]


def test_edits_of_the_fixed_lines_are_a_conflict_and_nothing_is_overwritten(project: Checkout) -> None:
    project.write("a.py", OLD)
    project.write("b.py", OLD)
    fix(project, ("a.py", OLD, NEW), ("b.py", OLD, NEW))
    mine = NEW.replace(b"FIXED", b"my own idea")
    project.write("a.py", mine)
    undone = undo.undo(project.root)
    assert undone.restored == ("b.py",)
    refused = undone.refused[0]
    assert (refused.path, refused.refusal.reason) == ("a.py", "you have edited the fixed lines since (1 place)")
    assert project.read("a.py") == mine
    assert [run.number for run in undo.listed(project.root)] == [1], "what is not undone stays on the list"
    shown = refused.refusal.remedy.removeprefix("its earlier content: ")
    command = shown if shown.startswith("git ") else f"cat '{shown}'"
    assert subprocess.check_output(command, shell=True, cwd=project.root) == OLD
    project.write("a.py", NEW)
    again = undo.undo(project.root)
    assert (again.restored, again.unchanged, again.refused) == (("a.py",), ("b.py",), ())


def test_a_file_deleted_since_stays_deleted(project: Checkout) -> None:
    project.write("a.py", OLD)
    fix(project, ("a.py", OLD, NEW))
    (project.root / "a.py").unlink()
    assert undo.undo(project.root).refused[0].refusal.reason == "it was deleted or moved since"
    assert not (project.root / "a.py").exists()


def test_binary_content_is_not_merged(project: Checkout) -> None:
    project.write("a.py", b"\0old")
    fix(project, ("a.py", b"\0old", b"\0new"))
    project.write("a.py", b"\0mine")
    assert "cannot be merged" in undo.undo(project.root).refused[0].refusal.reason
    assert project.read("a.py") == b"\0mine"


def test_what_a_merge_replaced_is_kept_too(checkout: Checkout) -> None:
    checkout.commit({"a.py": OLD})
    fix(checkout, ("a.py", OLD, NEW))
    mine = NEW.replace(b"fifth", b"mine")
    checkout.write("a.py", mine)
    undo.undo(checkout.root)
    refs = checkout.git("for-each-ref", "--format=%(refname)", "refs/worktree/lambdafix/").split()
    assert refs == ["refs/worktree/lambdafix/undone/1", "refs/worktree/lambdafix/undone/2"]
    assert checkout.git("show", "refs/worktree/lambdafix/undone/2^:a.py").encode() + b"\n" == mine


def test_the_snapshot_shows_the_runs_diff_and_survives_gc(checkout: Checkout) -> None:
    checkout.commit({"other.py": b"1"})
    checkout.write("a.py", OLD)
    fix(checkout, ("a.py", OLD, NEW), label="fix LMB201\nin a.py")
    checkout.git("gc", "-q", "--prune=now")
    shown = checkout.git("show", "--format=%s", "refs/worktree/lambdafix/undo/1")
    assert shown.startswith("fix LMB201 in a.py\n")
    assert "-first\n+FIXED\n" in shown
    assert undo.undo(checkout.root).restored == ("a.py",)


@pytest.mark.parametrize("cleaner", ["main", "linked"])
def test_a_snapshot_survives_gc_in_another_worktree(checkout: Checkout, tmp_path: Path, cleaner: str) -> None:
    checkout.commit({"other.py": b"1"})
    checkout.git("worktree", "add", "-q", str(tmp_path / "linked"))
    trees = {"main": checkout, "linked": Checkout(tmp_path / "linked")}
    for tree in trees.values():
        tree.write("a.py", str(tree.root).encode())
        fix(tree, ("a.py", str(tree.root).encode(), NEW))
    trees[cleaner].git("gc", "-q", "--prune=now")
    for tree in trees.values():
        assert undo.undo(tree.root).restored == ("a.py",)
        assert tree.read("a.py") == str(tree.root).encode()


def test_stash_branches_and_index_are_left_alone(checkout: Checkout) -> None:
    checkout.commit({"a.py": OLD, "b.py": OLD})
    checkout.write("b.py", b"stashed\n")
    checkout.git("stash", "-q")
    index, head = (checkout.root / ".git/index").read_bytes(), checkout.git("rev-parse", "HEAD")
    fix(checkout, ("a.py", OLD, NEW))
    undo.undo(checkout.root)
    assert (checkout.root / ".git/index").read_bytes() == index
    assert checkout.git("stash", "list", "--format=%gd") == "stash@{0}"
    assert checkout.git("rev-parse", "HEAD") == head
    assert checkout.git("branch", "--format=%(refname:short)") == "main"


def test_no_identity_is_needed(checkout: Checkout, git_home: Path) -> None:
    checkout.commit({"a.py": OLD})
    (git_home / ".gitconfig").write_text("[user]\n\tuseConfigOnly = true\n")
    fix(checkout, ("a.py", OLD, NEW))
    assert undo.undo(checkout.root).restored == ("a.py",)


def test_nothing_is_written_where_no_snapshot_can_be_kept(project: Checkout) -> None:
    project.write("a.py", OLD)
    if (project.root / ".git").exists():
        (project.root / ".git/refs/worktree").write_text("not a folder")
        expected: type[Exception] = UsageError
    else:
        (project.root / ".lambdafix").mkdir()
        (project.root / ".lambdafix/undo").write_text("not a folder")
        expected = OSError
    with pytest.raises(expected):
        fix(project, ("a.py", OLD, NEW))
    assert project.read("a.py") == OLD


KILLED = """
import os, signal, sys
from pathlib import Path
from lambdafix.model import Rewrite
from lambdafix.vcs import working_tree
def step(name):
    if name == sys.argv[2]:
        os.kill(os.getpid(), signal.SIGKILL)
rewrites = [Rewrite(name, b"old", b"new") for name in ("a.py", "b.py")]
working_tree.fix(Path(sys.argv[1]), rewrites, allow_dirty=True, step=step)
"""


@pytest.mark.parametrize("at", ["journal opened", "renamed", "a.py done", "b.py done", "journal closed"])
def test_a_killed_run_can_be_taken_back(project: Checkout, at: str) -> None:
    for name in ("a.py", "b.py"):
        project.write(name, b"old")
    subprocess.run([sys.executable, "-c", KILLED, str(project.root), at], check=False)
    undone = undo.undo(project.root)
    assert sorted([*undone.restored, *undone.unchanged]) == ["a.py", "b.py"]
    assert (project.read("a.py"), project.read("b.py")) == (b"old", b"old")
    assert write.recover(project.root) == ()


def test_a_strangers_snapshot_reads_nothing_from_elsewhere(tmp_path: Path, git_home: Path) -> None:
    root = tmp_path / "project"
    (root / ".lambdafix/undo/1").mkdir(parents=True)
    (tmp_path / "secret").write_bytes(b"secret")
    (root / "a.py").write_bytes(b"new")
    (root / ".lambdafix/undo/1/link").symlink_to(tmp_path / "secret")
    row = '{"path": "a.py", "before": "%s", "after": "link", "executable": false}'
    for name in ("../../../../secret", "link"):
        index = f'{{"version": 1, "label": "x", "when": 1, "files": [{row % name}]}}'
        (root / ".lambdafix/undo/1/index.json").write_text(index)
        with pytest.raises(UsageError, match="damaged"):
            undo.undo(root)
    assert (root / "a.py").read_bytes() == b"new"


@pytest.mark.parametrize(
    "index",
    [
        "{}",
        "[1]",
        "[" * 100_000,
        '{"files": [], "label": "x", "when": "soon"}',
        '{"files": [{"path": "a.py"}], "label": "x", "when": 1}',
        '{"files": {"a.py": 1}, "label": "x", "when": 1}',
    ],
)
def test_a_damaged_index_is_one_clear_error(tmp_path: Path, git_home: Path, index: str) -> None:
    (tmp_path / ".lambdafix/undo/1").mkdir(parents=True)
    (tmp_path / ".lambdafix/undo/1/index.json").write_text(index)
    for look in (undo.listed, undo.undo):
        with pytest.raises(UsageError, match="snapshot 1 is damaged"):
            look(tmp_path)


def test_a_name_that_no_file_can_have_is_refused(tmp_path: Path, git_home: Path) -> None:
    content = digest(OLD)
    row = f'{{"path": "a\\u0000.py", "before": "{content}", "after": "{content}", "executable": false}}'
    (tmp_path / ".lambdafix/undo/1").mkdir(parents=True)
    (tmp_path / ".lambdafix/undo/1" / content).write_bytes(OLD)
    (tmp_path / ".lambdafix/undo/1/index.json").write_text(f'{{"label": "x", "when": 1, "files": [{row}]}}')
    assert [str(left.refusal.reason) for left in undo.undo(tmp_path).refused] == ["no file can have that name"]


def test_a_snapshot_that_was_killed_before_it_was_whole_is_not_offered(tmp_path: Path, git_home: Path) -> None:
    project = Checkout(tmp_path)
    project.write(".lambdafix/undo/1/0123", b"half")
    assert undo.listed(tmp_path) == ()
    project.write("a.py", OLD)
    fix(project, ("a.py", OLD, NEW))
    assert undo.undo(tmp_path).number == 2


def test_a_half_written_file_is_mended_before_it_is_taken_back(project: Checkout) -> None:
    old, new = b"o" * (3 * BLOCK), b"n" * (3 * BLOCK)
    for name in ("a.py", "b.py"):
        project.write(name, old)
    os.link(project.root / "a.py", project.root / "linked.py")
    script = KILLED.replace('b"old", b"new"', f'b"o" * {3 * BLOCK}, b"n" * {3 * BLOCK}')
    subprocess.run([sys.executable, "-c", script, str(project.root), "block overwritten"], check=False)
    assert project.read("a.py") not in (old, new)
    undone = undo.undo(project.root)
    assert undone.unchanged == ("a.py", "b.py")
    assert project.read("a.py") == old


def test_hard_links_are_kept_by_undo(project: Checkout) -> None:
    project.write("a.py", OLD)
    os.link(project.root / "a.py", project.root / "b.py")
    fix(project, ("a.py", OLD, NEW))
    undo.undo(project.root)
    assert (project.root / "a.py").samefile(project.root / "b.py")
    assert project.read("b.py") == OLD


def test_a_run_that_a_killed_run_had_committed_is_taken_back_by_git_revert(
    checkout: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    checkout.commit({"a.py": OLD, "b.py": OLD})
    message = "Fix all\n\nLambdafix-Fingerprint: 1\n"
    monkeypatch.setattr(undo, "retire", lambda place, number: None)  # as where it is killed before
    commit_fixes(checkout.root, [CommitStep(message, (Rewrite("a.py", OLD, NEW, ("1",)),))])

    assert undo.listed(checkout.root) == ()
    with pytest.raises(UsageError, match=r"to take them back: git revert \w+$"):
        undo.undo(checkout.root)


@pytest.mark.parametrize("left", ["HEAD^", "HEAD~2"])
def test_where_a_killed_git_left_the_index_behind_the_branch_the_advice_begins_there(
    checkout: Checkout, left: str
) -> None:
    checkout.commit({"a.py": OLD, "deep/b it.py": OLD, "c.py": OLD})
    message = "Fix all\n\nLambdafix-Fingerprint: 1\n"
    written = [Rewrite(path, OLD, NEW, ("1",)) for path in ("a.py", "deep/b it.py")]
    commit_fixes(checkout.root, [CommitStep(message, (rewrite,)) for rewrite in written])
    checkout.git("read-tree", left)

    with pytest.raises(UsageError, match="to take them back: git reset -q -- ") as refused:
        undo.undo(checkout.root)

    command = str(refused.value).partition("to take them back: ")[2]
    done = subprocess.run(["sh", "-c", f"{command} --no-edit"], cwd=checkout.root / "deep", check=False)
    assert done.returncode == 0
    assert (checkout.read("a.py"), checkout.read("deep/b it.py")) == (OLD, OLD)


def test_a_run_of_the_same_words_as_a_commit_is_not_taken_for_it(checkout: Checkout) -> None:
    checkout.commit({"a.py": OLD, "b.py": OLD})
    message = "Fix all\n\nLambdafix-Fingerprint: 1\n"
    commit_fixes(checkout.root, [CommitStep(message, (Rewrite("a.py", OLD, NEW, ("1",)),))])
    fix(checkout, ("b.py", OLD, NEW), label="Fix all")

    assert undo.undo(checkout.root).restored == ("b.py",)


def test_a_run_that_a_killed_undo_had_half_moved_is_taken_back(checkout: Checkout) -> None:
    checkout.write("a.py", OLD)
    fix(checkout, ("a.py", OLD, NEW))
    checkout.git("update-ref", "refs/worktree/lambdafix/undone/1", "refs/worktree/lambdafix/undo/1")

    assert undo.undo(checkout.root).restored == ("a.py",)
    assert undo.listed(checkout.root) == ()
