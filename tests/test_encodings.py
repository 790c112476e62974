"""Whatever a file says of its coding, it is read exactly or left out, and no byte outside of an edit changes."""

from __future__ import annotations

import encodings
import pkgutil
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lambdafix.engine import Request, analyse
from lambdafix.engine.scan import parse
from lambdafix.model import Edit, Fix, Skipped, Span
from lambdafix.rewrite.verify import verify
from lambdafix.rules import registry
from lambdafix.settings.config import Config
from lambdafix.source import Source
from support.command import lambdafix
from support.files import write_files
from support.projects import HEALTHY, REPAIRED

CODINGS = sorted(module.name for module in pkgutil.iter_modules(encodings.__path__))
BODY = HEALTHY + b"TEXT = '%s'\n"


def declared(coding: str, content: bytes) -> bytes:
    return f"# coding: {coding}\n".encode() + content


@given(coding=st.sampled_from(CODINGS), text=st.binary(max_size=24))
@example("undefined", b"")
@example("idna", b"")
@example("punycode", b"-")
@example("utf_7", b"+2AA-")
@example("utf_7", b"+AAA-")
@example("unicode_escape", b"\\ud800")
@example("raw_unicode_escape", b"\\u0000")
@example("utf_8_sig", b"")
@example("rot_13", b"")
def test_a_file_is_exact_or_left_out(coding: str, text: bytes) -> None:
    raw = declared(coding, BODY % text.replace(b"\n", b"").replace(b"'", b""))

    source = Source.decode("app.py", raw)

    if isinstance(source, Source):
        assert source.encode() == raw
        parse(source)


@pytest.mark.parametrize(
    ("coding", "text"),
    [
        ("cp932", b"\x87\x90"),  # two codes for one character
        ("big5", b"\xa1\xfe"),
        ("utf_7", b"+AGE-"),  # an "a" that is written as "a"
        ("hz", b"~{~}"),  # a change that changes nothing
        ("iso2022_jp", b"\x1b(B"),  # a change to the state that already is
    ],
)
def test_what_does_not_come_back_is_left_out(coding: str, text: bytes) -> None:
    source = Source.decode("app.py", declared(coding, BODY % text))

    assert isinstance(source, Skipped)
    assert coding.replace("_", "-") in source.reason.replace("_", "-")
    assert "save it as UTF-8" in source.reason


@pytest.mark.parametrize("coding", ["undefined", "idna", "punycode", "utf-7", "unicode_escape", "rot13", "hex"])
def test_one_such_file_costs_no_other(tmp_path: Path, coding: str) -> None:
    write_files(tmp_path, {"app.py": HEALTHY, "odd.py": declared(coding, BODY % b"+2AA-\\ud800")})

    finished = lambdafix(tmp_path, "--output-format", "json")

    assert finished.status == 1
    assert [skipped["filename"] for skipped in finished.json["skipped"]] == ["odd.py"]
    assert {finding["filename"] for finding in finished.json["findings"]} == {"app.py"}


@pytest.mark.parametrize(
    ("coding", "text"),
    [("latin-1", b"caf\xe9"), ("cp932", "日本".encode("cp932")), ("iso2022_jp", "日本".encode("iso2022_jp"))],
)
def test_what_comes_back_is_repaired(tmp_path: Path, coding: str, text: bytes) -> None:
    content = declared(coding, b"# " + text + b"\n" + HEALTHY)
    write_files(tmp_path, {"app.py": content})

    (rewrite,) = analyse(Request(tmp_path, Config(), tuple(registry.load().select(Config())))).rewrites

    assert rewrite.after == declared(coding, b"# " + text + b"\n" + REPAIRED)


def test_an_edit_within_a_state_of_the_coding_is_refused() -> None:
    source = Source.decode("app.py", declared("iso2022_jp", "x = '日本'\n".encode("iso2022_jp")))
    assert isinstance(source, Source)
    at = source.text.index("本")
    edit = Edit("app.py", Span(at, at), "a")

    (problem,) = verify({"app.py": source}, {"app.py": source.apply((edit,))}, [Fix("", (edit,))])

    assert "bytes outside of the edits" in problem.reason


def test_what_the_coding_cannot_write_is_refused() -> None:
    source = Source.decode("app.py", declared("latin-1", b"x = '\xe9'\n"))
    assert isinstance(source, Source)
    edit = Edit("app.py", Span(source.text.index("é"), source.text.index("é") + 1), "日")

    (problem,) = verify({"app.py": source}, {"app.py": source.apply((edit,))}, [Fix("", (edit,))])

    assert "cannot be written in iso-8859-1" in problem.reason


def test_only_a_coding_that_python_sees_counts() -> None:
    """With CR alone between lines, the third line is not the first."""
    source = Source.decode("app.py", b"# a\r# b\r# coding: latin-1\rx = 1\r")

    assert isinstance(source, Source)
    assert source.encoding == "utf-8"


def test_the_row_of_a_byte_counts_without_the_mark() -> None:
    skipped = Source.decode("app.py", b"\xef\xbb\xbfx = 1\ny = '\xe9'\n")

    assert isinstance(skipped, Skipped)
    assert "0xe9" in skipped.reason
    assert skipped.row == 2
