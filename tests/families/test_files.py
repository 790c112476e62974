"""What is known of paths, and in which order a function uses its files."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from lambdafix.analysis.program.module import Module
from lambdafix.analysis.program.program import Program
from lambdafix.analysis.program.users import Users
from lambdafix.analysis.syntax.extract import extract
from lambdafix.families.files.order import order
from lambdafix.families.files.paths import path_text
from lambdafix.families.files.scratch import scratch_name
from lambdafix.families.files.uses import named_files
from lambdafix.source import Source
from support.analysis import analyse_files, answer

HEAD = """
import os
import tempfile
import uuid
from pathlib import Path

FOLDER = "/tmp"
SUFFIX = "csv"
HERE = os.path.dirname(os.path.abspath(__file__))
"""


def module_of(text: str) -> Module:
    source = Source.decode("app.py", (HEAD + text).encode())
    assert isinstance(source, Source)
    tree = ast.parse(source.text)
    program = Program({"app.py": extract("app.py", tree)})
    return Module(source, tree, program, Users(program))


@pytest.mark.parametrize(
    ("expression", "text", "varies"),
    [
        ('"/tmp/a.csv"', "/tmp/a.csv", False),
        ('f"/tmp/a.{SUFFIX}"', "/tmp/a.csv", False),
        ('f"{FOLDER}/{key}.csv"', "/tmp/{key}.csv", True),
        ('FOLDER + "/" + key', "/tmp/{key}", True),
        ('"/tmp/%s-%d.csv" % (key, 1)', "/tmp/{key}-1.csv", True),
        ('"/tmp/{}.{}".format(key, SUFFIX)', "/tmp/{key}.csv", True),
        ('os.path.join(FOLDER, "a", "b.csv")', "/tmp/a/b.csv", False),
        ('Path("/tmp") / "a" / "b.csv"', "/tmp/a/b.csv", False),
        ('str(Path(FOLDER, "b.csv"))', "/tmp/b.csv", False),
        ('os.path.join(tempfile.gettempdir(), "b.csv")', "/tmp/b.csv", False),
        ('os.path.join(HERE, "b.csv")', "/var/task/b.csv", False),
        ('f"/tmp/{uuid.uuid4()}"', "/tmp/{uuid.uuid4()}", True),
        ('os.path.join("/tmp", "/etc")', "/etc", False),
    ],
)
def test_path_text(expression: str, text: str, varies: bool) -> None:
    module = module_of(f"def handler(key, context):\n    open({expression})\n")
    opened = next(c for c in module.every(ast.Call) if isinstance(c.func, ast.Name) and c.func.id == "open")

    found = path_text(module, opened.args[0])

    assert found is not None
    assert (found.text, found.varies) == (text, varies)


@pytest.mark.parametrize("expression", ["key", "key + '/a'", "f'{key}/a'", "load()", "os.environ['HF_HOME']"])
def test_unknown_beginnings(expression: str) -> None:
    module = module_of(f"def handler(key, context):\n    open({expression})\n")
    opened = next(c for c in module.every(ast.Call) if isinstance(c.func, ast.Name) and c.func.id == "open")

    assert path_text(module, opened.args[0]) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("/tmp/a.csv", "/tmp/a.csv"),
        ("/tmp/a/b.csv", "/tmp/a"),
        ("/tmp//a.csv", "/tmp/a.csv"),
        ("/tmp/{os.path.join('a/b')}/c", "/tmp/{os.path.join('a/b')}"),
        ("/tmp", ""),
        ("/tmp/", ""),
        ("/tmp/../etc/passwd", ""),
        ("/tmpfs/a", ""),
        ("a.csv", ""),
    ],
)
def test_scratch_name(text: str, name: str) -> None:
    assert scratch_name(text) == name


WRITE, READ, REMOVE = 'open("/tmp/a", "w")', 'open("/tmp/a")', 'os.remove("/tmp/a")'


@pytest.mark.parametrize(
    ("body", "early", "left"),
    [
        (f"{WRITE}\n{READ}", 0, True),
        (f"{READ}\n{WRITE}", 1, True),
        (f"if key:\n    {WRITE}\n{READ}", 1, True),
        (f"if key:\n    {WRITE}\nelse:\n    {WRITE}\n{READ}", 0, True),
        (f"if key:\n    return\nelse:\n    {WRITE}\n{READ}", 0, True),
        (f"for one in key:\n    {WRITE}\n{READ}", 1, True),
        (f"for one in key:\n    {WRITE}\n    {READ}\n    {REMOVE}", 0, False),
        (f"for one in key:\n    {WRITE}\n    if one:\n        continue\n    {REMOVE}", 0, True),
        (f"for one in key:\n    {WRITE}\n    if one:\n        break\n    {REMOVE}", 0, True),
        (f"try:\n    {WRITE}\nexcept OSError:\n    pass\n{READ}", 1, True),
        (f"try:\n    {WRITE}\nexcept OSError:\n    raise\n{READ}", 0, True),
        (f"try:\n    {WRITE}\n    return {READ}\nfinally:\n    {REMOVE}", 0, False),
        (f"{WRITE}\nif os.path.exists('/tmp/a'):\n    {REMOVE}", 0, False),
        (f"{WRITE}\nwhile key:\n    if key:\n        return\n    {REMOVE}\n{REMOVE}", 0, True),
        (f"match key:\n    case 1:\n        {WRITE}\n{READ}", 1, True),
        (f"{WRITE}\n{REMOVE}\n{READ}", 1, False),
    ],
)
def test_order(body: str, early: int, left: bool) -> None:
    indented = "\n".join(f"    {row}" for row in body.split("\n"))
    module = module_of(f"def handler(key, context):\n{indented}\n")
    files = next(files for files in named_files(module) if files.function is not None)
    assert files.function is not None

    found = order(module, files.function, files.uses)

    assert (len(found.early), "/tmp/a" in found.left) == (early, left)


def test_files_rules_keep_an_elif(tmp_path: Path) -> None:
    """A branch that begins with `elif` cannot be put into a block: the whole question is."""
    text = b"""def handler(event, context):
    if event["kind"] == "a":
        return 1
    elif event["kind"] == "b":
        with open("/tmp/b.txt", "w") as output:
            output.write("b")
        return open("/tmp/b.txt").read()
    elif event["kind"] == "c":
        with open("/tmp/c.txt", "w") as output:
            output.write("c")
        return open("/tmp/c.txt").read()
"""
    analysis = analyse_files(tmp_path / "project", {"app.py": text}, "LMB301")

    assert [answer(finding) for finding in analysis.findings] == ["safe"]
    for rewrite in analysis.rewrites:
        ast.parse(rewrite.after)
        assert b"directory:\n        if event" in rewrite.after
