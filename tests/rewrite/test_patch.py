"""Each operation of a patch gives the text a careful colleague would have typed."""

from __future__ import annotations

from textwrap import dedent

import libcst as cst
import pytest

from lambdafix.model import Span
from lambdafix.rewrite.errors import CannotRewriteError, Unlocatable
from lambdafix.rewrite.tree import Tree
from support.rewriting import Desk, Recipe, fix_of, rewritten, source

NEWLINES = ("\n", "\r\n", "\r")


def check(before: str, recipe: Recipe, after: str) -> None:
    """With every line ending, with and without a final one. A text of one row has no line ending to keep."""
    before, after = dedent(before), dedent(after)
    for newline in NEWLINES:
        for tail in ("", newline):
            old = before.rstrip("\n").replace("\n", newline) + tail
            new = after.rstrip("\n").replace("\n", newline) + tail
            if newline in old:
                assert rewritten(old, recipe) == new


# --- finding


def test_a_node_is_found_by_its_exact_span_only() -> None:
    tree = Tree(source("x = call(é, 'ü')  # c\n"))
    assert tree.node(Span(4, 16), cst.Call)
    with pytest.raises(Unlocatable, match=r"app\.py:1:5"):
        tree.node(Span(4, 15), cst.Call)
    with pytest.raises(Unlocatable):
        tree.node(Span(4, 16), cst.Name)


@pytest.mark.parametrize(
    "text",
    [
        "if a:\n    b = 1\n\x0cvalue = 2\n",
        "if a:\n    b = 1\n\x0c\x0c value\n".replace(" value", "value"),
        "\x0cvalue\n",
        "a = '\u2028'; value\n",
        "a\r\nb\rvalue\n",
        "a = 1 + \\\n  value\n",
    ],
)
def test_places_hold_on_odd_lines(text: str) -> None:
    start = text.index("value")
    assert Tree(source(text)).node(Span(start, start + 5), cst.Name).value == "value"


def test_code_beyond_the_parser_is_unlocatable() -> None:
    with pytest.raises(Unlocatable, match="beyond what the rewriter can parse"):
        Tree(source("x = (\n"))


# --- removing


REMOVALS = {
    "one of several": ("def f():\n    a = 1\n    go()\n    return 2\n", "def f():\n    a = 1\n    return 2\n"),
    "the only one leaves pass": ("def f():\n    go()\nx = 1\n", "def f():\n    pass\nx = 1\n"),
    "its own comments go": ("def f():\n    # why\n    go()  # how\n\n    return 2\n", "def f():\n    return 2\n"),
    "a comment on the paragraph stays": (
        "def f():\n    # read all the things\n    go()\n    return 2\n",
        "def f():\n    # read all the things\n    return 2\n",
    ),
    "a comment naming it goes": ("def f():\n    # let it go\n    go()\n    return 2\n", "def f():\n    return 2\n"),
    "blank lines do not add up": (
        "def f():\n    a = 1\n\n    go()\n\n    return 2\n",
        "def f():\n    a = 1\n\n    return 2\n",
    ),
    "at the end": ("def f():\n    a = 1\n\n    go()\n\n\nx = 1\n", "def f():\n    a = 1\n\n\nx = 1\n"),
    "first of two on a line": ("def f():\n    go(); b = 2\n", "def f():\n    b = 2\n"),
    "last of two on a line": ("def f():\n    b = 2; go()  # c\n", "def f():\n    b = 2  # c\n"),
    "middle of three on a line": ("a = 1; go(); b = 2\n", "a = 1; b = 2\n"),
    "a one-line suite": ("if x: go()\nelse: b = 1\n", "if x: pass\nelse: b = 1\n"),
    "several rows": ("a = 1\ngo(\n    1,\n    2,\n)\nb = 2\n", "a = 1\nb = 2\n"),
}


@pytest.mark.parametrize("case", REMOVALS)
def test_remove(case: str) -> None:
    before, after = REMOVALS[case]
    check(before, lambda desk: desk.file.remove(desk.statement("go(")), after)


def test_remove_a_decorated_function() -> None:
    check(
        "import a\n\n\n# why\n@a.b\n# how\n@a.c(1)\ndef f():\n    pass\n    # tail\n\n\nx = 1\n",
        lambda desk: desk.file.remove(desk.statement("def f")),
        "import a\n\n\nx = 1\n",
    )


