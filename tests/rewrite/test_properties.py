"""What holds for a rewrite of any program."""

from __future__ import annotations

import ast
from textwrap import indent

import libcst as cst
from hypothesis import given, settings
from hypothesis import strategies as st

from lambdafix.model import Edit, Span
from lambdafix.rewrite.alignment import Alignment
from lambdafix.rewrite.reduce import reduced
from lambdafix.rewrite.tree import Tree, ast_span
from support.rewriting import PATH, Desk, fix_of, problems, rewritten, source

SIMPLE = st.sampled_from(
    [
        "a = 1",
        "b = '''one\n  two\n'''  # text",
        "# a comment\ncall(a, b)",
        "c = (1,\n  2,  # two\n\n)",
        "d = 1; e = f'{d}'",
        "f = a + \\\n b",
        "x: int = 'é\u2028'",
        "\ng = [i for i in a]",
        "pass\n",
    ]
)
HEADERS = st.sampled_from(
    ["if a:", "with b as c:  # open", "for i in a:", "def h(p, *, q=1):", "class K:", "while b:", "try:"]
)
TARGET = "target()"


def block(rows: list[str], header: str, step: str) -> str:
    body = indent("\n".join(rows), step, lambda row: bool(row.strip()))
    return f"{header}\n{body}" + ("\nfinally:\n" + step + "pass" if header == "try:" else "")


def steps() -> st.SearchStrategy[str]:
    return st.sampled_from(["    ", "  ", "\t"])


@st.composite
def programs(draw: st.DrawFn) -> str:
    """A program with one `target()` somewhere, any line ending, with or without a final one."""
    step = draw(steps())
    rows = [*draw(st.lists(SIMPLE, max_size=3)), TARGET, *draw(st.lists(SIMPLE, max_size=3))]
    for header in draw(st.lists(HEADERS, max_size=3)):
        rows = [*draw(st.lists(SIMPLE, max_size=2)), block(rows, header, step), *draw(st.lists(SIMPLE, max_size=2))]
    newline = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    text = draw(st.sampled_from(["", "# -*- coding: utf-8 -*-\n", '"""Doc."""\n'])) + "\n".join(rows)
    return (text + draw(st.sampled_from(["", "\n", "\n\n"]))).replace("\n", newline)


def dump(text: str) -> list[str]:
    return [ast.dump(node) for node in ast.walk(ast.parse(text)) if isinstance(node, ast.stmt)]


@settings(max_examples=150, deadline=None)
@given(programs())
def test_every_statement_and_call_has_its_place(text: str) -> None:
    tree = Tree(source(text))
    for node in ast.walk(tree.syntax):
        if isinstance(node, ast.stmt):
            tree.statement(ast_span(tree.source, node))
        elif isinstance(node, (ast.Name, ast.Call)):
            tree.node(ast_span(tree.source, node), cst.Name if isinstance(node, ast.Name) else cst.Call)


@settings(max_examples=150, deadline=None)
@given(programs())
def test_nothing_recorded_is_nothing_changed(text: str) -> None:
    assert fix_of(text, lambda desk: None).edits == ()


