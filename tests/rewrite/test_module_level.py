"""New statements and imports stand where a reader of the file expects them."""

from __future__ import annotations

from collections.abc import Callable

import libcst as cst
import pytest

from lambdafix.model import BindingChange, Change
from lambdafix.rewrite.errors import Unplaceable
from support.rewriting import Desk, fix_of, rewritten

CLIENT = 's3 = boto3.client("s3")'


def add(text: str) -> Callable[[Desk], None]:
    return lambda desk: desk.file.add_to_module(text)


PLACES = {
    "after the imports, two lines before a def": (
        "import boto3\n\n\ndef f():\n    pass\n",
        "import boto3\n\ns3 = boto3.client('s3')\n\n\ndef f():\n    pass\n",
    ),
    "where nothing separates the import from the def": (
        "import boto3\ndef f():\n    pass\n",
        "import boto3\n\ns3 = boto3.client('s3')\n\n\ndef f():\n    pass\n",
    ),
    "a file with one blank line between functions keeps to that": (
        "import boto3\n\ndef f():\n    pass\n\ndef g():\n    pass\n",
        "import boto3\n\ns3 = boto3.client('s3')\n\ndef f():\n    pass\n\ndef g():\n    pass\n",
    ),
    "beside a sibling": (
        "import boto3\n\nX = 1\nddb = boto3.resource('dynamodb')\nY = 2\n\n\ndef f():\n    pass\n",
        "import boto3\n\nX = 1\nddb = boto3.resource('dynamodb')\ns3 = boto3.client('s3')\nY = 2"
        "\n\n\ndef f():\n    pass\n",
    ),
    "a sibling inside a function is none": (
        "import boto3\n\nX = 1\n\n\ndef f():\n    d = boto3.resource('dynamodb')\n",
        "import boto3\n\ns3 = boto3.client('s3')\n\nX = 1\n\n\ndef f():\n    d = boto3.resource('dynamodb')\n",
    ),
    "after set-up of the environment": (
        "import os\nimport boto3\n\nX = 1\nos.environ['AWS_REGION'] = 'x'\n\n\ndef f():\n    pass\n",
        "import os\nimport boto3\n\nX = 1\nos.environ['AWS_REGION'] = 'x'\ns3 = boto3.client('s3')"
        "\n\n\ndef f():\n    pass\n",
    ),
    "after set-up in a branch": (
        "import boto3\n\nif LOCAL:\n    load_dotenv()\n\n\ndef f():\n    pass\n",
        "import boto3\n\nif LOCAL:\n    load_dotenv()\n\ns3 = boto3.client('s3')\n\n\ndef f():\n    pass\n",
    ),
    "after tracing was patched in": (
        "import boto3\nfrom aws_xray_sdk.core import patch_all\n\npatch_all()\n",
        "import boto3\nfrom aws_xray_sdk.core import patch_all\n\npatch_all()\ns3 = boto3.client('s3')\n",
    ),
    "after imports in every guise": (
        '"""Doc."""\nfrom __future__ import annotations\nimport boto3\nif TYPE_CHECKING:\n    import a\n'
        "try:\n    import b\nexcept ImportError:\n    b = None\n__all__ = ['f']\n\n\ndef f():\n    pass\n",
        '"""Doc."""\nfrom __future__ import annotations\nimport boto3\nif TYPE_CHECKING:\n    import a\n'
        "try:\n    import b\nexcept ImportError:\n    b = None\n__all__ = ['f']\n\ns3 = boto3.client('s3')\n\n\n"
        "def f():\n    pass\n",
    ),
    "an import far below does not count": (
        "import boto3\n\n\ndef f():\n    pass\n\n\nimport late\n",
        "import boto3\n\ns3 = boto3.client('s3')\n\n\ndef f():\n    pass\n\n\nimport late\n",
    ),
    "before the main guard": (
        "import boto3\n\nif __name__ == '__main__':\n    import x\n",
        "import boto3\n\ns3 = boto3.client('s3')\n\nif __name__ == '__main__':\n    import x\n",
    ),
    "before a comment that heads the next code": (
        "import boto3\n# constants\nX = 'x'\n",
        "import boto3\n\ns3 = boto3.client('s3')\n\n# constants\nX = 'x'\n",
    ),
}


