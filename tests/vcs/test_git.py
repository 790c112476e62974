"""What git says of the files to be fixed, on every kind of repository, and that asking runs nothing of
theirs.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from lambdafix import hardened
from lambdafix.errors import UsageError
from lambdafix.model import Rewrite
from lambdafix.project import listing
from lambdafix.vcs import changed, git, status, undo, working_tree
from lambdafix.vcs.git import GitError
from lambdafix.vcs.write import Applied
from support.checkout import Checkout

OLD, NEW = b"old = 1\n", b"new = 2\n"


def fix(checkout: Checkout, *paths: str, allow_dirty: bool = False, old: bytes = OLD, new: bytes = NEW) -> Applied:
    rewrites = [Rewrite(path, old, new) for path in paths]
    return working_tree.fix(checkout.root, rewrites, allow_dirty=allow_dirty)


def reasons(applied: Applied) -> dict[str, str]:
    return {refused.path: str(refused.refusal) for refused in applied.refused}


def reason(checkout: Checkout, path: str, old: bytes = OLD) -> str:
    applied = fix(checkout, path, old=old)
    assert applied.written == ()
    assert checkout.read(path) == old, "a refused file is untouched"
    return reasons(applied)[path]


def test_a_clean_file_is_fixed_beside_a_dirty_one(checkout: Checkout) -> None:
    checkout.commit({"a.py": OLD, "b.py": OLD, "notes.txt": b"1"})
    checkout.write("b.py", b"mine\n")
    checkout.write("notes.txt", b"also mine")
    applied = working_tree.fix(checkout.root, [Rewrite("a.py", OLD, NEW), Rewrite("b.py", b"mine\n", NEW)])
    assert applied.written == ("a.py",)
    assert reasons(applied) == {"b.py": "it has uncommitted changes; commit it first, or pass --allow-dirty"}
    assert checkout.read("b.py") == b"mine\n"


def test_allow_dirty_fixes_it_and_undo_brings_back_the_users_work(checkout: Checkout) -> None:
    checkout.commit({"a.py": b"committed\n"})
    checkout.write("a.py", OLD)
    assert fix(checkout, "a.py", allow_dirty=True).written == ("a.py",)
    undo.undo(checkout.root)
    assert checkout.read("a.py") == OLD


def test_an_untracked_file_needs_allow_dirty_and_is_saved(checkout: Checkout) -> None:
    checkout.commit({"other.py": OLD})
    checkout.write("a.py", OLD)
    assert "not committed yet" in reason(checkout, "a.py")
    assert fix(checkout, "a.py", allow_dirty=True).written == ("a.py",)
    assert checkout.git("cat-file", "-p", "refs/worktree/lambdafix/undo/1^:a.py") == "old = 1"


def test_staged_work_is_left_in_the_index(checkout: Checkout) -> None:
    checkout.commit({"a.py": b"committed\n"})
    checkout.write("a.py", OLD)
    checkout.git("add", "a.py")
    assert fix(checkout, "a.py").written == ("a.py",)
    assert checkout.git("show", ":a.py") == "old = 1"
    assert checkout.status() == "MM a.py"


def test_a_partly_staged_file_is_dirty(checkout: Checkout) -> None:
    checkout.commit({"a.py": b"committed\n"})
    checkout.write("a.py", b"staged\n")
    checkout.git("add", "a.py")
    checkout.write("a.py", OLD)
    assert "uncommitted changes" in reason(checkout, "a.py")
    assert fix(checkout, "a.py", allow_dirty=True).written == ("a.py",)
    assert checkout.git("show", ":a.py") == "staged"


def test_a_file_in_conflict_is_refused_even_with_allow_dirty(checkout: Checkout) -> None:
    checkout.commit({"a.py": b"base\n"})
    checkout.git("switch", "-qc", "other")
    checkout.commit({"a.py": b"theirs\n"})
    checkout.git("switch", "-q", "main")
    checkout.commit({"a.py": b"ours\n"})
    subprocess.run(["git", "merge", "-q", "other"], cwd=checkout.root, capture_output=True, check=False)
    content = checkout.read("a.py")
    applied = fix(checkout, "a.py", allow_dirty=True, old=content)
    assert reasons(applied) == {"a.py": "it has merge conflicts; resolve them first"}


@pytest.mark.parametrize(
    ("attributes", "said"),
    [
        ("a.py linguist-generated", "marks it as generated"),
        ("a.py linguist-generated=true", "marks it as generated"),
        ("*.py linguist-vendored", "marks it as vendored"),
        ("*.py filter=lfs diff=lfs merge=lfs -text", "Git LFS"),
        ("*.py filter=git-crypt", "through the filter 'git-crypt'"),
    ],
)
def test_attributes_that_forbid_a_fix(checkout: Checkout, attributes: str, said: str) -> None:
    checkout.commit({"a.py": OLD, ".gitattributes": attributes.encode() + b"\n"})
    assert said in reason(checkout, "a.py")


@pytest.mark.parametrize("attributes", ["a.py -linguist-generated", "a.py linguist-generated=false", "a.py text"])
def test_attributes_that_forbid_nothing(checkout: Checkout, attributes: str) -> None:
    checkout.commit({"a.py": OLD, ".gitattributes": attributes.encode() + b"\n"})
    assert fix(checkout, "a.py").written == ("a.py",)


def test_an_lfs_pointer_is_never_rewritten(checkout: Checkout) -> None:
    pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"0" * 64 + b"\nsize 12\n"
    checkout.commit({"big.py": pointer, ".gitattributes": b"big.py filter=lfs\n"})
    assert "Git LFS" in reason(checkout, "big.py", pointer)


def test_an_ignored_file_is_refused_and_a_tracked_one_is_not(checkout: Checkout) -> None:
    checkout.commit({"kept.py": OLD})
    checkout.commit({".gitignore": b"build/\nkept.py\n"})
    checkout.write("build/a.py", OLD)
    assert "git ignores it" in reason(checkout, "build/a.py")
    assert fix(checkout, "kept.py").written == ("kept.py",)


def test_a_submodule_is_another_repository(checkout: Checkout, tmp_path: Path) -> None:
    library = Checkout.create(tmp_path / "library")
    library.commit({"src/a.py": OLD})
    checkout.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", str(library.root), "vendor/lib")
    checkout.commit({"a.py": OLD})
    assert "submodule" in reason(checkout, "vendor/lib/src/a.py")
    within = Checkout(checkout.root / "vendor/lib")
    assert fix(within, "src/a.py").written == ("src/a.py",)


def test_a_sparse_checkout(checkout: Checkout) -> None:
    checkout.commit({"in/a.py": OLD, "out/a.py": OLD})
    checkout.git("sparse-checkout", "set", "in")
    assert fix(checkout, "in/a.py").written == ("in/a.py",)
    assert reasons(fix(checkout, "out/a.py")) == {
        "out/a.py": "it lies outside of the sparse checkout; git sparse-checkout add the folder of out/a.py"
    }


def test_assume_unchanged_hides_changes_so_it_is_refused(checkout: Checkout) -> None:
    checkout.commit({"a.py": b"committed\n"})
    checkout.git("update-index", "--assume-unchanged", "a.py")
    checkout.write("a.py", OLD)
    assert "assume-unchanged" in reason(checkout, "a.py")


def test_a_subfolder_may_be_the_root(checkout: Checkout) -> None:
    checkout.commit({"service/a.py": OLD, "service/b.py": OLD})
    checkout.write("service/b.py", b"mine\n")
    service = Checkout(checkout.root / "service")
    applied = working_tree.fix(service.root, [Rewrite("a.py", OLD, NEW), Rewrite("b.py", b"mine\n", NEW)])
    assert applied.written == ("a.py",)
    assert undo.undo(service.root).restored == ("service/a.py",)


def test_a_symlink_is_judged_by_the_file_behind_it(checkout: Checkout) -> None:
    checkout.commit({"real.py": b"committed\n"})
    (checkout.root / "link.py").symlink_to("real.py")
    checkout.commit()
    checkout.write("real.py", OLD)
    assert "uncommitted changes" in reason(checkout, "link.py")


def odd_names() -> list[str]:
    return ["-rf.py", "new\nline.py", 'quo"te.py', "back\\slash.py", "é/ü.py", ":(top)x.py", "*.py", "[a].py", " .py"]


def test_odd_names(checkout: Checkout) -> None:
    names = [*odd_names(), os.fsdecode(b"latin-\xe9.py")]
    checkout.commit(dict.fromkeys(names, OLD))
    applied = fix(checkout, *names)
    assert applied.refused == ()
    assert set(applied.written) == set(names)
    assert set(undo.undo(checkout.root).restored) == set(names)
    assert checkout.status() == ""


def test_a_glob_in_a_name_stands_for_itself(checkout: Checkout) -> None:
    checkout.commit({"*.py": OLD, "dirty.py": OLD})
    checkout.write("dirty.py", b"mine\n")
    assert fix(checkout, "*.py").written == ("*.py",)


@pytest.mark.parametrize("autocrlf", ["true", "input", "false"])
def test_line_endings_are_not_a_change_and_are_kept(checkout: Checkout, autocrlf: str) -> None:
    old, new = b"a = 1\r\nb = 2\r\n", b"a = 1\r\nb = 3\r\n"
    checkout.git("config", "core.autocrlf", autocrlf)
    checkout.commit({"a.py": old})
    assert fix(checkout, "a.py", old=old, new=new).written == ("a.py",)
    assert checkout.read("a.py") == new
    undo.undo(checkout.root)
    assert checkout.read("a.py") == old
    assert checkout.status() == ""


def test_a_linked_worktree_is_apart_from_the_main_one(checkout: Checkout, tmp_path: Path) -> None:
    checkout.commit({"a.py": OLD})
    checkout.git("worktree", "add", "-q", str(tmp_path / "linked"))
    linked = Checkout(tmp_path / "linked")
    assert fix(linked, "a.py").written == ("a.py",)
    assert undo.listed(checkout.root) == ()
    assert fix(checkout, "a.py").written == ("a.py",)
    assert len(undo.listed(linked.root)) == 1
    undo.undo(linked.root)
    assert (linked.read("a.py"), checkout.read("a.py")) == (OLD, NEW)


def test_detached_and_shallow(checkout: Checkout, tmp_path: Path) -> None:
    checkout.commit({"a.py": b"first\n"})
    checkout.commit({"a.py": OLD})
    url = checkout.root.as_uri()
    subprocess.run(["git", "clone", "-q", "--depth=1", url, str(tmp_path / "shallow")], check=True)
    shallow = Checkout(tmp_path / "shallow")
    shallow.git("switch", "-q", "--detach")
    assert fix(shallow, "a.py").written == ("a.py",)
    assert undo.undo(shallow.root).restored == ("a.py",)


def test_before_the_first_commit_everything_is_uncommitted(checkout: Checkout) -> None:
    checkout.write("a.py", OLD)
    assert "not committed yet" in reason(checkout, "a.py")
    checkout.git("add", "a.py")
    assert fix(checkout, "a.py").written == ("a.py",)
    assert undo.undo(checkout.root).restored == ("a.py",)


def test_a_bare_repository_is_one_clear_error(tmp_path: Path, git_home: Path) -> None:
    subprocess.run(["git", "init", "-q", "--bare", str(tmp_path / "bare")], check=True)
    with pytest.raises(GitError, match="bare repository, which has no files"):
        git.find(tmp_path / "bare")


def test_inside_a_git_directory_is_one_clear_error(checkout: Checkout) -> None:
    with pytest.raises(GitError, match="inside a git directory"):
        git.find(checkout.root / ".git")


def test_no_repository(tmp_path: Path, git_home: Path) -> None:
    (tmp_path / "a.py").write_bytes(OLD)
    assert git.find(tmp_path) is None
    outside = Checkout(tmp_path)
    assert fix(outside, "a.py").written == ("a.py",)
    assert undo.undo(tmp_path).restored == ("a.py",)
    assert (tmp_path / "a.py").read_bytes() == OLD


def test_a_damaged_repository_is_an_error_not_its_absence(checkout: Checkout, tmp_path: Path) -> None:
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken/.git").write_text("gitdir: /nowhere/at/all\n")
    with pytest.raises(GitError, match="cannot read the repository"):
        git.find(tmp_path / "broken")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give a folder away")
def test_somebody_elses_repository_says_how_to_trust_it(checkout: Checkout) -> None:
    checkout.commit({"a.py": OLD})
    for path in (checkout.root, checkout.root / ".git"):
        os.chown(path, 12345, 12345)
    with pytest.raises(GitError, match=r"safe\.directory"):
        fix(checkout, "a.py")
    assert checkout.read("a.py") == OLD


def test_git_missing_is_said(checkout: Checkout, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(GitError, match="not installed"):
        git.find(checkout.root)


def test_outside_of_a_repository_git_is_not_needed(
    tmp_path: Path, git_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    outside = Checkout(tmp_path)
    outside.write("a.py", OLD)
    assert fix(outside, "a.py").written == ("a.py",)
    outside.write("a.py", b"mine\n" + NEW)
    assert "merging needs git" in str(undo.undo(tmp_path).refused[0].refusal)
    outside.write("a.py", NEW)
    assert undo.undo(tmp_path).restored == ("a.py",)


def test_no_git_at_all_when_gitpython_is_first_imported(checkout: Checkout) -> None:
    script = "from pathlib import Path; from lambdafix.vcs import git; git.find(Path())"
    run = subprocess.run(
        [sys.executable, "-c", script], cwd=checkout.root, env={"PATH": ""}, capture_output=True, text=True, check=False
    )
    assert "GitMissingError: git is not installed, or not on the PATH" in run.stderr


def test_the_environment_of_a_hook_does_not_lead_astray(
    checkout: Checkout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Checkout.create(tmp_path / "other")
    other.commit({"a.py": b"other\n"})
    checkout.commit({"a.py": OLD})
    for name, value in {
        "GIT_DIR": ".git",
        "GIT_WORK_TREE": str(other.root),
        "GIT_INDEX_FILE": str(other.root / ".git/index"),
        "GIT_OBJECT_DIRECTORY": str(other.root / ".git/objects"),
        "GIT_CONFIG_PARAMETERS": "'core.worktree=/'",
        "GIT_LITERAL_PATHSPECS": "0",
        "GIT_ICASE_PATHSPECS": "1",
    }.items():
        monkeypatch.setenv(name, value)
    found = git.find(checkout.root)
    assert found is not None
    assert (found.top, found.folder, found.index) == (checkout.root, checkout.root / ".git", "")
    assert fix(checkout, "a.py").written == ("a.py",)


def test_the_callers_own_index_is_read(checkout: Checkout, monkeypatch: pytest.MonkeyPatch) -> None:
    """`git commit FILE` runs its hooks on a temporary index."""
    checkout.commit({"a.py": OLD})
    temporary = checkout.root / ".git/next-index-1.lock"
    temporary.write_bytes((checkout.root / ".git/index").read_bytes())
    blob = checkout.git("hash-object", "-w", "--stdin", stdin=b"elsewhere\n")
    checkout.git("update-index", "--cacheinfo", f"100644,{blob},a.py", env={"GIT_INDEX_FILE": str(temporary)})
    monkeypatch.setenv("GIT_INDEX_FILE", str(temporary))
    repository = git.find(checkout.root)
    assert repository is not None
    assert status.inspect(repository, ["a.py"])["a.py"].staged


def test_settings_given_to_git_by_the_environment_still_count(
    checkout: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "lambdafix.test")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "seen")
    repository = git.find(checkout.root)
    assert repository is not None
    assert repository.ask("config", "lambdafix.test").text == "seen"
    assert repository.ask("config", "core.fsmonitor").text == "false"


def config(*settings: tuple[str, str]) -> Callable[[Checkout], None]:
    def arm(checkout: Checkout) -> None:
        for key, value in settings:
            checkout.git("config", key, value)

    return arm


TRAP = "touch $MARKER; cat"
HOSTILE = {
    "fsmonitor": config(("core.fsmonitor", f"{TRAP}; true #")),
    "hooks": config(("core.hooksPath", "hooks")),
    "filter": config(("filter.evil.clean", TRAP), ("filter.evil.smudge", TRAP), ("filter.evil.required", "true")),
    "filter process": config(("filter.evil.process", TRAP)),
    "filter with an equals sign": config(("filter.e=v.clean", TRAP)),
    "aliases": config(*((f"alias.{verb}", f"!{TRAP}") for verb in ("status", "ls-files", "update-ref", "rev-parse"))),
    "diff.external": config(("diff.external", TRAP)),
    "diff driver": config(("diff.evil.command", TRAP), ("diff.evil.textconv", TRAP)),
    "merge driver": config(("merge.evil.driver", TRAP)),
    "pager": config(("core.pager", TRAP), ("pager.status", TRAP), ("pager.diff", TRAP)),
    "signing": config(("commit.gpgSign", "true"), ("gpg.program", "hooks/pre-commit"), ("log.showSignature", "true")),
    "alternates": config(("core.alternateRefsCommand", TRAP)),
    "editor": config(("core.editor", TRAP), ("sequence.editor", TRAP)),
}
HOOKS = (
    "pre-commit",
    "reference-transaction",
    "post-index-change",
    "post-checkout",
    "pre-auto-gc",
    "fsmonitor-watchman",
)


@pytest.mark.parametrize("trap", HOSTILE.values(), ids=HOSTILE)
def test_looking_fixing_and_undoing_run_nothing_of_the_repository(
    checkout: Checkout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trap: Callable[[Checkout], None]
) -> None:
    marker = tmp_path / "marker"
    monkeypatch.setenv("MARKER", str(marker))
    driver = b"*.py filter=evil diff=evil merge=evil\nb.py filter=e=v\n"
    checkout.commit({"a.py": b"1\n2\n3\n", "b.py": OLD})
    for name in HOOKS:
        checkout.write(f"hooks/{name}", b"#!/bin/sh\ntouch $MARKER\n", 0o755)
        checkout.hook(name, "touch $MARKER")
    trap(checkout)
    (checkout.root / ".git/info/attributes").write_bytes(driver)
    for name in ("a.py", "b.py"):
        os.utime(checkout.root / name, (2_000_000_000, 2_000_000_000))
    rewrites = [Rewrite("a.py", b"1\n2\n3\n", b"one\n2\n3\n"), Rewrite("b.py", OLD, NEW)]
    assert working_tree.fix(checkout.root, rewrites, allow_dirty=True).refused == ()
    checkout.write("a.py", b"one\n2\nthree\n")
    assert changed.since(checkout.root, "HEAD").rows.keys() == {"a.py", "b.py"}
    assert changed.staged(checkout.root).staged.keys() == {"a.py", "b.py"}
    assert undo.undo(checkout.root).merged == ("a.py",)
    assert not marker.exists()


def test_a_missing_object_is_fetched_from_nowhere(
    checkout: Checkout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    marker = tmp_path / "marker"
    monkeypatch.setenv("MARKER", str(marker))
    monkeypatch.setattr(hardened, "_READING", {k: v for k, v in hardened._READING.items() if k != "GIT_NO_LAZY_FETCH"})
    checkout.commit({"a.py": OLD})
    blob = checkout.git("rev-parse", "HEAD:a.py")
    (checkout.root / ".git/objects" / blob[:2] / blob[2:]).unlink()
    proxy = checkout.write(".git/proxy", b"#!/bin/sh\ntouch $MARKER\n", 0o755)
    config(
        ("core.repositoryFormatVersion", "1"),
        ("extensions.partialClone", "origin"),
        ("remote.origin.url", "git://127.0.0.1:9/x"),
        ("remote.origin.promisor", "true"),
        ("core.gitProxy", str(proxy)),
        ("protocol.git.allow", "always"),
    )(checkout)
    repository = git.find(checkout.root)
    assert repository
    with pytest.raises(git.GitError):
        repository.blobs([blob])
    assert not marker.exists()
    subprocess.run(["git", "cat-file", "-p", blob], cwd=checkout.root, capture_output=True, check=False)
    assert marker.exists(), "the trap does spring when git is used naively"


@pytest.mark.parametrize("trap", ["fsmonitor", "hooks", "filter", "filter process", "filter with an equals sign"])
def test_the_traps_do_spring_when_git_is_used_naively(
    checkout: Checkout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trap: str
) -> None:
    """Otherwise the test above could not fail."""
    marker = tmp_path / "marker"
    monkeypatch.setenv("MARKER", str(marker))
    checkout.commit({"a.py": OLD, "b.py": OLD})
    checkout.write("hooks/post-index-change", b"#!/bin/sh\ntouch $MARKER\n", 0o755)
    HOSTILE[trap](checkout)
    (checkout.root / ".git/info/attributes").write_bytes(b"a.py filter=evil\nb.py filter=e=v\n")
    for name in ("a.py", "b.py"):
        checkout.write(name, NEW)
    subprocess.run(["git", "status"], cwd=checkout.root, capture_output=True, check=False)
    assert marker.exists()


def test_many_files_fit_on_the_command_line(checkout: Checkout) -> None:
    names = [f"{'long' * 50}/{number:04}.py" for number in range(1500)]
    sizes: Sequence[int] = [sum(len(name) + 1 for name in batch) for batch in git.batches(names)]
    assert len(sizes) > 1
    assert max(sizes) <= 100_000
    assert [name for batch in git.batches(names) for name in batch] == names


def older_git(folder: Path, version: str, unknown: Sequence[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A git on the PATH that knows nothing of the environment variables `unknown`, as an older one does."""
    real = shutil.which("git")
    folder.mkdir()
    unset = " ".join(f"-u {name}" for name in unknown)
    script = (
        f'#!/bin/sh\ncase "$*" in *version) echo git version {version}; exit;; esac\nexec env {unset} {real} "$@"\n'
    )
    (folder / "git").write_text(script)
    (folder / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


SINCE_2_31 = ("GIT_NO_LAZY_FETCH", "GIT_REF_PARANOIA", "GIT_ADVICE")
IN_2_31 = ("GIT_CONFIG_COUNT", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM")


@pytest.mark.parametrize("trap", HOSTILE)
def test_the_oldest_git_that_is_supported_runs_nothing(
    checkout: Checkout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trap: str
) -> None:
    marker = tmp_path / "marker"
    monkeypatch.setenv("MARKER", str(marker))
    checkout.commit({"a.py": OLD, "b.py": OLD})
    checkout.write("hooks/post-index-change", b"#!/bin/sh\ntouch $MARKER\n", 0o755)
    HOSTILE[trap](checkout)
    (checkout.root / ".git/info/attributes").write_bytes(b"a.py filter=evil\nb.py filter=e=v\n")
    older_git(tmp_path / "bin", "2.31.0", SINCE_2_31, monkeypatch)

    assert listing.list_files(checkout.root).in_git
    written = working_tree.fix(checkout.root, [Rewrite("a.py", OLD, NEW)], allow_dirty=True)

    assert written.refused == ()
    assert undo.undo(checkout.root).restored == ("a.py",)
    assert not marker.exists()


def test_an_older_git_is_told(checkout: Checkout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    checkout.commit({"a.py": OLD})
    older_git(tmp_path / "bin", "2.30.2", (*SINCE_2_31, *IN_2_31), monkeypatch)

    with pytest.raises(git.GitError, match=r"git version 2\.30\.2 is older than 2\.31"):
        git.find(checkout.root)

    assert listing.list_files(checkout.root).files == ["a.py"]


@pytest.mark.parametrize("count", ["abc", "-1", "1e3", "²"])
def test_a_count_that_is_none(checkout: Checkout, monkeypatch: pytest.MonkeyPatch, count: str) -> None:
    checkout.commit({"a.py": OLD})
    monkeypatch.setenv("GIT_CONFIG_COUNT", count)

    with pytest.raises(UsageError, match="GIT_CONFIG_COUNT"):
        git.find(checkout.root)

    found = listing.list_files(checkout.root)
    assert found.files == ["a.py"]
    assert "GIT_CONFIG_COUNT" in found.skipped[0].reason


def test_every_call_for_reading_is_hardened() -> None:
    """Git is started in two places, and both take their command and environment from one."""
    root = Path(hardened.__file__).parent
    starting = {path.relative_to(root).as_posix() for path in root.rglob("*.py") if '"git", "-C"' in path.read_text()}

    assert starting == {"hardened.py", "vcs/git.py"}, "vcs/git.py: the user's own git, for commits"