def test_removing_everything_leaves_one_pass() -> None:
    def recipe(desk: Desk) -> None:
        for code in ("a = 1", "b = 2", "c = 3"):
            desk.file.remove(desk.statement(code))

    check("def f():\n    a = 1\n\n    b = 2; c = 3\n", recipe, "def f():\n    pass\n")


# --- inserting


def test_insert_beside_a_statement_with_comments() -> None:
    def recipe(desk: Desk) -> None:
        desk.file.insert_before(desk.statement("go()"), "a = 1", "b = 2")
        desk.file.insert_after(desk.statement("go()"), "if c:\n    d = [\n        1,\n    ]")

    check(
        """\
        def f():
          # why
          go()  # how
        """,
        recipe,
        """\
        def f():
          a = 1
          b = 2
          # why
          go()  # how
          if c:
            d = [
              1,
            ]
        """,
    )


UNFOLDED = {
    "if x: go()  # c\n": "if x:\n    new()\n    go()  # c\n",
    "a = 1; go(); b = 2\n": "a = 1\nnew()\ngo()\nb = 2\n",
    "if x: pass\nelse: go()\n": "if x: pass\nelse:\n    new()\n    go()\n",
}


@pytest.mark.parametrize("before", UNFOLDED)
def test_insert_on_a_shared_line_unfolds_it(before: str) -> None:
    check(before, lambda desk: desk.file.insert_before(desk.statement("go()"), "new()"), UNFOLDED[before])


TOPS = {
    "def f():\n    go()\n": "def f():\n    new()\n    go()\n",
    'def f():\n    """Doc."""\n\n    # why\n    go()\n': 'def f():\n    """Doc."""\n\n    new()\n    # why\n    go()\n',
    'def f():\n    "Doc."\n': 'def f():\n    "Doc."\n    new()\n',
    "def f():\n    global a\n    go()\n": "def f():\n    global a\n    new()\n    go()\n",
    "def f(): return 1\n": "def f():\n    new()\n    return 1\n",
    "def f():\n    'not doc' % a\n": "def f():\n    new()\n    'not doc' % a\n",
}


@pytest.mark.parametrize("before", TOPS)
def test_insert_at_top(before: str) -> None:
    def recipe(desk: Desk) -> None:
        function = desk.statement("def f")
        assert isinstance(function, cst.FunctionDef)
        desk.file.insert_at_top(function, "new()")

    check(before, recipe, TOPS[before])


def test_insert_and_remove_at_one_place_is_a_replacement() -> None:
    def recipe(desk: Desk) -> None:
        desk.file.insert_before(desk.statement("go()"), "new()")
        desk.file.remove(desk.statement("go()"))

    check("def f():\n    go()\n", recipe, "def f():\n    new()\n")


# --- replacing


def test_replace_an_expression_keeps_what_is_around_it() -> None:
    def recipe(desk: Desk) -> None:
        call = desk.file.node(desk.span("go(a,  b)"), cst.Call)
        desk.file.replace(call, call.with_changes(func=cst.Name("run")))
        desk.file.replace(desk.file.node(desk.span("b"), cst.Name), cst.Name("c"))

    fix = fix_of("x = ( # c\n  go(a,  b)  # d\n)\n", recipe)
    assert source("x = ( # c\n  go(a,  b)  # d\n)\n").apply(fix.edits).text == "x = ( # c\n  run(a,  c)  # d\n)\n"


def test_replace_a_parenthesised_expression_does_not_double_its_parentheses() -> None:
    def recipe(desk: Desk) -> None:
        old = desk.file.node(desk.span("a + b"), cst.BinaryOperation)
        desk.file.replace(old, old.with_changes(right=cst.Name("c")))

    check("x = (a + b) * 2\n", recipe, "x = (a + c) * 2\n")


def test_replace_a_line_keeps_its_comments() -> None:
    def recipe(desk: Desk) -> None:
        desk.file.replace(desk.statement("go()"), desk.file.parse_statement("x = go()"))

    check("def f():\n    # why\n    go()  # how\n", recipe, "def f():\n    # why\n    x = go()  # how\n")