@pytest.mark.parametrize("case", PLACES)
def test_place(case: str) -> None:
    before, after = PLACES[case]
    quotes = "'" if "'" in before else '"'
    assert rewritten(before, add(CLIENT)) == after.replace("'", quotes)


def test_what_a_statement_names_stands_above_it() -> None:
    before = "import os\nfrom x import *\n\n\ndef f():\n    pass\n\n\nA = os.x\nB: int = 2\n\n\ndef g():\n    pass\n"
    after = before.replace("B: int = 2\n", "B: int = 2\nT = use(A, B)\n")
    assert rewritten(before, add("T = use(A, B)")) == after


def test_a_function_needs_only_its_decorators_above() -> None:
    before = "import boto3\n\nX = 1\n\n\ndef f():\n    pass\n\n\nLATE = 1\n"
    getter = "def get():\n    return boto3.client(LATE)"
    after = before.replace("X = 1\n\n\n", f"X = 1\n\n\n{getter}\n\n\n")
    assert rewritten(before, add(getter)) == after


def test_a_branch_that_always_binds_will_do() -> None:
    before = "if a():\n    R = 1\nelse:\n    R = 2\n\ntry:\n    S = 1\nexcept E:\n    raise\n"
    assert rewritten(before, add("x = R + S")) == before + "\nx = R + S\n"


UNPLACEABLE = {
    "bound only on some paths": "if a():\n    X = 1\n",
    "rebound by the function": "X = 1\ndef f():\n    global X\n    X = 2\n",
    "is not bound at module level": "def f():\n    X = 1\n",
    "is deleted at module level": "X = 1\ndel X\n",
    "bound only on some paths at module level": "if __name__ == '__main__':\n    X = 1\n",
}


@pytest.mark.parametrize("reason", UNPLACEABLE)
def test_no_place_for_it(reason: str) -> None:
    with pytest.raises(Unplaceable, match=reason):
        fix_of(UNPLACEABLE[reason], add("y = X"))


def test_a_chosen_place_must_be_low_enough() -> None:
    text = "A = 1\nB = 2\nC = 3\n"
    assert (
        rewritten(text, lambda d: d.file.add_to_module("x = A", after=d.statement("B")))
        == "A = 1\nB = 2\nx = A\nC = 3\n"
    )
    with pytest.raises(Unplaceable):
        fix_of(text, lambda d: d.file.add_to_module("x = C", after=d.statement("B")))


def test_added_statements_may_build_on_each_other() -> None:
    def recipe(desk: Desk) -> None:
        cache = desk.file.ensure_import("functools", "cache")
        desk.file.add_to_module('config = boto3.Config("x")', "s3 = boto3.client(config)")
        desk.file.add_to_module(f"@{cache}\ndef get():\n    return s3")

    assert rewritten("import boto3\n\n\ndef f():\n    pass\n", recipe) == (
        'from functools import cache\n\nimport boto3\n\nconfig = boto3.Config("x")\ns3 = boto3.client(config)\n\n\n'
        "@cache\ndef get():\n    return s3\n\n\ndef f():\n    pass\n"
    )


# --- moving


def test_move_to_module_takes_comments_and_declares_both_ends() -> None:
    def recipe(desk: Desk) -> None:
        desk.file.move_to_module(desk.statement("s3 ="))

    text = (
        "import boto3\n\n\nclass A:\n    def f(self):\n        # one\n        # two\n"
        "        s3 = boto3.client(\n            's3',\n        )  # three\n\n        return s3\n"
    )
    fix = fix_of(text, recipe)
    assert rewritten(text, recipe) == (
        "import boto3\n\n# one\n# two\ns3 = boto3.client(\n    's3',\n)  # three\n\n\n"
        "class A:\n    def f(self):\n        return s3\n"
    )
    assert fix.bindings == (
        BindingChange("app.py", "", "s3", Change.ADDED),
        BindingChange("app.py", "A.f", "s3", Change.REMOVED),
    )


def test_move_what_depends_on_a_local() -> None:
    with pytest.raises(Unplaceable, match="`region` is not bound at module level"):
        fix_of("def f(region):\n    s = make(region)\nmake = 1\n", lambda d: d.file.move_to_module(d.statement("s =")))


