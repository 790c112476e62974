"""Comments are found without the tokenizer, where the tokenizer finds them."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from pathlib import Path

import pytest

from lambdafix.analysis.syntax.comments import comments
from lambdafix.analysis.syntax.scopes import Scopes
from lambdafix.source import Source

TEXTS = {
    "in texts of every kind": "a = '#' + \"#\" + '''#''' + \"\"\"#\"\"\"  # one\n",
    "beside escaped quotes": "a = '\\'#' + \"\\\"#\"  # one\nb = '\\\\'  # two\n",
    "beside quotes of another kind": "a = \"it's\"  # it's\nb = 'say \"x'  # \"\n",
    "in raw texts": "a = r'\\d#' + r'\\'#'  # one\n",
    "in a text of several rows": "a = '''\n# none ' \" \\'''\n'''  # one\n",
    "a quote before the end": 'a = """x"y""z\\""""  # one\n',
    "between joined literals": "a = (\n    'x'  # one '\n    'y'  # two \"\n)\n",
    "in f-strings": "a = f'{b!r:>{c}} # {d}'  # one\nb = f\"{a['#']}\"  # two\n",
    "a text continued in the next row": "a = 'x\\\n# none'  # one\n",
    "empty texts": "a = '' + \"\" + '''''' + \"\"\"\"\"\"  # one\n",
    "bytes": "a = b'#' + rb'\\#'  # one\n",
    "at the end without a line ending": "a = 1  # one",
    "alone": "# one\n    # two\na = 1\n\t# three  \n",
    "with letters of two bytes": "a = 'é#'  # ü\n",
    "no comment": "a = '#'\n",
}
ENDINGS = ("\n", "\r\n", "\r")


def tokenized(text: str) -> list[str]:
    rows = io.StringIO(re.sub(r"\r\n?", "\n", text)).readline
    return [token.string for token in tokenize.generate_tokens(rows) if token.type == tokenize.COMMENT]


def found(text: str) -> list[str]:
    source = Source("app.py", text)
    return [source.slice(span) for span in comments(source, Scopes(ast.parse(text)))]


@pytest.mark.parametrize("ending", ENDINGS, ids=repr)
@pytest.mark.parametrize("name", TEXTS)
def test_the_tokenizer_finds_the_same(name: str, ending: str) -> None:
    text = TEXTS[name].replace("\n", ending)
    assert found(text) == tokenized(text)


def test_a_span_is_the_place_of_its_comment() -> None:
    source = Source("app.py", "a = 'é#'  # one\r\nif a:\r\n    b = 1  # two \r\n")
    spans = list(comments(source, Scopes(ast.parse(source.text))))
    assert [(source.position(span.start).row, source.slice(span)) for span in spans] == [(1, "# one"), (3, "# two ")]


def test_the_tokenizer_finds_the_same_in_this_program() -> None:
    package = Path(__file__).parents[2] / "lambdafix"
    texts = [path.read_text("utf-8") for path in sorted(package.rglob("*.py"))]
    assert texts
    assert sum(map(len, map(found, texts))) > 0
    assert [text for text in texts if found(text) != tokenized(text)] == []
