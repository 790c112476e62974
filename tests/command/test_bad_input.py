"""Input that cannot be analysed: one clear line with its place, counted, and no other file the worse for it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from lambdafix.engine import Request, analyse
from lambdafix.rules import registry
from lambdafix.settings.config import Config
from support.command import Finished, lambdafix
from support.files import write_files
from support.projects import HEALTHY, REPAIRED

OTHER = HEALTHY.replace(b'"s3"', b'"sqs"').replace(b"list_buckets", b"list_queues")
SAM = b"""\
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders: {Type: AWS::Serverless::Function, Properties: {Handler: app.handler, Runtime: python3.12, CodeUri: .}}
"""
ALIAS_BOMB = b"a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + b"".join(
    b"a%d: &a%d [%s]\n" % (n, n, b", ".join([b"*a%d" % (n - 1)] * 10)) for n in range(1, 12)
)
MERGE_BOMB = b"a0: &a0 {%s}\n" % b", ".join(b"k%d: x" % n for n in range(300)) + b"".join(
    b"a%d: &a%d {<<: *a%d, p%d: x}\n" % (n, n, n - 1, n) for n in range(1, 300)
)
NEWER_SYNTAX = [
    ((3, 12), b"type Number = int\n\n\ndef handler(event, context):\n    return 1\n"),
    ((3, 14), b'def handler(event, context):\n    return t"{event}"\n'),
]


@dataclass(frozen=True)
class Bad:
    """A file that is left out: where it is, what it holds, and what must be said of it."""

    path: str
    content: bytes
    reason: str
    row: int | None = None

    def __str__(self) -> str:
        return self.path


UNREADABLE = [
    Bad("syntax_error.py", b"def handler(event, context):\n    return (\n", "syntax error", 2),
    Bad("python2.py", b"def handler(event, context):\n    print 'hello'\n", "Python 2", 2),
    Bad("utf16.py", HEALTHY.decode().encode("utf-16"), "UTF-16", 1),
    Bad("undeclared_latin1.py", b"def handler(event, context):\n    return 'caf\xe9'\n", "not valid utf-8", 2),
    Bad("unknown_coding.py", b"# -*- coding: nonsense -*-\ndef handler(event, context):\n    pass\n", "coding", 1),
    Bad("nul.py", b"def handler(event, context):\n    return '\0'\n", "NUL", 2),
    Bad("generated.py", b"handler = None\n" + b"DATA = [0]\n" * 500_000, "MB"),
    Bad("nested.py", b"handler = " + b"[" * 2000 + b"]" * 2000 + b"\n", "nested too deeply"),
    Bad("operators.py", b"handler = 0" + b" + 1" * 100_000 + b"\n", "nested too deeply"),
    Bad(
        "annotated_global.py",
        b"user = None\n\n\ndef handler(event, context):\n    global user\n    user: str = event['user']\n",
        "annotated name 'user' can't be global",
        6,
    ),
    Bad("template.yaml", SAM + b"  Other: }\n", "YAML", 4),
    Bad("serverless.yml", b"service: bomb\nprovider: {name: aws}\n" + MERGE_BOMB, "expand without end"),
]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    write_files(tmp_path, {"app.py": HEALTHY})
    return tmp_path


@pytest.mark.parametrize("bad", UNREADABLE, ids=str)
def test_left_out_and_told(project: Path, bad: Bad) -> None:
    write_files(project, {bad.path: bad.content})

    assert_left_out(project, bad)


@pytest.mark.parametrize("bad", [bad for bad in UNREADABLE if bad.path.endswith(".py")], ids=str)
def test_named_alone_it_is_an_error(project: Path, bad: Bad) -> None:
    write_files(project, {bad.path: bad.content})

    finished = lambdafix(project, bad.path)

    assert finished.status == 2
    (line,) = finished.stderr.splitlines()
    assert bad.path in line
    assert bad.reason in line


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(text, id=f"python{major}.{minor}")
        for (major, minor), text in NEWER_SYNTAX
        if sys.version_info < (major, minor)
    ],
)
def test_syntax_newer_than_the_running_python(project: Path, content: bytes) -> None:
    write_files(project, {"newer.py": content})

    assert_left_out(project, Bad("newer.py", content, "Python"))


def test_several_at_once(project: Path) -> None:
    write_files(project, {bad.path: bad.content for bad in UNREADABLE})

    document = lambdafix(project, "--output-format", "json").json

    assert {entry["filename"] for entry in document["skipped"]} == {bad.path for bad in UNREADABLE}
    assert document["summary"]["skipped"] == len(UNREADABLE)
    assert found(document) == ["app.py"]


def test_missing_path(project: Path) -> None:
    finished = lambdafix(project, "app.py", "missing.py")

    assert finished.status == 2
    assert finished.stdout == ""
    (line,) = finished.stderr.splitlines()
    assert "missing.py: no such file" in line


def test_unreadable_file(project: Path) -> None:
    write_files(project, {"closed.py": OTHER})
    (project / "closed.py").chmod(0)

    finished = lambdafix(project, "--output-format", "json", ordinary_user=True)

    assert_told(finished, Bad("closed.py", OTHER, "Permission denied"))
    named = lambdafix(project, "closed.py", ordinary_user=True)
    assert named.status == 2
    assert "closed.py: cannot be read: Permission denied" in named.stderr


def test_directory_without_permission(project: Path) -> None:
    write_files(project, {"closed/other.py": OTHER})
    (project / "closed").chmod(0)
    try:
        finished = lambdafix(project, "--output-format", "json", ordinary_user=True)
        named = lambdafix(project, "closed", ordinary_user=True)
        inside = lambdafix(project, "closed/other.py", ordinary_user=True)
    finally:
        (project / "closed").chmod(0o755)

    assert_told(finished, Bad("closed", b"", "Permission denied"))
    for finished in (named, inside):
        assert finished.status == 2
        assert "Permission denied" in finished.stderr


def test_empty_file(project: Path) -> None:
    write_files(project, {"empty.py": b"", "package/__init__.py": b""})

    document = lambdafix(project, "--output-format", "json").json

    assert document["skipped"] == []
    assert document["summary"]["files"] == 3


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("byte_order_mark", lambda text: b"\xef\xbb\xbf" + text),
        ("crlf", lambda text: text.replace(b"\n", b"\r\n")),
        ("lone_cr", lambda text: text.replace(b"\n", b"\r")),
        ("form_feed", lambda text: text.replace(b"\n\n\ndef", b"\n\n\x0c\ndef")),
        ("declared_latin1", lambda text: b"# coding: latin-1\n# caf\xe9\n" + text),
        ("no_final_newline", lambda text: text.rstrip(b"\n")),
    ],
)
def test_unusual_text_is_repaired_byte_for_byte(project: Path, name: str, change: Callable[[bytes], bytes]) -> None:
    write_files(project, {"odd.py": change(HEALTHY)})

    finished = lambdafix(project, "fix", "--output-format", "json")

    assert finished.status == 0
    assert finished.json["skipped"] == []
    assert (project / "app.py").read_bytes() == REPAIRED
    assert (project / "odd.py").read_bytes() == change(REPAIRED)


@pytest.mark.parametrize("bomb", [ALIAS_BOMB, b"again: &again {again: *again, list: [*again]}\n"])
def test_aliases_that_would_expand_for_ever(project: Path, bomb: bytes) -> None:
    write_files(project, {"template.yaml": SAM + bomb})

    (handler,) = lambdafix(project, "handlers", "--output-format", "json").json["handlers"]

    assert handler["declared_in"] == "template.yaml:3"


def test_templates_that_disagree(project: Path) -> None:
    write_files(project, {"template.yaml": SAM, "template-old.yaml": SAM.replace(b"app.handler", b"app.missing")})

    finished = lambdafix(project, "--output-format", "json")

    assert finished.status == 1
    assert found(finished.json) == ["app.py"]
    (note,) = [note for note in finished.json["notes"] if "missing" in note]
    assert "template-old.yaml" in note


def test_symlink_out_of_the_tree(project: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside")
    write_files(outside, {"other.py": OTHER, "folder/other.py": OTHER})
    (project / "link.py").symlink_to(outside / "other.py")
    (project / "linked").symlink_to(outside / "folder")
    (project / "loop").symlink_to(project)

    finished = lambdafix(project, "--output-format", "json")
    lambdafix(project, "fix")

    told = [entry for entry in finished.json["skipped"] if entry["filename"] == "link.py"]
    assert told
    assert "out of the project" in told[0]["reason"]
    assert found(finished.json) == ["app.py"]
    assert (project / "app.py").read_bytes() == REPAIRED
    assert (outside / "other.py").read_bytes() == OTHER
    assert (outside / "folder" / "other.py").read_bytes() == OTHER


def test_name_that_is_not_utf8(project: Path) -> None:
    name = os.fsencode(project) + b"/caf\xe9.py"
    try:
        with open(name, "wb") as file:  # noqa: PTH123 - the name is bytes
            file.write(OTHER)
    except OSError:
        pytest.skip("this file system keeps no names but UTF-8")

    assert_told(lambdafix(project, "--output-format", "json"), Bad("caf\\xe9.py", OTHER, "not UTF-8"))
    named = lambdafix(project, b"caf\xe9.py")
    assert named.status == 2
    assert "not UTF-8" in named.stderr


def assert_left_out(project: Path, bad: Bad) -> None:
    assert_told(lambdafix(project, "--output-format", "json"), bad)

    screen = lambdafix(project, "--dry-run")
    lines = [line for line in screen.stdout.splitlines() if bad.path in line and bad.reason in line]
    assert len(lines) == 1, screen.stdout
    assert "1 skipped" in screen.stdout
    summary = screen.stdout.partition("\nSummary\n")[2].splitlines()[0]
    assert summary == "1 file was not analysed, for the reasons under Skipped."

    fixed = lambdafix(project, "fix")
    assert fixed.status == 0
    assert (project / "app.py").read_bytes() == REPAIRED
    assert (project / bad.path).read_bytes() == bad.content


def assert_told(finished: Finished, bad: Bad) -> None:
    """The scan goes on: exit 1 is for the healthy file's finding."""
    assert finished.status == 1
    document = finished.json
    (entry,) = document["skipped"]
    assert entry["filename"] == bad.path
    assert bad.reason in entry["reason"]
    assert "\n" not in entry["reason"]
    assert bad.row is None or entry["row"] == bad.row
    assert document["summary"]["skipped"] == 1
    assert found(document) == ["app.py"]


def found(document: dict[str, Any]) -> list[str]:
    return [finding["filename"] for finding in document["findings"]]


def test_file_that_goes_while_it_is_analysed(tmp_path: Path) -> None:
    write_files(tmp_path, {"app.py": HEALTHY, "other.py": OTHER})
    chosen, known = Config(), registry.load()

    def vanish(done: int, files: int) -> None:
        (tmp_path / "app.py").unlink(missing_ok=True)

    analysis = analyse(Request(tmp_path, chosen, known.select(chosen), progress=vanish))
    assert [(one.path, one.reason) for one in analysis.skipped] == [
        ("app.py", "cannot be read: No such file or directory")
    ]
    assert [finding.path for finding in analysis.findings] == ["other.py"]