def test_move_with_a_replacement_inside() -> None:
    def recipe(desk: Desk) -> None:
        desk.file.replace(desk.file.node(desk.span("region", 1), cst.Name), cst.SimpleString("'x'"))
        desk.file.move_to_module(desk.statement("s ="))

    assert rewritten("make = 1\ndef f(region):\n    s = make(region)\n", recipe) == (
        "make = 1\ns = make('x')\n\n\ndef f(region):\n    pass\n"
    )


# --- imports


EXISTING = {
    ("import boto3\n", "boto3", None): "boto3",
    ("import boto3 as b3\n", "boto3", None): "b3",
    ("import boto3.session\n", "boto3", None): "boto3",
    ("import a.b\nimport a.c\n", "a.b", None): "a.b",
    ("from functools import cache as c\n", "functools", "cache"): "c",
    ("import functools\n", "functools", "cache"): "functools.cache",
    ("import functools as ft\nfrom functools import cache\n", "functools", "cache"): "cache",
}


@pytest.mark.parametrize("key", EXISTING)
def test_an_import_that_is_there_is_used(key: tuple[str, str, str | None]) -> None:
    text, module, name = key
    found: list[str] = []
    fix = fix_of(text, lambda desk: found.append(desk.file.ensure_import(module, name)))
    assert found == [EXISTING[key]]
    assert fix.edits == ()


NEW_IMPORTS = {
    "sorted among its like": (
        "import a\nimport c\nfrom d import e\n",
        "b",
        None,
        "import a\nimport b\nimport c\nfrom d import e\n",
    ),
    "after its like": ("import a\n\nx = 1\n", "b", None, "import a\nimport b\n\nx = 1\n"),
    "into the from-import": (
        "from functools import wraps\n",
        "functools",
        "cache",
        "from functools import cache, wraps\n",
    ),
    "at the end of an unsorted one": (
        "from functools import wraps, reduce\n",
        "functools",
        "cache",
        "from functools import wraps, reduce, cache\n",
    ),
    "beside a long from-import": (
        "from functools import (\n    wraps,\n)\n",
        "functools",
        "cache",
        "from functools import (\n    wraps,\n)\nfrom functools import cache\n",
    ),
    "a section of its own above": ("import boto3\n\nx = 1\n", "os", None, "import os\n\nimport boto3\n\nx = 1\n"),
    "a section of its own below": ("import os\n\nx = 1\n", "boto3", None, "import os\n\nimport boto3\n\nx = 1\n"),
    "between sections": (
        "import os\n\nfrom .x import y\n",
        "boto3",
        None,
        "import os\n\nimport boto3\n\nfrom .x import y\n",
    ),
    "into the right section": (
        "import os\n\nimport boto3\nimport zlib_ng\n",
        "requests",
        None,
        "import os\n\nimport boto3\nimport requests\nimport zlib_ng\n",
    ),
    "into one that has no sections": ("import os\nimport boto3\n", "re", None, "import os\nimport re\nimport boto3\n"),
    "below the docstring": ('"""Doc."""\nx = 1\n', "os", None, '"""Doc."""\n\nimport os\n\nx = 1\n'),
    "below the future": (
        "from __future__ import annotations\n\nx = 1\n",
        "os",
        None,
        "from __future__ import annotations\n\nimport os\n\nx = 1\n",
    ),
    "below the licence and above a def": (
        "#!/usr/bin/env python\n# Copyright\n\ndef f(): pass\n",
        "os",
        None,
        "#!/usr/bin/env python\n# Copyright\n\nimport os\n\n\ndef f(): pass\n",
    ),
    "into an empty file": ("", "os", None, "import os\n"),
    "outside of a guarded block": (
        "try:\n    import a\nexcept ImportError:\n    a = None\n",
        "os",
        None,
        "import os\n\ntry:\n    import a\nexcept ImportError:\n    a = None\n",
    ),
    "though a function imports it for itself": (
        "def f():\n    import os\n",
        "os",
        None,
        "import os\n\n\ndef f():\n    import os\n",
    ),
}


@pytest.mark.parametrize("case", NEW_IMPORTS)
def test_new_import(case: str) -> None:
    before, module, name, after = NEW_IMPORTS[case]

    def recipe(desk: Desk) -> None:
        assert desk.file.ensure_import(module, name) == (name or module)

    assert rewritten(before, recipe) == after


