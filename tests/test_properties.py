"""What holds for every module, on modules that hypothesis makes up."""

from __future__ import annotations

import ast
import re
from itertools import pairwise
from pathlib import Path

from hypothesis import HealthCheck, given, note, settings

from lambdafix.engine import Analysis, Request, analyse
from lambdafix.model import Edit, Span
from lambdafix.rules import registry
from lambdafix.settings import config
from lambdafix.source import Source
from support.case import Run
from support.execution import Warm
from support.files import comments
from support.modules import Line, Style, modules, styles

PATH = "app.py"
RELAXED = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
TWO_CALLS = Run(
    handler="app.handler",
    root="",
    environment={},
    services=(),
    setup="",
    observe=("result", "stdout"),
    events=({"name": "ada"}, {"name": "grace"}),
    first={},
    fault={},
    fixed={},
    cold="",
)


@given(lines=modules(), style=styles())
@settings(RELAXED, max_examples=150)
def test_result_keeps_what_no_fix_touches(lines: list[Line], style: Style, tmp_path: Path) -> None:
    before = style.render(lines)
    note(before.decode())
    ast.parse(before)

    analysis = analysed(tmp_path, before)

    assert not analysis.skipped
    after = result(analysis, before)
    note(after.decode())
    ast.parse(after)
    assert comments(before).keys() <= comments(after).keys()  # one comment of two clients that become one is kept once
    assert newlines(after) <= newlines(before)
    assert after.startswith(b"\xef\xbb\xbf") == style.bom
    assert not analysed(tmp_path, after).rewrites
    edits = tuple(edit for finding in analysis.findings if finding.fix for edit in finding.fix.edits)
    assert is_subsequence(untouched_lines(before, edits), after.decode("utf-8-sig").splitlines())


@given(lines=modules())
@settings(RELAXED, max_examples=60)
def test_cold_start_is_unchanged(lines: list[Line], warm: Warm, tmp_path: Path) -> None:
    before = Style('"', "    ", "\n", bom=False, final_newline=True).render(lines)
    after = result(analysed(tmp_path, before), before)
    note(before.decode())
    note(after.decode())
    if after == before:
        return

    first, _ = warm.call({PATH: before}, TWO_CALLS, {})
    repaired, second = warm.call({PATH: after}, TWO_CALLS, {})

    assert repaired == first
    assert second.keys() == first.keys(), "the repaired handler fails when it is warm"


def test_a_lost_line_is_noticed() -> None:
    before = b"one\ntwo\nthree\n"
    edit = Edit(PATH, Span(4, 7), "2")
    assert untouched_lines(before, (edit,)) == ["one", "three"]
    assert is_subsequence(["one", "three"], ["one", "2", "three"])
    assert not is_subsequence(["one", "three"], ["three", "2", "one"])


def analysed(root: Path, content: bytes) -> Analysis:
    known = registry.load()
    chosen = config.load(root, root, {"select": list(known), "unsafe-fixes": True}, isolated=True)
    return analyse(Request(root, chosen, known.select(chosen), overlay={PATH: content}))


def result(analysis: Analysis, before: bytes) -> bytes:
    return next((rewrite.after for rewrite in analysis.rewrites), before)


def untouched_lines(content: bytes, edits: tuple[Edit, ...]) -> list[str]:
    """The lines, without their endings, that no edit reaches into."""
    source = Source.decode(PATH, content)
    assert isinstance(source, Source)
    starts = sorted({*source.line_starts, len(source.text)})
    return [
        source.text[start:end].rstrip("\r\n")
        for start, end in pairwise(starts)
        if not any(edit.span.start < end and start < edit.span.end for edit in edits)
    ]


def is_subsequence(part: list[str], whole: list[str]) -> bool:
    remaining = iter(whole)
    return all(line in remaining for line in part)


def newlines(content: bytes) -> set[bytes]:
    return set(re.findall(rb"\r\n|\r|\n", content))