def test_replace_a_compound_statement_edits_only_what_differs() -> None:
    text = "if a:\n    # c\n    b()\n\n    d()  # e\nelse:\n    f()\n"

    def recipe(desk: Desk) -> None:
        old = desk.statement("if a")
        assert isinstance(old, cst.If)
        desk.file.replace(old, old.with_changes(test=cst.Name("z")))

    [edit] = fix_of(text, recipe).edits
    assert (edit.span, edit.content) == (Span(3, 4), "z")


def test_contradicting_changes_are_refused() -> None:
    def recipe(desk: Desk) -> None:
        outer = desk.statement("if a")
        desk.file.replace(outer, desk.file.parse_statement("while a:\n    pass"))
        desk.file.insert_before(desk.statement("c()"), "new()")

    with pytest.raises(CannotRewriteError):
        fix_of("if a:\n    b()\n    c()\n", recipe)


# --- wrapping


WRAP = """\
def f():
    a()
    # why
    b('''
  text
''')

    if c:
        d(
      1)
        # tail
    e()
"""

WRAPPED = """\
def f():
    a()
    with x() as y:
        # why
        b('''
  text
''')

        if c:
            d(
          1)
            # tail
    e()
"""


def test_wrap_and_unwrap_are_inverse() -> None:
    def wrap(desk: Desk) -> None:
        desk.file.wrap(desk.statement("b("), desk.statement("if c"), "with x() as y:")

    def unwrap(desk: Desk) -> None:
        statement = desk.statement("with x")
        assert isinstance(statement, cst.With)
        desk.file.unwrap(statement)

    check(WRAP, wrap, WRAPPED)
    check(WRAPPED, unwrap, WRAP)


def test_wrap_with_changes_inside_and_outside() -> None:
    def recipe(desk: Desk) -> None:
        first, last = desk.statement("a()"), desk.statement("b(")
        desk.file.wrap(first, last, "try:", "finally:\n    done()")
        desk.file.insert_before(first, "before()")
        desk.file.insert_after(first, "between()")
        desk.file.insert_after(last, "after()")
        desk.file.replace(desk.file.node(desk.span("c"), cst.Name), desk.file.parse_expression("g(\n    1,\n)"))

    check(
        "def f():\n\ta()\n\tb(c)\n",
        recipe,
        "def f():\n\tbefore()\n\ttry:\n\t\ta()\n\t\tbetween()\n\t\tb(g(\n\t\t\t1,\n\t\t))\n"
        "\tfinally:\n\t\tdone()\n\tafter()\n",
    )


def test_unwrap_keeps_the_comments_of_the_header() -> None:
    def recipe(desk: Desk) -> None:
        statement = desk.statement("with ")
        assert isinstance(statement, cst.With)
        desk.file.unwrap(statement)

    check(
        "with (  # one\n    a as b,\n):  # two\n    # three\n    c()\n",
        recipe,
        "# one\n# two\n# three\nc()\n",
    )
    check("if x:\n    with a: b(); c()\n", recipe, "if x:\n    b(); c()\n")


def test_clause_comes_first_and_repeats_a_statement() -> None:
    def recipe(desk: Desk) -> None:
        desk.file.add_clause(desk.statement("c()"), "except KeyError:\n    # known\n    pass")

    def repeating(desk: Desk) -> None:
        desk.file.add_clause(
            desk.statement("return 2"), "except KeyError:\n    # known", repeated=desk.statement("return {")
        )

    check(
        "if x:\n  try:\n    c()\n    # end of it\n\n  # of what is wrong\n  except (A, B):\n    d()\n",
        recipe,
        "if x:\n  try:\n    c()\n    # end of it\n  except KeyError:\n    # known\n    pass\n\n"
        "  # of what is wrong\n  except (A, B):\n    d()\n",
    )
    check(
        "def f():\n\ttry:\n\t\tif x:\n\t\t\treturn {\n\t\t\t\t1: 2,\n\t\t\t}\n\t\treturn 2\n\tfinally:\n\t\td()\n",
        repeating,
        "def f():\n\ttry:\n\t\tif x:\n\t\t\treturn {\n\t\t\t\t1: 2,\n\t\t\t}\n\t\treturn 2\n"
        "\texcept KeyError:\n\t\t# known\n\t\treturn {\n\t\t\t1: 2,\n\t\t}\n\tfinally:\n\t\td()\n",
    )