TAKEN = {
    ("def f(cache): pass\n", "functools", "cache"): "functools.cache",
    ("def f(cache, functools): pass\n", "functools", "cache"): "functools_cache",
    ("def f(tempfile): pass\n", "tempfile", None): "tempfile_module",
    ("try:\n    import boto3\nexcept ImportError:\n    boto3 = None\n", "boto3", None): "boto3_module",
}


@pytest.mark.parametrize("key", TAKEN)
def test_an_import_under_a_taken_name(key: tuple[str, str, str | None]) -> None:
    text, module, name = key
    found: list[str] = []
    assert "import" in rewritten(text, lambda desk: found.append(desk.file.ensure_import(module, name)))
    assert found == [TAKEN[key]]


def test_two_imports_in_their_order() -> None:
    def recipe(desk: Desk) -> None:
        for module, name in (("os", None), ("boto3", None), ("functools", "cache"), ("abc", None)):
            desk.file.ensure_import(module, name)

    assert rewritten("def f(): pass\n", recipe) == (
        "import abc\nimport os\nfrom functools import cache\n\nimport boto3\n\n\ndef f(): pass\n"
    )


def test_move_import() -> None:
    def recipe(desk: Desk) -> None:
        desk.file.move_import(desk.statement("import boto3", desk.text.count("import boto3") - 1))

    fix = fix_of("import os\n\n\ndef f():\n    import boto3\n    boto3.x()\n", recipe)
    assert {(b.scope, b.name, b.change) for b in fix.bindings} == {
        ("", "boto3", Change.ADDED),
        ("f", "boto3", Change.REMOVED),
    }
    assert rewritten("import os\n\n\ndef f():\n    import boto3\n    boto3.x()\n", recipe) == (
        "import os\n\nimport boto3\n\n\ndef f():\n    boto3.x()\n"
    )
    assert rewritten("import boto3\n\ndef f():\n    import boto3\n    boto3.x()\n", recipe) == (
        "import boto3\n\ndef f():\n    boto3.x()\n"
    )
    with pytest.raises(Unplaceable):
        fix_of("def f():\n    import boto3\n\ndef g(boto3): pass\n", recipe)


UNUSED = {
    "the only name": ("import a\nimport boto3\n\nboto3.go()\n", "import a\n"),
    "one of two": ("from b import boto3, c\n\nboto3.go()\n", "from b import c\n"),
    "the last of several rows": (
        "from b import (\n    c,\n    boto3,\n)\n\nboto3.go()\n",
        "from b import (\n    c,\n)\n",
    ),
    "still used": ("import boto3\n\nboto3.go()\nboto3.x\n", "import boto3\n\nboto3.x\n"),
    "used in an annotation": ("import boto3\n\nboto3.go()\nx: 'boto3.X'\n", "import boto3\n\nx: 'boto3.X'\n"),
    "exported": ("import boto3\n\nboto3.go()\n__all__ = ['boto3']\n", "import boto3\n\n__all__ = ['boto3']\n"),
    "kept on purpose": ("import boto3  # noqa: F401\n\nboto3.go()\n", "import boto3  # noqa: F401\n"),
}


@pytest.mark.parametrize("case", UNUSED)
def test_drop_import_if_unused(case: str) -> None:
    def recipe(desk: Desk) -> None:
        desk.file.remove(desk.statement("boto3.go()"))
        desk.file.drop_import_if_unused("boto3")

    before, after = UNUSED[case]
    assert rewritten(before, recipe) == after


def test_an_import_nothing_used_before_stays() -> None:
    assert fix_of("import boto3\n", lambda desk: desk.file.drop_import_if_unused("boto3")).edits == ()


def test_where_groups_stand_in_one_paragraph_an_import_goes_to_its_own() -> None:
    before = "import os\nfrom typing import List\nimport boto3\nfrom boto3.session import Session\n\nx = 1\n"

    def recipe(desk: Desk) -> None:
        desk.file.replace(desk.file.node(desk.span("1"), cst.Integer), cst.parse_expression("time.time()"))
        desk.file.ensure_import("time")

    assert rewritten(before, recipe) == before.replace("import os\n", "import os\nimport time\n").replace(
        "= 1", "= time.time()"
    )
