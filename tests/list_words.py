"""Every refusal, doubt and remedy that a user may read, with its place: `python tests/list_words.py`.

For reading them as someone who has never seen the code. `{…}` stands for what only a run knows.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
FOLDERS = ("codemods", "lambdafix")
KINDS = ("reason", "remedy")
_DECIDING = ("codemods/", "lambdafix/families/", "lambdafix/analysis/")
"""Where any other sentence is read by a user, too: a message, a doubt that is yielded."""
_SENTENCE = 3
"""Blanks in a text that make it one."""
_CALLS = ("Refusal", "CannotRewriteError", "Unknown", "Unsafe", "Doubt")
_KEYWORDS = ("doubt", "remedy", "reason")
_NAMES = ("doubt", "remedy", "reason")


@dataclass(frozen=True, slots=True, order=True)
class Said:
    """One text; `kind` is "reason", "remedy" or "doubt"."""

    path: str
    row: int
    kind: str
    text: str


def said(root: Path = ROOT) -> list[Said]:
    files = [file for folder in FOLDERS for file in sorted((root / folder).rglob("*.py"))]
    return sorted({one for file in files for one in _of_file(file, file.relative_to(root).as_posix())})


def _of_file(file: Path, path: str) -> Iterator[Said]:
    tree = ast.parse(file.read_text("utf-8"))
    known = {one for node in ast.walk(tree) for kind, value in _candidates(node) for one in _listed(path, kind, value)}
    yield from known
    if path.startswith(_DECIDING):
        told = {(one.row, one.text) for one in known}
        for value in _sentences(tree):
            yield from (one for one in _listed(path, "text", value) if (one.row, one.text) not in told)


def _listed(path: str, kind: str, value: ast.expr) -> Iterator[Said]:
    yield from (Said(path, value.lineno, kind, text) for text in _texts(value))


def _sentences(tree: ast.AST) -> Iterator[ast.expr]:
    """Every text of several words on one line that is no docstring, no list of names and no part of another."""
    silent = {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    silent |= {part for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    silent |= {node.msg for node in ast.walk(tree) if isinstance(node, ast.Assert) and node.msg}
    silent |= {
        node.func.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "split"
    }
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant | ast.JoinedStr)
            and node not in silent
            and any(map(_is_sentence, _texts(node)))
        ):
            yield node


def _is_sentence(text: str) -> bool:
    return text.count(" ") >= _SENTENCE and "\n" not in text.strip()


def _candidates(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """(kind, expression) of what a node gives a user to read."""
    match node:
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
            if name in _CALLS:
                yield from zip(KINDS, node.args, strict=False)
            yield from ((key.arg, key.value) for key in node.keywords if key.arg in _KEYWORDS)
        case (
            ast.Assign(targets=[ast.Name(id=name)], value=value)
            | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value)
        ):
            kind = next((kind for kind in _NAMES if kind in name.lower()), "")
            if kind:
                yield kind, value
        case ast.FunctionDef(name=name):
            kind = next((kind for kind in _NAMES if kind in name), "")
            returns = [one.value for one in ast.walk(node) if isinstance(one, ast.Return) and one.value] if kind else []
            yield from ((kind, value) for value in returns if not isinstance(value, ast.Call))
        case _:
            return


def _texts(value: ast.expr) -> Iterator[str]:
    """The texts that an expression may be, those of a conditional and a concatenation among them."""
    match value:
        case ast.Constant(value=str(text)) if text.strip():
            yield text
        case ast.JoinedStr(values=parts):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "{…}" for part in parts)
        case ast.IfExp(body=first, orelse=second):
            yield from (*_texts(first), *_texts(second))
        case ast.BoolOp(values=values) | ast.Tuple(elts=values) | ast.Dict(values=values):
            yield from (text for one in values for text in _texts(one))
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            yield "".join([*_texts(left), *_texts(right)])
        case _:
            return


if __name__ == "__main__":
    for one in said():
        sys.stdout.write(f"{one.path}:{one.row}: {one.kind}: {one.text}\n")