def test_a_repeated_statement_keeps_its_text_and_what_lies_left_of_it() -> None:
    def repeating(desk: Desk) -> None:
        desk.file.add_clause(desk.statement("return 2"), "except A:\n    # known", repeated=desk.statement("return ("))

    left = "    b,\n\t\tc,\n\n"
    text = '"""\n            text\n  more""",\n'
    before = f"def f():\n    try:\n        if x:\n            return (\n{left}            {text}            )\n"
    again = f"    except A:\n        # known\n        return (\n{left}        {text}        )\n"
    before, after = f"{before}        return 2\n", "    finally:\n        d()\n"
    check(before + after, repeating, before + again + after)


def test_a_row_that_goes_on_with_a_blank_one_is_left_whole() -> None:
    def recipe(desk: Desk) -> None:
        desk.file.insert_after(desk.statement("a()"), "new()")

    check("a()\\\n\nb()  # \\\nc()\n", recipe, "a()\\\n\nnew()\nb()  # \\\nc()\n")


def test_clause_needs_a_try_with_rows_of_its_own() -> None:
    def recipe(desk: Desk) -> None:
        desk.file.add_clause(desk.statement("c()"), "except KeyError:\n    pass")

    for text in ("try: c()\nfinally: d()\n", "if x:\n    c()\n"):
        with pytest.raises(Unlocatable):
            rewritten(text, recipe)


# --- text of new code


def test_new_code_takes_on_quotes_and_indent() -> None:
    def recipe(desk: Desk) -> None:
        desk.file.insert_after(
            desk.statement("a ="),
            'def g():\n    return {"k": f"{x}", "it\'s": """t"""}',
            f"b = {desk.file.quote('v')}",
        )

    check(
        "a = 'x'\n\nif a:\n\tpass\n",
        recipe,
        "a = 'x'\ndef g():\n\treturn {'k': f'{x}', \"it's\": \"\"\"t\"\"\"}\nb = 'v'\n\nif a:\n\tpass\n",
    )


@pytest.mark.parametrize("text", ["a'b", 'a"b', "a\nb", "\\", "é", "plain", "'\""])
def test_quote_is_the_same_value(text: str) -> None:
    for line in ("a = 'x'\n", 'a = "x"\n'):
        quoted: list[str] = []

        def recipe(desk: Desk, quoted: list[str] = quoted) -> None:
            quoted.append(desk.file.quote(text))

        fix_of(line, recipe)
        assert eval(quoted[0]) == text


# --- names


def test_fresh_names_collide_with_nothing() -> None:
    text = (
        "import s3\n\ndef f(client, *args):\n    for bucket in args:\n        lambda key: other\n"
        "    return [i for i in args]\n"
    )
    found: dict[str, str] = {}

    def recipe(desk: Desk) -> None:
        for name in ("s3", "f", "client", "args", "bucket", "key", "i", "other", "list", "match", "free"):
            found[name] = desk.file.fresh_name(name, f"{name}_client")
        found["released"] = desk.file.fresh_name("bucket", released_in=["f"])

    fix_of(text, recipe)
    expected = {name: f"{name}_client" for name in found} | {"free": "free", "released": "bucket"}
    assert found == expected


def test_a_fresh_name_is_numbered_at_last_and_given_once() -> None:
    found: list[str] = []

    def recipe(desk: Desk) -> None:
        found.append(desk.file.fresh_name("a", "b"))
        desk.file.add_to_module(f"{found[0]} = 1")
        found.append(desk.file.fresh_name("a", "b"))

    fix_of("a = b = 0\n", recipe)
    assert found == ["a_2", "a_3"]


def test_arguments_that_get_lines_of_their_own_are_indented_as_the_row_of_the_call() -> None:
    url = "https://example.org/products/category/shoes/and/what/belongs/to/them"
    before = f"def f():\n    return loads(\n        urlopen('{url}').read())\n"
    spread = f"urlopen(\n            '{url}',\n            timeout=3,\n        )"
    after = before.replace(f"urlopen('{url}')", spread)

    def recipe(desk: Desk) -> None:
        call = desk.file.node(desk.span(f"urlopen('{url}')"), cst.Call)
        desk.file.add_keywords(call, {"timeout": "3"})

    check(before, recipe, after)
