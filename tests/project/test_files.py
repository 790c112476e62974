"""Which files a run looks at, and what it leaves out and says so."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from lambdafix.model import Skipped
from lambdafix.project.files import MAX_BYTES, discover
from support.checkout import Checkout
from support.projects import write


def reasons(skipped: tuple[Skipped, ...]) -> dict[str, str]:
    return {one.path: one.reason for one in skipped}


@pytest.fixture
def repository(tmp_path: Path, git_home: Path) -> Path:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    return tmp_path


def add(root: Path) -> None:
    subprocess.run(["git", "-C", str(root), "add", "-A"], check=True)


def test_tracked_and_untracked_files_count_and_ignored_ones_do_not(repository: Path) -> None:
    write(repository, {"a.py": "", "template.yaml": "", ".gitignore": "secret.py\n", "secret.py": ""})
    add(repository)
    write(repository, {"new.py": "", "notes.txt": ""})

    found = discover(repository)

    assert found.python == ("a.py", "new.py")
    assert found.templates == ("template.yaml",)


@pytest.mark.parametrize("in_git", [True, False], ids=["git", "walk"])
def test_what_is_ignored_is_named_where_asked_for(tmp_path: Path, git_home: Path, in_git: bool) -> None:
    if in_git:
        subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    write(
        tmp_path, {".gitignore": "build/\n*.gen.py\n.env\nnode_modules\n__pycache__\n", "a.py": "", "src/keep.txt": ""}
    )
    write(
        tmp_path,
        {"build/deep/b.py": "", "node_modules/c/d.js": "", "x.gen.py": "", ".env": "", "__pycache__/a.pyc": ""},
    )
    write(tmp_path, {"only/build/e.py": "", "src/y.gen.py": ""})

    found = discover(tmp_path, with_ignored=True)

    assert found.python == ("a.py",)
    assert found.ignored == ("build/", "node_modules/", "only/build/", "src/y.gen.py", "x.gen.py")
    assert discover(tmp_path).ignored == ()
    if in_git:
        assert discover(tmp_path / "src", with_ignored=True).ignored == ("y.gen.py",)
    (tmp_path / ".gitignore").unlink()
    assert discover(tmp_path, with_ignored=True).ignored == ()


def test_a_subfolder_is_listed_relative_to_itself(repository: Path) -> None:
    write(repository, {"top.py": "", "services/orders/app.py": "", ".gitattributes": "made.py linguist-generated\n"})
    write(repository, {"services/orders/made.py": ""})
    add(repository)

    found = discover(repository / "services")

    assert found.python == ("orders/app.py",)
    assert "generated" in reasons(found.skipped)["orders/made.py"]


def test_a_deleted_file_is_not_listed(repository: Path) -> None:
    write(repository, {"a.py": "", "gone.py": ""})
    add(repository)
    (repository / "gone.py").unlink()

    assert discover(repository).python == ("a.py",)


def test_excluded_patterns_count_from_the_root(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": "", "old/b.py": "", "src/old/c.py": ""})

    assert discover(tmp_path, exclude=("/old/",)).python == ("a.py", "src/old/c.py")


def test_generated_files_and_lfs_pointers_are_skipped(repository: Path) -> None:
    attributes = "gen/** linguist-generated=true\nbig.py filter=lfs\nkept.py filter=lfs\nhand.py -linguist-generated\n"
    files = {"gen/client.py": "", "hand.py": "", "kept.py": "x = 1\n", ".gitattributes": attributes}
    write(repository, {**files, "big.py": "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n"})

    found = discover(repository)

    assert found.python == ("hand.py", "kept.py")
    assert "linguist-generated" in reasons(found.skipped)["gen/client.py"]
    assert "git lfs pull" in reasons(found.skipped)["big.py"]


def test_a_repository_within_is_skipped(repository: Path) -> None:
    write(repository, {"a.py": "", "library/b.py": ""})
    subprocess.run(["git", "init", "-q", str(repository / "library")], check=True)
    (repository / "library/.git/HEAD").write_text("ref: refs/heads/main\n")

    found = discover(repository)

    assert found.python == ("a.py",)
    assert "repository of its own" in reasons(found.skipped)["library"]


def test_nothing_of_a_hostile_repository_runs(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    proof = tmp_path_factory.mktemp("proof") / "ran"
    script = tmp_path_factory.mktemp("bin") / "evil"
    script.write_text(f"#!/bin/sh\ntouch {proof}\n")
    script.chmod(0o755)
    write(repository, {"a.py": "", ".gitattributes": "*.py filter=evil diff=evil\n"})
    for key in ("core.fsmonitor", "filter.evil.clean", "filter.evil.process", "diff.evil.textconv", "core.pager"):
        subprocess.run(["git", "-C", str(repository), "config", key, str(script)], check=True)

    assert discover(repository).python == ("a.py",)
    assert not proof.exists()


def test_the_callers_git_variables_do_not_lead_elsewhere(
    repository: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path_factory.mktemp("other")
    subprocess.run(["git", "init", "-q", str(other)], check=True)
    write(repository, {"a.py": ""})
    add(repository)
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other / "index"))

    assert discover(repository).python == ("a.py",)


def test_a_damaged_repository_is_walked_and_says_so(repository: Path) -> None:
    write(repository, {"a.py": "", ".gitignore": "b.py\n", "b.py": ""})
    (repository / ".git/HEAD").write_text("nonsense")

    found = discover(repository)

    assert found.python == ("a.py",)
    assert "git could not list" in reasons(found.skipped)[".git"]


def test_outside_git_ignore_files_are_honoured_the_nearest_last(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            ".gitignore": "*.gen.py\nout/\n/only_here.py\n",
            "a.py": "",
            "b.gen.py": "",
            "out/c.py": "",
            "only_here.py": "",
            "src/only_here.py": "",
            "src/.gitignore": "!keep.gen.py\n",
            "src/keep.gen.py": "",
            "src/drop.gen.py": "",
        },
    )

    assert discover(tmp_path).python == ("a.py", "src/keep.gen.py", "src/only_here.py")


def test_a_name_that_is_not_utf8_is_skipped_alone(repository: Path) -> None:
    write(repository, {"a.py": "", "wörter.py": "", "new\nline.py": ""})
    if sys.platform == "darwin":
        pytest.skip("the file system refuses such names")
    Path(os.fsdecode(os.fsencode(repository) + b"/caf\xe9.py")).write_text("")

    found = discover(repository)

    assert found.python == ("a.py", "new\nline.py", "wörter.py")
    assert "not UTF-8" in reasons(found.skipped)["caf\\xe9.py"]


@pytest.mark.parametrize("in_git", [True, False])
def test_links_within_the_tree_are_known_and_links_out_of_it_are_skipped(
    in_git: bool, tmp_path: Path, git_home: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = write(tmp_path_factory.mktemp("outside"), {"secret.py": ""})
    write(tmp_path, {"shared/db.py": "", "fn/app.py": ""})
    (tmp_path / "fn/db.py").symlink_to("../shared/db.py")
    (tmp_path / "fn/lib").symlink_to("../shared", target_is_directory=True)
    (tmp_path / "fn/secret.py").symlink_to(outside / "secret.py")
    (tmp_path / "fn/loop.py").symlink_to("loop.py")
    if in_git:
        subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
        add(tmp_path)

    found = discover(tmp_path)

    assert found.python == ("fn/app.py", "shared/db.py")
    assert found.links["fn/db.py"] == "shared/db.py"
    assert found.links["fn/lib"] == "shared"
    assert "out of the project" in reasons(found.skipped)["fn/secret.py"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_folder_without_permission_is_skipped_and_named(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": "", "closed/b.py": ""})
    (tmp_path / "closed").chmod(0)
    try:
        found = discover(tmp_path)
    finally:
        (tmp_path / "closed").chmod(stat.S_IRWXU)

    assert found.python == ("a.py",)
    assert "cannot be read" in reasons(found.skipped)["closed"]


def test_a_folder_that_cannot_be_listed_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"a.py": "", "closed/b.py": ""})
    real = os.scandir

    def scandir(path: Path) -> object:
        if path.name == "closed":
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    found = discover(tmp_path)

    assert found.python == ("a.py",)
    assert reasons(found.skipped)["closed"] == "folder cannot be read: Permission denied"


def test_what_is_no_file_or_too_large_is_skipped(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": ""})
    os.mkfifo(tmp_path / "pipe.py")
    with (tmp_path / "data.py").open("wb") as file:
        file.truncate(MAX_BYTES + 1)

    found = discover(tmp_path)

    assert found.python == ("a.py",)
    assert "5 MB" in reasons(found.skipped)["data.py"]


def test_a_root_that_is_missing_is_no_crash(tmp_path: Path) -> None:
    assert "No such file" in reasons(discover(tmp_path / "none").skipped)["."]


VENDORED = {
    "fn/app.py": "",
    "fn/requests/__init__.py": "",
    "fn/requests/adapters.py": "",
    "fn/idna/__init__.py": "",
    "fn/idna-3.4.dist-info/RECORD": "idna/__init__.py,,\nidna_cli.py,,\n../../bin/idna,,\n",
    "fn/idna_cli.py": "",
    "fn/six.py": "",
    "layer/python/lib/python3.11/site-packages/x.py": "",
    "web/node_modules/gyp/gyp.py": "",
    ".venv/lib/y.py": "",
    "oddly_named/pyvenv.cfg": "",
    "oddly_named/lib/z.py": "",
    "cdk.out/asset.1/app.py": "",
    ".aws-sam/build/Fn/app.py": "",
    "pkg/build/lib/m.py": "",
    "pkg/m.py": "",
}
OWN = {
    "requests/handlers.py": "",
    "requests/__init__.py": "",
    "build/app.py": "",
    "mine.egg-info/top_level.txt": "fn\n",
    "redis/app.py": "",
    "environments/prod.py": "",
}


def test_vendored_packages_are_counted_and_named(tmp_path: Path) -> None:
    found = discover(write(tmp_path, {**VENDORED, **OWN}))

    assert found.python == (
        "build/app.py",
        "environments/prod.py",
        "fn/app.py",
        "pkg/m.py",
        "redis/app.py",
        "requests/__init__.py",
        "requests/handlers.py",
    )
    assert found.vendored == 12


def test_a_checkout_lists_the_same_as_a_walk(checkout: Checkout) -> None:
    root = write(checkout.root, {**VENDORED, **OWN, "a/b/template.yml": "", "a/b/c.py": ""})
    listed = discover(root)
    (root / ".git").rename(root / ".hidden")

    assert discover(root).python == listed.python
    assert discover(root).templates == listed.templates


def test_a_pattern_that_is_none_takes_no_other_along(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": "", "made.py": "", ".gitignore": "[z-a]\n!\nmade.py\n"})

    assert discover(tmp_path).python == ("a.py",)
