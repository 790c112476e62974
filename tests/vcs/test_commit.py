"""Committing fixes: the user's hooks, signing and identity, and none of their other work."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from lambdafix.model import Rewrite
from lambdafix.vcs import undo
from lambdafix.vcs.commit import CommitStep, Committed, commit_fixes, refusals
from lambdafix.vcs.git import GitError
from support.checkout import Checkout

OLD, NEW, NEWER = b"old = 1\n", b"new = 2\n", b"newer = 3\n"


def commit(checkout: Checkout, *paths: str, message: str = "Fix it", old: bytes = OLD, new: bytes = NEW) -> Committed:
    step = CommitStep(message, tuple(Rewrite(path, old, new) for path in paths))
    return commit_fixes(checkout.root, [step])


def reasons(committed: Committed) -> dict[str, str]:
    return {refused.path: str(refused.refusal) for refused in committed.refused}


def changed(checkout: Checkout, revision: str = "HEAD") -> list[str]:
    return checkout.git("diff-tree", "-r", "--no-commit-id", "--name-only", "-z", revision).split("\0")[:-1]


def test_each_step_is_a_commit_with_its_message(checkout: Checkout) -> None:
    checkout.commit({"a.py": OLD, "b.py": OLD})
    message = "Fix client-in-handler\n\nWhy: # not a comment\n\nLambdafix-Rule: LMB201\nLambdafix-Fingerprint: abc\n"
    committed = commit_fixes(
        checkout.root,
        [
            CommitStep(message, (Rewrite("a.py", OLD, NEW), Rewrite("b.py", OLD, NEW))),
            CommitStep("Fix é too", (Rewrite("a.py", NEW, NEWER),)),
        ],
    )
    assert (committed.failure, committed.refused, committed.branch) == ("", (), "main")
    assert [(done.subject, done.paths) for done in committed.commits] == [
        ("Fix client-in-handler", ("a.py", "b.py")),
        ("Fix é too", ("a.py",)),
    ]
    assert checkout.git("log", "-2", "--format=%H").split() == [done.name for done in reversed(committed.commits)]
    assert checkout.git("log", "-1", "--format=%B", "HEAD~1") + "\n" == message + "\n"
    trailers = checkout.git("log", "-1", "--format=%(trailers:key=Lambdafix-Rule,valueonly)", "HEAD~1")
    assert trailers.strip() == "LMB201"
    assert (changed(checkout, "HEAD~1"), changed(checkout)) == (["a.py", "b.py"], ["a.py"])
    assert checkout.status() == ""
    assert undo.listed(checkout.root) == (), "a commit is reverted, not undone"


def test_the_users_other_work_stays_staged_and_unstaged_and_is_not_committed(checkout: Checkout) -> None:
    checkout.commit({"a.py": OLD, "staged.py": b"1\n", "partly.py": b"1\n", "dirty.py": b"1\n", "gone.py": b"1\n"})
    checkout.write("staged.py", b"2\n")
    checkout.write("added.py", b"2\n")
    checkout.write("partly.py", b"2\n")
    checkout.git("add", "staged.py", "added.py", "partly.py")
    checkout.git("rm", "-q", "--cached", "gone.py")
    checkout.write("partly.py", b"3\n")
    checkout.write("dirty.py", b"2\n")
    checkout.write("untracked.py", b"2\n")
    before, staged = checkout.status(), checkout.git("diff", "--cached")
    assert commit(checkout, "a.py").failure == ""
    assert changed(checkout) == ["a.py"]
    assert (checkout.status(), checkout.git("diff", "--cached")) == (before, staged)
    assert checkout.read("partly.py") == b"3\n"


@pytest.mark.parametrize("staged", [True, False])
def test_a_file_with_the_users_changes_is_refused(checkout: Checkout, staged: bool) -> None:
    checkout.commit({"a.py": b"committed\n", "b.py": OLD})
    checkout.write("a.py", OLD)
    if staged:
        checkout.git("add", "a.py")
    steps = [CommitStep("one", (Rewrite("a.py", OLD, NEW),)), CommitStep("two", (Rewrite("b.py", OLD, NEW),))]
    committed = commit_fixes(checkout.root, steps)
    assert ("staged" if staged else "uncommitted") in reasons(committed)["a.py"]
    assert [done.subject for done in committed.commits] == ["two"]
    assert changed(checkout) == ["b.py"]
    assert checkout.read("a.py") == OLD


def test_what_is_refused_is_known_before_commits_are_planned(checkout: Checkout) -> None:
    checkout.commit(dict.fromkeys(["a.py", "b.py", "c.py"], OLD))
    checkout.write("a.py", b"mine\n")
    rewrites = [Rewrite("a.py", OLD, NEW, ("1",)), Rewrite("b.py", OLD, NEW, ("1",)), Rewrite("c.py", OLD, NEW, ("2",))]
    refused = refusals(checkout.root, rewrites)
    assert "uncommitted changes" in str(refused["a.py"])
    assert str(refused["b.py"]) == "a fix spans this file and a.py, which cannot be written"
    assert "c.py" not in refused


def test_a_refused_file_takes_its_commit_and_later_ones_along(checkout: Checkout) -> None:
    """A commit that lacked a file would not do what its message says."""
    head = checkout.commit({"a.py": OLD, "b.py": OLD, "c.py": OLD})
    checkout.write("a.py", b"mine\n")
    committed = commit_fixes(
        checkout.root,
        [
            CommitStep("one", (Rewrite("a.py", OLD, NEW), Rewrite("b.py", OLD, NEW))),
            CommitStep("two", (Rewrite("b.py", NEW, NEWER), Rewrite("c.py", OLD, NEW))),
        ],
    )
    assert committed.commits == ()
    assert "uncommitted changes" in reasons(committed)["a.py"]
    assert reasons(committed)["b.py"] == "it belongs to one commit with a.py, which cannot be written"
    assert reasons(committed)["c.py"] == "it belongs to one commit with b.py, which cannot be written"
    assert (checkout.git("rev-parse", "HEAD"), checkout.status()) == (head, " M a.py")


def test_a_file_that_changed_since_it_was_read_takes_its_commit_along(checkout: Checkout) -> None:
    head = checkout.commit({"a.py": b"another version\n", "b.py": OLD})
    committed = commit(checkout, "b.py", "a.py")
    assert "has changed since" in reasons(committed)["a.py"]
    assert "one commit with a.py" in reasons(committed)["b.py"]
    assert (checkout.git("rev-parse", "HEAD"), checkout.status()) == (head, "")
    assert undo.listed(checkout.root) == ()


def test_hooks_run_with_what_they_expect(checkout: Checkout, tmp_path: Path) -> None:
    checkout.commit({"a.py": OLD, "other.py": OLD})
    checkout.write("other.py", NEW)
    checkout.git("add", "other.py")
    log = tmp_path / "log"
    checkout.hook(
        "pre-commit", f"git diff --cached --name-only > {log}; git ls-files '*.py' >> {log}; echo \"$LC_ALL\" >> {log}"
    )
    checkout.hook("commit-msg", 'echo "Reviewed-by: hook" >> "$1"')
    assert commit(checkout, "a.py").failure == ""
    assert log.read_text() == f"a.py\na.py\nother.py\n{os.environ.get('LC_ALL', '')}\n"
    assert "Reviewed-by: hook" in checkout.git("log", "-1", "--format=%B")


def test_a_failing_hook_is_shown_and_its_step_taken_back(checkout: Checkout) -> None:
    checkout.commit({"a.py": OLD, "b.py": OLD, "staged.py": OLD})
    checkout.write("staged.py", NEW)
    checkout.git("add", "staged.py")
    index = checkout.git("ls-files", "-s")
    checkout.hook(
        "pre-commit",
        "git diff --cached --name-only | grep -q b.py && { echo tests failed; echo why >&2; exit 1; }; true",
    )
    committed = commit_fixes(
        checkout.root,
        [CommitStep("one", (Rewrite("a.py", OLD, NEW),)), CommitStep("two", (Rewrite("b.py", OLD, NEW),))],
    )
    assert "tests failed" in committed.failure
    assert "why" in committed.failure
    assert [done.subject for done in committed.commits] == ["one"]
    assert (checkout.read("a.py"), checkout.read("b.py")) == (NEW, OLD)
    assert checkout.status() == "M  staged.py"
    assert checkout.git("ls-files", "-s", "b.py", "staged.py") in index
    assert not (checkout.root / ".git/index.lock").exists()
    assert undo.listed(checkout.root) == ()


def test_a_failing_hook_that_reformats_keeps_what_it_wrote(checkout: Checkout) -> None:
    old, new = OLD + b"two\nthree\n", NEW + b"two\nthree\n"
    checkout.commit({"a.py": old, "b.py": old})
    checkout.hook("pre-commit", "echo '# formatted' >> a.py; echo files were modified; exit 1")
    committed = commit(checkout, "a.py", "b.py", old=old, new=new)
    assert "files were modified" in committed.failure
    assert "a hook changed it" in reasons(committed)["a.py"]
    assert (checkout.read("a.py"), checkout.read("b.py")) == (new + b"# formatted\n", old)
    assert undo.undo(checkout.root).merged == ("a.py",)
    assert checkout.read("a.py") == old + b"# formatted\n"


def test_what_a_hook_adds_is_committed_and_not_reversed_in_the_index(checkout: Checkout) -> None:
    checkout.commit({"a.py": OLD, "CHANGES": b"1\n", "mine": b"1\n", "old": b"1\n"})
    checkout.write("mine", b"2\n")
    checkout.git("add", "mine")
    checkout.hook(
        "pre-commit",
        "echo '# formatted' >> a.py; echo 2 >> CHANGES; echo n > new; git add a.py CHANGES new; git rm -q old",
    )
    assert commit(checkout, "a.py").failure == ""
    assert changed(checkout) == ["CHANGES", "a.py", "new", "old"]
    assert checkout.git("show", "HEAD:a.py") == "new = 2\n# formatted"
    assert checkout.status() == "M  mine"


def test_no_verify_is_never_passed_and_a_missing_hook_tool_fails(checkout: Checkout) -> None:
    checkout.commit({"a.py": OLD})
    checkout.hook("pre-commit", "exec no-such-program-anywhere")
    committed = commit(checkout, "a.py")
    assert "no-such-program-anywhere" in committed.failure
    assert checkout.read("a.py") == OLD


def test_a_commit_signed_with_ssh(checkout: Checkout, tmp_path: Path) -> None:
    if not shutil.which("ssh-keygen"):
        pytest.skip("ssh-keygen is not installed")
    key = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "ada", "-f", str(key)], check=True)
    allowed = tmp_path / "allowed"
    allowed.write_text(f"ada@example.org {key.with_suffix('.pub').read_text()}")
    for name, value in {
        "gpg.format": "ssh",
        "user.signingKey": str(key),
        "commit.gpgSign": "true",
        "gpg.ssh.allowedSignersFile": str(allowed),
    }.items():
        checkout.git("config", name, value)
    checkout.commit({"a.py": OLD})
    assert commit(checkout, "a.py").failure == ""
    checkout.git("verify-commit", "HEAD")


def test_a_signature_that_cannot_be_made_is_a_failure_not_an_unsigned_commit(checkout: Checkout) -> None:
    head = checkout.commit({"a.py": OLD})
    program = checkout.write("../sign", b"#!/bin/sh\nexit 2\n", 0o755)
    checkout.git("config", "gpg.program", str(program))
    checkout.git("config", "commit.gpgSign", "true")
    committed = commit(checkout, "a.py")
    assert "failed to sign" in committed.failure
    assert (checkout.git("rev-parse", "HEAD"), checkout.read("a.py"), checkout.status()) == (head, OLD, "")


def test_no_identity_is_a_clear_error_before_anything_is_written(checkout: Checkout, git_home: Path) -> None:
    checkout.commit({"a.py": OLD})
    (git_home / ".gitconfig").write_text("[user]\n\tuseConfigOnly = true\n")
    with pytest.raises(GitError, match=r"git config --global user\.name"):
        commit(checkout, "a.py")
    assert checkout.read("a.py") == OLD


def test_an_identity_in_the_environment_counts(
    checkout: Checkout, git_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    checkout.commit({"a.py": OLD})
    (git_home / ".gitconfig").write_text("[user]\n\tuseConfigOnly = true\n")
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "Grace")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "grace@example.org")
    assert commit(checkout, "a.py").failure == ""
    assert checkout.git("log", "-1", "--format=%an %ce") == "Grace grace@example.org"


@pytest.mark.parametrize("verb", ["merge", "cherry-pick", "revert", "rebase"])
def test_nothing_is_committed_into_an_operation_in_progress(checkout: Checkout, verb: str) -> None:
    checkout.commit({"a.py": OLD, "x": b"base\n"})
    checkout.git("switch", "-qc", "other")
    checkout.commit({"x": b"theirs\n"})
    checkout.git("switch", "-q", "main")
    checkout.commit({"x": b"between\n"})
    head = checkout.commit({"x": b"ours\n"})
    target = {"merge": "other", "cherry-pick": "other", "revert": "HEAD~1", "rebase": "other"}[verb]
    subprocess.run(["git", verb, target], cwd=checkout.root, capture_output=True, check=False)
    with pytest.raises(GitError, match=f"a {verb} is in progress"):
        commit(checkout, "a.py")
    assert checkout.read("a.py") == OLD
    assert checkout.git("rev-parse", "main") == head


def test_without_a_repository_or_a_first_commit(checkout: Checkout, tmp_path: Path) -> None:
    with pytest.raises(GitError, match="no commit yet"):
        commit(checkout, "a.py")
    with pytest.raises(GitError, match="not in a git repository"):
        commit(Checkout(tmp_path), "a.py")


def test_detached_head(checkout: Checkout) -> None:
    checkout.commit({"a.py": OLD})
    checkout.git("switch", "-q", "--detach")
    committed = commit(checkout, "a.py")
    assert (len(committed.commits), committed.branch) == (1, "")


def test_a_linked_worktree_commits_on_its_own_branch(checkout: Checkout, tmp_path: Path) -> None:
    head = checkout.commit({"a.py": OLD})
    checkout.git("worktree", "add", "-q", str(tmp_path / "linked"))
    linked = Checkout(tmp_path / "linked")
    assert commit(linked, "a.py").branch == "linked"
    assert linked.status() == ""
    assert (checkout.git("rev-parse", "main"), checkout.status()) == (head, "")


def test_a_sparse_checkout_keeps_what_it_does_not_show(checkout: Checkout) -> None:
    checkout.commit({"in/a.py": OLD, "out/b.py": OLD})
    checkout.git("sparse-checkout", "set", "in")
    assert commit(checkout, "in/a.py").failure == ""
    assert changed(checkout) == ["in/a.py"]
    assert checkout.git("show", "HEAD:out/b.py") == "old = 1"
    assert checkout.status() == ""


def test_line_endings_are_committed_as_git_would(checkout: Checkout) -> None:
    checkout.git("config", "core.autocrlf", "true")
    checkout.commit({"a.py": b"a = 1\r\n"})
    assert commit(checkout, "a.py", old=b"a = 1\r\n", new=b"a = 2\r\n").failure == ""
    assert checkout.git("cat-file", "blob", "HEAD:a.py") == "a = 2"
    assert checkout.read("a.py") == b"a = 2\r\n"
    assert checkout.status() == ""


def test_the_executable_bit_survives(checkout: Checkout) -> None:
    checkout.write("a.py", OLD, 0o755)
    checkout.commit()
    commit(checkout, "a.py")
    assert checkout.git("ls-tree", "HEAD", "a.py").startswith("100755 ")
    assert checkout.status() == ""


def test_odd_names(checkout: Checkout) -> None:
    names = ["-rf.py", "new\nline.py", 'quo"te.py', "é.py", ":(top)x.py", "*.py", os.fsdecode(b"\xe9.py")]
    checkout.commit(dict.fromkeys([*names, "plain.py"], OLD))
    assert commit(checkout, *names).failure == ""
    assert sorted(changed(checkout)) == sorted(names)
    assert checkout.status() == ""


def test_a_root_below_the_top(checkout: Checkout) -> None:
    checkout.commit({"service/a.py": OLD, "a.py": OLD})
    committed = commit(Checkout(checkout.root / "service"), "a.py")
    assert committed.commits[0].paths == ("a.py",)
    assert changed(checkout) == ["service/a.py"]


def test_a_locked_index_takes_the_step_back(checkout: Checkout) -> None:
    checkout.commit({"a.py": OLD})
    (checkout.root / ".git/index.lock").touch()
    committed = commit(checkout, "a.py")
    assert "index.lock" in committed.failure
    assert checkout.read("a.py") == OLD


def test_an_editor_is_never_opened(checkout: Checkout, tmp_path: Path) -> None:
    checkout.commit({"a.py": OLD})
    marker = tmp_path / "opened"
    for name in ("core.editor", "sequence.editor"):
        checkout.git("config", name, f"touch {marker};")
    checkout.git("config", "commit.verbose", "true")
    checkout.git("config", "commit.template", "missing")
    assert commit(checkout, "a.py").failure == ""
    assert not marker.exists()
