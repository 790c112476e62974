"""The diff is what `git apply` takes, byte for byte."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lambdafix.model import Rewrite
from lambdafix.rewrite.diff import unified


def git(folder: Path, *arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(["git", *arguments], cwd=folder, input=stdin, capture_output=True, check=False)


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("checkout")
    git(folder, "init", "--quiet")
    git(folder, "config", "core.autocrlf", "false")
    return folder


def applied(folder: Path, rewrite: Rewrite, below: str = "") -> bytes:
    target = folder / rewrite.path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(rewrite.before)
    result = git(folder / below, "apply", "--whitespace=nowarn", stdin=unified(rewrite))
    assert result.returncode == 0, result.stderr.decode()
    return target.read_bytes()


CONTENTS = {
    "plain": (b"a\nb\nc\n", b"a\nB\nc\n"),
    "no final newline": (b"a\nb", b"a\nc"),
    "final newline added": (b"a\nb", b"a\nb\n"),
    "final newline lost": (b"a\nb\n", b"a\nb"),
    "CRLF": (b"a\r\nb\r\nc\r\n", b"a\r\nB\r\nx\r\nc\r\n"),
    "CR alone": (b"a\rb\rc", b"a\rx\rc"),
    "U+2028": ("s = '\u2028'\nb\n".encode(), "s = '\u2028'\nc\n".encode()),
    "form feed": (b"a\n\x0cb\n\x0b\x1c\x85\n", b"a\n\x0cc\n\x0b\x1c\x85\n"),
    "from empty": (b"", b"a\nb\n"),
    "far apart": (
        b"".join(b"%d\n" % i for i in range(60)),
        b"".join(b"%d\n" % (i + (i in (5, 50)) * 100) for i in range(60)),
    ),
    "not UTF-8": (b"# \xe9\na\n", b"# \xe9\nb\n"),
}


@pytest.mark.parametrize("case", CONTENTS)
def test_git_applies_it(case: str, checkout: Path) -> None:
    before, after = CONTENTS[case]
    assert applied(checkout, Rewrite("app.py", before, after)) == after


NAMES = [
    "a b.py",
    'quo"te.py',
    "back\\slash.py",
    "tab\there.py",
    "new\nline.py",
    "ünïcode.py",
    "bad\udcff.py",
    "a  b c/d e.py",
]


@pytest.mark.parametrize("name", NAMES)
def test_odd_names_are_quoted_as_git_quotes_them(name: str, checkout: Path) -> None:
    assert applied(checkout, Rewrite(name, b"x\n", b"y\n")) == b"y\n"


@pytest.mark.parametrize("name", NAMES)
def test_the_header_is_the_one_git_writes(name: str, checkout: Path) -> None:
    (checkout / name).parent.mkdir(parents=True, exist_ok=True)
    (checkout / name).write_bytes(b"x\n")
    git(checkout, "add", "--intent-to-add", name)
    (checkout / name).write_bytes(b"y\n")
    written = git(checkout, "diff", "--", name).stdout.splitlines(keepends=True)
    git(checkout, "rm", "--quiet", "--cached", name)
    [header] = [
        line for line in unified(Rewrite(name, b"", b"y\n")).splitlines(keepends=True) if line.startswith(b"+++ ")
    ]
    assert header in written


def test_it_applies_from_a_subfolder(checkout: Path) -> None:
    rewrite = Rewrite("src/deep er/app.py", b"x\n", b"y\n")
    assert applied(checkout, rewrite, below="src/deep er") == b"y\n"


def test_no_change_is_no_diff() -> None:
    assert unified(Rewrite("app.py", b"x\n", b"x\n")) == b""


ROWS = st.lists(
    st.sampled_from([b"a", b"b", b"\r", b"\x0c", b"", b"\\ No newline", b"-- x", b"\xe2\x80\xa8"]), max_size=14
)


@settings(max_examples=60, deadline=None)
@given(old=ROWS, new=ROWS, old_ends=st.booleans(), new_ends=st.booleans())
def test_any_two_texts(old: list[bytes], new: list[bytes], old_ends: bool, new_ends: bool, checkout: Path) -> None:
    before, after = b"\n".join(old) + b"\n" * old_ends, b"\n".join(new) + b"\n" * new_ends
    if before != after and after:
        assert applied(checkout, Rewrite("any.py", before, after)) == after
