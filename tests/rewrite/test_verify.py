"""A rewrite that changes what a name means, or loses anything, is not written."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from lambdafix.model import BindingChange, Change, Edit, Fix, Span
from lambdafix.rewrite.verify import verify
from lambdafix.source import Source
from support.rewriting import PATH, Desk, fix_of, problems, reasons, source


def edit(text: str, old: str, new: str, nth: int = 0) -> Edit:
    start = -1
    for _ in range(nth + 1):
        start = text.index(old, start + 1)
    return Edit(PATH, Span(start, start + len(old)), new)


def fix(*edits: Edit, bindings: Sequence[tuple[str, str, Change]] = ()) -> Fix:
    return Fix("repaired", edits, tuple(BindingChange(PATH, *binding) for binding in bindings))


def hoist(text: str, function: str, name: str) -> Fix:
    """Move the first statement of a function that assigns `name` to module level."""

    def recipe(desk: Desk) -> None:
        nth = text[: text.index(f"def {function}")].count(f"{name} =")
        desk.file.move_to_module(desk.statement(f"{name} =", nth))

    return fix_of(text, recipe)


TWO = """\
import boto3


def f():
    client = boto3.client("s3")
    return client.list()


def g():
    client = boto3.client("sqs")
    return client.send()
"""


def test_a_hoist_holds() -> None:
    assert problems(TWO, hoist(TWO, "f", "client")) == []


def test_two_hoists_to_one_name_do_not_hold_together() -> None:
    first, second = hoist(TWO, "f", "client"), hoist(TWO, "g", "client")
    inserts = [edit for edit in second.edits if edit.content]
    elsewhere = Edit(PATH, Span(len(TWO), len(TWO)), inserts[0].content)
    apart = Fix(second.message, (*(edit for edit in second.edits if edit not in inserts), elsewhere), second.bindings)
    [problem] = problems(TWO, first, apart)
    assert problem.reason == "several repairs would bind `client` in the module, each to its own"
    assert problem.fixes == (0, 1)


def test_the_same_statement_hoisted_twice_is_one_binding() -> None:
    text = TWO.replace("sqs", "s3")
    assert problems(text, hoist(text, "f", "client"), hoist(text, "g", "client")) == []


CAPTURES = {
    "a builtin": (
        "def f():\n    return list(x)\nx = 1\n",
        ("x = 1", "x = 1\nlist = 2"),
        "would mean that of the module",
    ),
    "an outer name": (
        "a = 1\ndef f():\n    def g():\n        return a\n    return g\n",
        ("    def g", "    a = 2\n    def g"),
        "`a` in row 5 would mean that of `f` instead of the module",
    ),
    "nothing any more": ("a = 1\ndef f():\n    return a\n", ("a = 1\n", ""), "`a` in row 2 is no longer bound"),
    "a comprehension's": (
        "i = 1\nx = [i for j in y]\ny = 2\n",
        ("for j in", "for i in"),
        "instead of the module",
    ),
    "a class attribute does not reach into its methods": (
        "class A:\n    b = 1\n    def f(self):\n        return 1\n",
        ("return 1", "return b"),
        "`b` in row 4 is not bound there",
    ),
    "a dropped global": (
        "x = 1\ndef f():\n    global x\n    x = 2\n",
        ("    global x\n", ""),
        "would mean that of `f` instead of the module",
    ),
    "an exception's name": (
        "e = 1\ndef f():\n    try:\n        pass\n    except E:\n        return e\nE = 1\n",
        ("except E:", "except E as e:"),
        "instead of the module",
    ),
    "a parameter": ("a = 1\ndef f():\n    return lambda b: a\n", ("lambda b", "lambda a"), "instead of the module"),
}


@pytest.mark.parametrize("case", CAPTURES)
def test_a_name_may_not_come_to_mean_something_else(case: str) -> None:
    text, (old, new), reason = CAPTURES[case]
    found = reasons(text, fix(edit(text, old, new)))
    assert any(reason in one for one in found), found


def test_text_that_is_no_name_any_more() -> None:
    text = "a = 1\nb = a\nc = a\n"
    both = fix(edit(text, "b", "'''b"), Edit(PATH, Span(len(text), len(text)), "'''\n"))
    assert "`a` in row 3 is not the same code any more" in reasons(text, both)


DECLARED = {
    "moved into the function": (
        "x = []\ndef f():\n    global x\n    x = g(x)\n    return x\ng = 1\n",
        [("x = []\n", ""), ("global x", "x = []")],
        [("", "x", Change.REMOVED), ("f", "x", Change.ADDED)],
        [],
    ),
    "said to be gone and still there": (
        "x = 1\ny = 2\n",
        [("y = 2", "y = 3")],
        [("", "x", Change.REMOVED)],
        ["`x` is still bound in the module"],
    ),
    "said to be added and missing": (
        "x = 1\n",
        [("1", "2")],
        [("", "y", Change.ADDED)],
        ["nothing binds `y` in the module"],
    ),
    "added where the name is in use": (
        "x = 1\ny = 2\n",
        [("y = 2", "y = 2\nx = 3")],
        [("", "x", Change.ADDED)],
        ["the module has a `x` already"],
    ),
    "used above": (
        "y = 2\nz = 3\n",
        [("y = 2", "y = x"), ("z = 3", "z = 3\nx = 4")],
        [("", "x", Change.ADDED)],
        ["`x` in row 1 would be used before it is bound"],
    ),
    "used above in a function that runs later": (
        "def f():\n    return 2\nz = 3\n",
        [("2", "x"), ("z = 3", "z = 3\nx = 4")],
        [("", "x", Change.ADDED)],
        [],
    ),
    "used above in a default": (
        "def f(a=2):\n    return a\nz = 3\n",
        [("2", "x"), ("z = 3", "z = 3\nx = 4")],
        [("", "x", Change.ADDED)],
        ["`x` in row 1 would be used before it is bound"],
    ),
    "needs itself": (
        "z = 3\n",
        [("z = 3", "z = 3\nx = x + 1")],
        [("", "x", Change.ADDED)],
        ["`x` in row 2 would be used before it is bound"],
    ),
    "read in the function before it is made": (
        "x = []\ndef f():\n    use(x)\n    return x\nuse = 1\n",
        [("x = []\n", ""), ("return x", "x = []\n    return x")],
        [("", "x", Change.REMOVED), ("f", "x", Change.ADDED)],
        ["`x` in row 2 would be used before it is bound"],
    ),
}


@pytest.mark.parametrize("case", DECLARED)
def test_declared_bindings(case: str) -> None:
    text, edits, bindings, expected = DECLARED[case]
    assert reasons(text, fix(*(edit(text, *one) for one in edits), bindings=bindings)) == expected


def test_what_is_written_anew_means_what_the_removed_text_meant() -> None:
    text = "s = 1\ndef f():\n    s = 2\n    a = use(s)\n    return a\nuse = 3\n"
    moved = fix(edit(text, "    a = use(s)\n", ""), edit(text, "use = 3\n", "use = 3\na = use(s)\n"))
    assert "`s` in row 6 would mean that of the module" in reasons(text, moved)


def test_an_import_that_the_module_has_too_may_go() -> None:
    text = "import a\ndef f():\n    import a\n    return a.b()\n"
    gone = [edit(text, "    import a\n", "")]
    assert reasons(text, fix(*gone, bindings=[("f", "a", Change.REMOVED)])) == []
    other = text.replace("import a", "import x as a", 1)
    gone = [edit(other, "    import a\n", "")]
    assert reasons(other, fix(*gone, bindings=[("f", "a", Change.REMOVED)])) != []


def test_names_in_f_strings_and_annotations_are_names() -> None:
    text = "a = 1\ndef f(b: 'x') -> a:\n    return f'{a} {b!r:>{a}}' f'{b}'\n"
    assert reasons(text, fix(edit(text, "a = 1", "aa = 1"))) != []
    assert reasons(text, fix(edit(text, "a = 1", "a = 22"))) == []


def test_star_imports_may_bind_anything() -> None:
    text = "from x import *\nb = call(1)\n"
    assert reasons(text, fix(edit(text, "call(1)", "call(2, call)"))) == []


# --- text


COMMENTS = {
    "trailing": ("a = 1  # why\nb = 2\n", ("1  # why", "2"), ["the comment in row 1 would be lost"]),
    "with its statement": ("a = 1  # why\nb = 2\n", ("a = 1  # why\n", ""), []),
    "above, with its statement": ("# why\na = 1\nb = 2\n", ("# why\na = 1\n", ""), []),
    "above, alone": ("# why\na = 1\nb = 2\n", ("# why\n", ""), ["the comment in row 1 would be lost"]),
    "of a statement that only moves": (
        "a = 1  # why\nb = 2\n",
        ("a = 1  # why\nb = 2", "b = 2\na = 1"),
        ["the comment in row 1 would be lost"],
    ),
    "moved along": ("a = 1  # why\nb = 2\n", ("a = 1  # why\nb = 2", "b = 2\na = 1  # why"), []),
    "inside brackets": (
        "a = [  # why\n  1,\n]\n",
        ("[  # why\n  1,\n]", "[1]"),
        ["the comment in row 1 would be lost"],
    ),
    "a string is none": ("a = '# why'\n", ("'# why'", "''"), []),
    "reworded": ("a = 1  # why\n", ("why", "because"), ["the comment in row 1 would be lost"]),
}


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("case", COMMENTS)
def test_comments(case: str, newline: str) -> None:
    text, (old, new), expected = COMMENTS[case]
    text, old, new = (part.replace("\n", newline) for part in (text, old, new))
    assert reasons(text, fix(edit(text, old, new))) == expected


TEXTS = {
    "a syntax error": ("a = 1\n", ("1", "("), "the result is not valid Python"),
    "an error that only compiling finds": ("a = 1\n", ("1", "1\nreturn"), "the result is not valid Python"),
    "a global after its use": ("def f():\n    a\n", ("a", "a\n    global a"), "the result is not valid Python"),
    "a new line ending": ("a = 1\r\nb = 2\r\n", ("1", "1\nc = 2"), "a line ending the file does not have"),
    "nested too deeply": ("a = 1\n", ("1", "(" * 5000 + ")" * 5000), "the result is n"),
}


@pytest.mark.parametrize("case", TEXTS)
def test_text(case: str) -> None:
    text, change, reason = TEXTS[case]
    [found] = reasons(text, fix(edit(text, *change)))
    assert reason in found


def test_a_character_the_encoding_lacks() -> None:
    before = Source(PATH, "# coding: latin-1\na = 'x'\n", "iso-8859-1")
    change = Edit(PATH, Span(23, 24), "€")
    [problem] = verify({PATH: before}, {PATH: before.apply((change,))}, [fix(change)])
    assert problem.reason == "'€' cannot be written in iso-8859-1"


def test_bytes_outside_of_the_edits() -> None:
    before = source("a = 1\nb = 2\n")
    change = edit(before.text, "1", "3")
    [problem] = verify({PATH: before}, {PATH: source("a = 3\nb = 2 \n")}, [fix(change)])
    assert (problem.path, problem.reason, problem.fixes) == (PATH, "text outside of the edits was changed", (0,))


def test_a_file_that_python_compiles_neither_before_nor_after_may_still_be_repaired() -> None:
    text = "return 1\na = 1\n"
    assert reasons(text, fix(edit(text, "a = 1", "a = 2"))) == []
