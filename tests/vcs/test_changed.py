"""Only what changed: rows since a revision, staged rows, and what a baseline already knows."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from lambdafix.errors import UsageError
from lambdafix.model import Applicability, Finding, Position, Span
from lambdafix.vcs import baseline
from lambdafix.vcs.changed import WHOLE, Changed, since, staged
from lambdafix.vcs.git import GitError
from support.checkout import Checkout

TEN = b"".join(b"row = %d\n" % number for number in range(1, 11))


def edited(*rows: int, text: bytes = TEN) -> bytes:
    lines = text.splitlines(keepends=True)
    return b"".join(b"edited\n" if number in rows else line for number, line in enumerate(lines, 1))


def rows(changed: Changed) -> dict[str, list[int] | str]:
    def spelt(ranges: tuple[range, ...]) -> list[int] | str:
        return "all" if ranges == WHOLE else [row for found in ranges for row in found]

    return {path: spelt(ranges) for path, ranges in changed.rows.items()}


def finding(path: str = "a.py", first: int = 1, last: int = 1, fingerprint: str = "f", code: str = "LMB201") -> Finding:
    return Finding(
        code=code,
        name="client-in-handler",
        path=path,
        span=Span(0, 1),
        start=Position(first, 1),
        end=Position(last, 1),
        function="handler",
        message="",
        applicability=Applicability.SAFE,
        fingerprint=fingerprint,
        snippet="",
    )


def test_committed_staged_unstaged_and_untracked_changes_count(checkout: Checkout) -> None:
    checkout.commit(dict.fromkeys(["committed.py", "staged.py", "unstaged.py", "same.py"], TEN))
    checkout.git("branch", "base")
    checkout.commit({"committed.py": edited(3)})
    checkout.write("staged.py", edited(4, 5))
    checkout.git("add", "staged.py")
    checkout.write("unstaged.py", edited(6))
    checkout.write("new/untracked.py", TEN)
    checkout.write(".gitignore", b"ignored.py\n")
    checkout.write("ignored.py", TEN)
    assert rows(since(checkout.root, "base")) == {
        "committed.py": [3],
        "staged.py": [4, 5],
        "unstaged.py": [6],
        "new/untracked.py": "all",
    }


def test_it_counts_from_where_the_branch_parted(checkout: Checkout) -> None:
    checkout.commit({"a.py": TEN, "b.py": TEN})
    checkout.git("switch", "-qc", "feature")
    checkout.commit({"a.py": edited(2)})
    checkout.git("switch", "-q", "main")
    checkout.commit({"b.py": edited(7)})
    checkout.git("switch", "-q", "feature")
    assert rows(since(checkout.root, "main")) == {"a.py": [2]}


def test_a_renamed_file_counts_by_its_changed_rows(checkout: Checkout) -> None:
    checkout.commit({"old.py": TEN, "moved.py": TEN.replace(b"row", b"line")})
    checkout.git("branch", "base")
    checkout.git("mv", "old.py", "new.py")
    checkout.git("mv", "moved.py", "elsewhere.py")
    checkout.write("new.py", edited(9))
    checkout.commit()
    assert rows(since(checkout.root, "base")) == {"new.py": [9], "elsewhere.py": []}


def test_added_rows_deleted_rows_deleted_files(checkout: Checkout) -> None:
    checkout.commit({"grown.py": TEN, "shrunk.py": TEN, "gone.py": TEN})
    checkout.write("grown.py", TEN + b"one\ntwo\n")
    checkout.write("shrunk.py", TEN.replace(b"row = 5\n", b""))
    (checkout.root / "gone.py").unlink()
    assert rows(since(checkout.root, "HEAD")) == {"grown.py": [11, 12], "shrunk.py": []}


def test_a_finding_is_kept_where_it_touches_a_changed_row(checkout: Checkout) -> None:
    checkout.commit({"a.py": TEN})
    checkout.write("a.py", edited(5))
    changed = since(checkout.root, "HEAD")
    spans = [(4, 4), (5, 5), (3, 5), (5, 7), (6, 7)]
    kept = [span for span in spans if changed.holds(finding("a.py", *span))]
    assert kept == [(5, 5), (3, 5), (5, 7)]
    assert not changed.holds(finding("b.py", 5, 5))


def test_no_common_ancestor_is_an_error_never_everything(checkout: Checkout) -> None:
    checkout.commit({"a.py": TEN})
    checkout.git("checkout", "-q", "--orphan", "unrelated")
    checkout.commit({"a.py": edited(1)})
    with pytest.raises(GitError, match="'main' and HEAD have no common ancestor here; they are unrelated"):
        since(checkout.root, "main")


def test_a_shallow_clone_says_how_to_get_the_history(checkout: Checkout, tmp_path: Path) -> None:
    checkout.commit({"a.py": TEN})
    checkout.git("switch", "-qc", "feature")
    checkout.commit({"a.py": edited(1)})
    checkout.git("switch", "-q", "main")
    checkout.commit({"a.py": edited(2)})
    url = checkout.root.as_uri()
    subprocess.run(["git", "clone", "-q", "--depth=1", "--no-single-branch", url, str(tmp_path / "s")], check=True)
    with pytest.raises(GitError, match="shallow: git fetch --unshallow"):
        since(tmp_path / "s", "origin/feature")


@pytest.mark.parametrize("revision", ["nowhere", "--output=x", "", "HEAD:a.py", "-p"])
def test_what_is_not_a_commit(checkout: Checkout, revision: str) -> None:
    checkout.commit({"a.py": TEN})
    with pytest.raises(GitError, match="is not a commit here"):
        since(checkout.root, revision)
    assert not (checkout.root / "x").exists()


def test_outside_of_git(tmp_path: Path, git_home: Path) -> None:
    with pytest.raises(GitError, match=r"--since: .* is not in a git repository"):
        since(tmp_path, "main")
    with pytest.raises(GitError, match="--staged: "):
        staged(tmp_path)


def test_only_below_the_root(checkout: Checkout) -> None:
    checkout.commit({"service/a.py": TEN, "other/b.py": TEN})
    checkout.write("service/a.py", edited(1))
    checkout.write("other/b.py", edited(1))
    checkout.write("service/new.py", TEN)
    assert rows(since(checkout.root / "service", "HEAD")) == {"a.py": [1], "new.py": "all"}


def test_odd_names_pair_with_their_rows(checkout: Checkout) -> None:
    names = ["-x.py", "new\ndiff --git a/x b/x\n@@ -1 +1 @@.py", 'quo"te.py', "é.py", "tab\t.py"]
    names.append(os.fsdecode(b"\xe9.py"))
    checkout.commit(dict.fromkeys(names, TEN))
    for number, name in enumerate(names, 1):
        checkout.write(name, edited(number))
    assert rows(since(checkout.root, "HEAD")) == {name: [number] for number, name in enumerate(names, 1)}


def test_a_file_in_place_of_a_link_is_new_as_a_whole(checkout: Checkout) -> None:
    checkout.commit({"target.py": TEN})
    (checkout.root / "a.py").symlink_to("target.py")
    checkout.commit()
    (checkout.root / "a.py").unlink()
    checkout.write("a.py", TEN)
    assert rows(since(checkout.root, "HEAD")) == {"a.py": "all"}
    checkout.git("add", "a.py")
    assert rows(staged(checkout.root)) == {"a.py": "all"}


def test_mode_only_and_binary_attributes(checkout: Checkout) -> None:
    checkout.commit({"mode.py": TEN, "binary.py": TEN, ".gitattributes": b"binary.py binary\n"})
    (checkout.root / "mode.py").chmod(0o755)
    checkout.write("binary.py", edited(2))
    assert rows(since(checkout.root, "HEAD")) == {"mode.py": [], "binary.py": [2]}


def test_lone_carriage_returns_count_as_a_whole(checkout: Checkout) -> None:
    checkout.commit({"a.py": b"a\rb\rc\nd\n"})
    checkout.write("a.py", b"a\rb\rc\ne\n")
    assert rows(since(checkout.root, "HEAD")) == {"a.py": "all"}


def test_line_endings_converted_by_git_are_no_change(checkout: Checkout) -> None:
    checkout.git("config", "core.autocrlf", "true")
    crlf = TEN.replace(b"\n", b"\r\n")
    checkout.commit({"a.py": crlf, "b.py": crlf})
    checkout.write("a.py", crlf)
    checkout.write("b.py", edited(3).replace(b"\n", b"\r\n"))
    assert rows(since(checkout.root, "HEAD")) == {"b.py": [3]}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("diff.noprefix", "true"),
        ("diff.mnemonicPrefix", "true"),
        ("diff.renames", "false"),
        ("diff.context", "9"),
        ("diff.interHunkContext", "9"),
        ("diff.relative", "true"),
        ("color.ui", "always"),
        ("diff.external", "false"),
        ("core.quotePath", "false"),
        ("diff.orderFile", "order"),
    ],
)
def test_the_users_diff_settings_change_nothing(checkout: Checkout, key: str, value: str) -> None:
    checkout.commit({"a.py": TEN, "b.py": TEN.replace(b"row", b"other"), "order": "é.py\n".encode()})
    checkout.git("config", key, value)
    checkout.git("mv", "b.py", "é.py")
    checkout.write("a.py", edited(2, 8))
    checkout.write("é.py", edited(4, text=TEN.replace(b"row", b"other")))
    checkout.git("add", "-A")
    assert rows(since(checkout.root, "HEAD")) == {"a.py": [2, 8], "é.py": [4]}


def test_staged_rows_are_those_of_the_index(checkout: Checkout) -> None:
    checkout.commit(dict.fromkeys(["a.py", "partly.py", "unstaged.py"], TEN))
    checkout.write("a.py", edited(2))
    checkout.write("partly.py", edited(9))
    checkout.write("new.py", b"1\n2\n")
    checkout.git("add", "-A")
    checkout.write("partly.py", b"on top\n" + edited(9))
    checkout.write("unstaged.py", edited(1))
    found = staged(checkout.root)
    assert rows(found) == {"a.py": [2], "partly.py": [9], "new.py": [1, 2]}
    assert found.staged == {"partly.py": edited(9), "unstaged.py": TEN}


def test_staged_content_of_a_file_deleted_on_disk(checkout: Checkout) -> None:
    checkout.commit({"kept.py": TEN})
    checkout.write("a.py", TEN)
    checkout.git("add", "a.py")
    (checkout.root / "a.py").unlink()
    found = staged(checkout.root)
    assert (found.staged, list(found.rows)) == ({"a.py": TEN}, ["a.py"])


def test_staged_before_the_first_commit(checkout: Checkout) -> None:
    checkout.write("a.py", b"1\n2\n")
    checkout.git("add", "a.py")
    assert rows(staged(checkout.root)) == {"a.py": [1, 2]}


def test_staged_in_a_hook_of_a_partial_commit(checkout: Checkout, tmp_path: Path) -> None:
    checkout.commit({"a.py": TEN, "b.py": TEN})
    checkout.write("a.py", edited(1))
    checkout.write("b.py", edited(2))
    checkout.git("add", "b.py")
    seen = tmp_path / "seen"
    script = "from pathlib import Path; from lambdafix.vcs.changed import staged; print(*staged(Path()).rows)"
    checkout.hook("pre-commit", f"{sys.executable} -c '{script}' > {seen}")
    checkout.git("commit", "-q", "-m", "partial", "--", "a.py")
    assert seen.read_text() == "a.py\n"


def test_a_baseline_keeps_what_is_known_quiet(tmp_path: Path) -> None:
    old = [finding("b.py", fingerprint="1"), finding("a.py", fingerprint="2"), finding("a.py", fingerprint="2")]
    baseline.save(tmp_path, old)
    now = [finding("a.py", fingerprint=mark) for mark in "2223"]
    compared = baseline.compare(baseline.load(tmp_path), now)
    assert compared.new == (now[2], now[3])
    assert compared.known == (now[0], now[1])
    assert [(entry.fingerprint, entry.count) for entry in compared.stale] == [("1", 1)]


def test_an_entry_that_was_not_looked_at_is_not_stale(tmp_path: Path) -> None:
    entries = baseline.save(tmp_path, [finding("a.py", fingerprint="1"), finding("b.py", fingerprint="2")])
    compared = baseline.compare(entries, [], lambda entry: entry.path == "a.py")
    assert [entry.path for entry in compared.stale] == ["a.py"]


def test_a_baseline_is_stable_and_readable(tmp_path: Path) -> None:
    findings = [
        finding("b.py", fingerprint="3"),
        finding("a.py", fingerprint="2", code="LMB101"),
        finding("a.py", fingerprint="1"),
    ]
    baseline.save(tmp_path, findings)
    first = (tmp_path / ".lambdafix/baseline.json").read_bytes()
    baseline.save(tmp_path, reversed(findings))
    assert (tmp_path / ".lambdafix/baseline.json").read_bytes() == first
    rows = json.loads(first)["findings"]
    assert [(row["path"], row["code"]) for row in rows] == [("a.py", "LMB101"), ("a.py", "LMB201"), ("b.py", "LMB201")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "lambdafix baseline writes it"),
        ("{", "is not a baseline"),
        ("[]", "is not a baseline"),
        ("[" * 100_000, "is not a baseline"),
        ('{"version": 2, "findings": []}', "has version 2"),
        ('{"version": 1, "findings": [{"path": "a"}]}', "is not a baseline"),
        ('{"version": 1, "findings": [{"count": 0}]}', "not a positive number"),
    ],
)
def test_a_baseline_that_cannot_be_read_is_an_error(tmp_path: Path, text: str | None, said: str) -> None:
    if text is not None:
        (tmp_path / ".lambdafix").mkdir()
        (tmp_path / ".lambdafix/baseline.json").write_text(text)
    with pytest.raises(UsageError, match=said):
        baseline.load(tmp_path)


def test_a_baseline_is_not_written_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "root").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "root/.lambdafix").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(UsageError, match="symbolic link"):
        baseline.save(tmp_path / "root", [finding()])
    assert list((tmp_path / "elsewhere").iterdir()) == []
