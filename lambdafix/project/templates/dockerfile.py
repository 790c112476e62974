"""Container images: https://docs.aws.amazon.com/lambda/latest/dg/python-image.html

An image's handler is the last word of its CMD; COPY tells which folder of the build context it lies in.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from posixpath import dirname, join, normpath

from lambdafix.project.declared import DeclaredFunction
from lambdafix.project.paths import within

EVIDENCE = (b"lambda", b"awslambdaric")
_INSTRUCTION = re.compile(r"^\s*([A-Za-z]+)\s+(.*)$", re.DOTALL)
_CONTINUED = re.compile(r"\\[ \t]*\r?\n(?:[ \t]*#.*\r?\n)*")
_HANDLER = re.compile(r"[\w./-]+\.[A-Za-z_]\w*")
_TASK_ROOT = "/var/task"
_OTHER_LANGUAGES = re.compile(r"lambda/(?:nodejs|java|dotnet|ruby|go|provided)|(?:^|[/ ])node:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Image:
    """What a Dockerfile says of a Lambda function; "" for what it does not."""

    handler: str
    row: int
    folders: tuple[str, ...]
    """The folders, relative to the project's root, whose content lies at the task's root."""
    is_python: bool


def read_image(content: str, path: str, context: str | None = None) -> Image:
    """The function in the Dockerfile at `path`, built in the folder `context` (by default its own)."""
    here = dirname(path) if context is None else context
    handler, row = "", 0
    folders: list[str] = []
    workdir, bases = _TASK_ROOT, ""
    command: list[str] = []
    for keyword, argument, at in _instructions(content):
        if keyword == "FROM":
            bases, workdir, folders = argument, _TASK_ROOT, []
        elif keyword == "WORKDIR":
            workdir = _absolute(argument.strip(), workdir)
        elif keyword in ("COPY", "ADD") and "--from" not in argument:
            folders += _copied(argument, workdir, here)
        elif keyword in ("CMD", "ENTRYPOINT"):
            command = _words(argument) or command
            if keyword == "CMD" or not handler:
                row = at
            last = command[-1] if command else ""
            plain = _HANDLER.fullmatch(last) is not None and not last.endswith((".py", ".sh", ".js", ".jar"))
            handler = last if plain and (len(command) == 1 or "awslambdaric" in content) else handler
    is_python = "python" in content.lower() and not _OTHER_LANGUAGES.search(bases)
    return Image(handler, row, tuple(dict.fromkeys(folders)) or (here,), is_python)


def functions(content: str, path: str) -> Iterator[DeclaredFunction]:
    """The function of an image that no other template of the project builds."""
    image = read_image(content, path)
    if image.handler and image.is_python:
        folder, *others = image.folders
        yield DeclaredFunction(
            image.handler, path, image.row, "dockerfile", folder=folder, package=tuple(others), runtime="python"
        )


def _instructions(content: str) -> Iterator[tuple[str, str, int]]:
    row = 1
    position = 0
    joined = _CONTINUED.sub(lambda match: " " + "\0" * match.group().count("\n"), content)
    for line in joined.splitlines():
        found = _INSTRUCTION.match(line.replace("\0", ""))
        if found and not line.lstrip().startswith("#"):
            yield found[1].upper(), found[2], row + position
        row += 1 + line.count("\0")


def _words(argument: str) -> list[str]:
    try:
        parsed = json.loads(argument)
        return [str(word) for word in parsed] if isinstance(parsed, list) else []
    except ValueError:
        pass
    try:
        return shlex.split(argument.strip("[] "), comments=True)
    except ValueError:
        return []


def _absolute(place: str, workdir: str) -> str:
    place = re.sub(r"\$\{?LAMBDA_TASK_ROOT\}?", _TASK_ROOT, place.strip("\"'"))
    place = re.sub(r"\$\{?FUNCTION_DIR\}?", workdir, place)
    return normpath(join(workdir, place))


def _copied(argument: str, workdir: str, context: str) -> Iterator[str]:
    """The folders of the context that a COPY puts at the task's root."""
    words = [word for word in _words(argument) if not word.startswith("--")]
    if len(words) < 2 or _absolute(words[-1].removesuffix("*"), workdir) != workdir:
        return
    for source in words[:-1]:
        if not source.endswith((".txt", ".toml", ".lock", ".cfg", ".sh")):
            folder = dirname(source) if "*" in source or source.endswith(".py") else source
            place = within(context, folder.lstrip("/") or ".")
            if place is not None:
                yield place
