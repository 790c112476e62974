"""Whether a safe fix keeps what a program does: run cold and warm, before and after, and its test with it.

A program is broken where a changed file does not compile; where a fresh process answers an event differently; where an
answer of a warm process was right, as in a fresh one, and is not any more; where its test says something else.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lambdafix.engine import Request, analyse
from lambdafix.rules import registry
from lambdafix.settings import config
from soundness import standin
from soundness.fragments import FILE

EVENTS = (
    {"region": "one", "regions": ["one"], "flag": 1, "items": ["a", "b"]},
    {"region": "two", "regions": ["two"], "flag": 0, "items": ["c"]},
    {"region": "three", "regions": ["three"], "flag": 1, "items": ["a"]},
)
SECONDS = 20
_ADDRESS = re.compile(r"0x[0-9a-f]{6,}")


class Judge:
    """Holds the rules, loaded once, for any number of programs."""

    def __init__(self) -> None:
        self._known = registry.load()

    def repaired(self, files: dict[str, str]) -> dict[str, str]:
        """The files once the safe fixes are applied."""
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            for path, text in files.items():
                (root / path).parent.mkdir(parents=True, exist_ok=True)
                (root / path).write_text(text)
            settings = config.load(root, root, {"select": list(self._known), "unsafe-fixes": False})
            analysis = analyse(Request(root, settings, tuple(self._known.select(settings))))
        if analysis.skipped:
            raise AssertionError(f"not analysed: {analysis.skipped}")
        return {**files, **{one.path: one.after.decode() for one in analysis.rewrites}}

    def fault(self, files: dict[str, str]) -> str | None:
        """What a safe fix breaks; "" for nothing, None where there is none to apply."""
        after = self.repaired(files)
        return None if after == files else difference(files, after)


def difference(before: dict[str, str], after: dict[str, str]) -> str:
    """How the programs differ in what they do; "" where they do not."""
    for path, text in after.items():
        try:
            compile(text, path, "exec")
        except SyntaxError as error:
            return f"{path} does not compile: {error}"
    with tempfile.TemporaryDirectory() as folder:
        old, new = Path(folder, "old"), Path(folder, "new")
        for root, files in ((old, before), (new, after)):
            for path, text in files.items():
                (root / path).parent.mkdir(parents=True, exist_ok=True)
                (root / path).write_text(text)
        cold = [forked(lambda event=event: answers(old, [event])) for event in EVENTS]  # type: ignore[misc]
        fresh = [forked(lambda event=event: answers(new, [event])) for event in EVENTS]  # type: ignore[misc]
        if cold != fresh:
            return f"a fresh process answers {fresh}, and answered {cold}"
        was, now = forked(lambda: answers(old, EVENTS)), forked(lambda: answers(new, EVENTS))
        right = [one[0] if isinstance(one, list) else one for one in cold]
        if isinstance(was, list) and isinstance(now, list):
            for number, (a, b, c) in enumerate(zip(was, now, right, strict=True), 1):
                if b not in (a, c) or (a == c != b):
                    return f"call {number} of a warm process answers {b}; it was {a}, a fresh process says {c}"
        elif was != now:
            return f"a warm process answers {now}, and answered {was}"
        if "tests/test_app.py" in before:
            said = [forked(lambda root=root: test_says(root)) for root in (old, new)]  # type: ignore[misc]
            if said[0] != said[1]:
                return f"its test says {said[1]}, and said {said[0]}"
    return ""


def forked(work: Callable[[], Any]) -> Any:
    """What `work` returns in a process of its own, by way of JSON; a text where it raises or takes too long."""
    read, write = os.pipe()
    if (child := os.fork()) == 0:
        os.close(read)
        signal.alarm(SECONDS)
        try:
            with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
                answer = work()
        except BaseException as error:  # whatever a program does is an answer
            answer = f"{type(error).__name__}: {error}"
        with os.fdopen(write, "w") as pipe:
            json.dump(answer, pipe, default=repr)
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as pipe:
        text = pipe.read()
    os.waitpid(child, 0)
    return json.loads(text) if text else "took too long"


def _prepared(root: Path) -> list[Any]:
    calls: list[Any] = []
    for left in Path("/tmp").glob(f"*{FILE}*"):
        shutil.rmtree(left) if left.is_dir() else left.unlink()
    sys.dont_write_bytecode = True
    sys.path[:0] = [str(root), str(root / "tests")]
    for name in ("app", "settings", "shared", "test_app"):
        sys.modules.pop(name, None)
    sys.modules["boto3"] = standin.boto3(calls)
    os.environ["REGION"] = "env-1"
    return calls


def answers(root: Path, events: Any) -> list[str]:
    """What the handler answers to these events in this process, each with the calls it made."""
    import importlib

    calls = _prepared(root)
    handler = importlib.import_module("app").handler
    said = []
    for event in events:
        del calls[:]
        try:
            value = _ADDRESS.sub("0x", repr(handler(json.loads(json.dumps(event)), None)))
        except Exception as error:  # what the program raises is its answer
            value = f"raises {type(error).__name__}: {error}"
        said.append(f"{value} {calls}")
    return said


def test_says(root: Path) -> str:
    """What the program's own test returns or raises."""
    import importlib

    _prepared(root)
    return repr(importlib.import_module("test_app").test_it())