@settings(max_examples=200, deadline=None)
@given(programs(), st.sampled_from(["before", "after", "replace", "remove", "wrap", "import", "module"]))
def test_any_change_parses_and_spares_the_rest(text: str, operation: str) -> None:
    def recipe(desk: Desk) -> None:
        target = desk.statement(TARGET)
        match operation:
            case "before":
                desk.file.insert_before(target, "new(a)")
            case "after":
                desk.file.insert_after(target, "if a:\n    new()")
            case "replace":
                desk.file.replace(target, desk.file.parse_statement("new = target()"))
            case "remove":
                desk.file.remove(target)
            case "wrap":
                desk.file.wrap(target, target, "try:", "finally:\n    a")
            case "import":
                desk.file.ensure_import("os")
            case "module":
                desk.file.add_to_module('fresh = dict("x")')

    fix = fix_of(text, recipe)
    after = source(text).apply(fix.edits).text
    before_dumps, after_dumps = dump(text), dump(after)
    assert operation in ("remove", "replace", "wrap") or len(after_dumps) > len(before_dumps)
    simple = {d for d in before_dumps if "FunctionDef" not in d and "body=[" not in d and TARGET[:-2] not in d}
    assert simple <= set(after_dumps)
    newline = "\r\n" if "\r\n" in text else "\r" if "\r" in text else "\n"
    assert not {"\n", "\r"} & set(after.replace(newline, ""))
    assert not after or after.endswith(newline) == text.endswith(newline)
    unbound = (
        "is no longer bound",
        "is not bound there",
        "would mean that of",
        "would be used before",
        "nothing in the file",
    )
    assert [p for p in problems(text, fix) if not any(words in p.reason for words in unbound)] == []


@settings(max_examples=150, deadline=None)
@given(st.lists(SIMPLE, min_size=1, max_size=5), steps(), st.sampled_from(["\n", "\r\n", "\r"]), st.booleans())
def test_wrap_and_unwrap_keep_what_is_inside(rows: list[str], step: str, newline: str, nested: bool) -> None:
    body = "\n".join([*rows, TARGET])
    text = (block([body], "def f():", step) if nested else body + "\n").replace("\n", newline)

    def wrap(desk: Desk) -> None:
        siblings = desk.file.layout.siblings(desk.statement(TARGET))  # type: ignore[arg-type]
        desk.file.wrap(siblings[0], siblings[-1], "with w:")

    def unwrap(desk: Desk) -> None:
        statement = desk.statement("with w:")
        assert isinstance(statement, cst.With)
        desk.file.unwrap(statement)

    wrapped = rewritten(text, wrap)
    [inner] = [node for node in ast.walk(ast.parse(wrapped)) if isinstance(node, ast.With)]
    outer = ast.parse(text).body
    expected = outer[0].body if nested and isinstance(outer[0], ast.FunctionDef) else outer
    assert list(map(ast.dump, inner.body)) == list(map(ast.dump, expected))
    assert list(map(ast.dump, ast.parse(rewritten(wrapped, unwrap)).body)) == list(map(ast.dump, outer))


ROW = st.sampled_from(["a\n", "b\n", "ab\r\n", "b\r\n", "c\r", "\n", "é\u2028\n", "\x0c\n", "end"])


@settings(max_examples=300, deadline=None)
@given(st.lists(ROW, max_size=8), st.lists(ROW, max_size=8))
def test_reduction_is_exact_and_splits_no_line_ending(old_rows: list[str], new_rows: list[str]) -> None:
    old, new = "".join(old_rows), "".join(new_rows)
    before = source(f"head\n{old}")
    edits = tuple(reduced(PATH, 5, old, new))
    assert before.apply(edits).text == f"head\n{new}"
    for edit in edits:
        assert before.slice(edit.span) != edit.content
        for offset in (edit.span.start, edit.span.end):
            assert before.text[offset - 1 : offset + 1] != "\r\n"


@settings(max_examples=200, deadline=None)
@given(st.text("abc", max_size=20), st.data())
def test_alignment_follows_every_kept_character(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=6)))
    spans = [Span(start, end) for start, end in zip(cuts[::2], cuts[1::2], strict=False)]
    edits = [Edit(PATH, span, data.draw(st.text("xyz", max_size=3))) for span in spans]
    edits = [
        edit for number, edit in enumerate(edits) if not any(e.span.start == edit.span.start for e in edits[:number])
    ]
    after = source(text).apply(tuple(edits)).text
    alignment = Alignment(edits)
    for offset, character in enumerate(text):
        if not any(edit.span.start <= offset < edit.span.end for edit in edits):
            assert after[alignment.after(offset)] == character
