"""Projects written from a mapping of paths to texts, and what lambdafix learns of them."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent

from lambdafix.analysis.syntax.extract import extract
from lambdafix.analysis.syntax.facts import ModuleFacts
from lambdafix.project.declared import DeclaredFunction, Templates
from lambdafix.project.files import discover
from lambdafix.project.handlers import HandlerIndex, find_handlers
from lambdafix.project.templates import read_templates

HEALTHY = b"""\
import boto3


def handler(event, context):
    client = boto3.client("s3")
    return client.list_buckets()
"""
REPAIRED = b"""\
import boto3

client = boto3.client("s3")


def handler(event, context):
    return client.list_buckets()
"""
"""The same with its one fault repaired."""
HANDLER = "def handler(event, context):\n    return 1\n"


def write(root: Path, files: Mapping[str, str]) -> Path:
    """The folder `root` with `files` in it, their common indent removed."""
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(dedent(text), encoding="utf-8")
    return root


def templates(root: Path) -> Templates:
    return read_templates(root, discover(root))


def only_function(root: Path) -> DeclaredFunction:
    (function,) = templates(root).functions
    return function


def facts(root: Path, paths: tuple[str, ...]) -> dict[str, ModuleFacts]:
    return {path: extract(path, ast.parse((root / path).read_bytes())) for path in paths}


def index(root: Path) -> HandlerIndex:
    found = discover(root)
    return find_handlers(found, read_templates(root, found), facts(root, found.python))


def names(found: HandlerIndex) -> list[str]:
    """ "src/app.py:handler" of each entry."""
    return [f"{entry.path}:{entry.function}" for entry in found.entries]
