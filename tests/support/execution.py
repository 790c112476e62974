"""Runs handlers twice in one process, by way of the forking process of `support.warm`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Any

from support.case import Run

Observation = dict[str, Any]
"""What one call showed, by the observer's name: `{"result": …, "stdout": "", "count:boto3.client": 1}`."""


class ExecutionError(Exception):
    """The handler could not be imported or called at all, or its set-up failed."""


class Warm:
    """The process that executes; a context manager, to be kept for a whole test session."""

    def __init__(self) -> None:
        # -P and a path of its own keep the checkout off sys.path: what is installed is what runs.
        environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "support.warm"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={name: value for name, value in environment.items() if not name.startswith("AWS_")},
            text=True,
            encoding="utf-8",
        )

    def __enter__(self) -> Warm:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(timeout=10)
        assert self._process.stdout is not None
        self._process.stdout.close()

    def call(self, files: Mapping[str, bytes], run: Run, environment: Mapping[str, str]) -> list[Observation]:
        """What each call of `run` shows, in a fresh process with `files`; the import counts to the first.

        `environment` is added to the case's own. Raises `ExecutionError` with the other process's traceback.
        """
        request = {
            **asdict(run),
            "files": {path: content.decode("utf-8") for path, content in files.items()},
            "environment": {**environment, **run.environment},
        }
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise ExecutionError("the executing process ended; its output is above")
        answer = json.loads(line)
        if "failure" in answer:
            raise ExecutionError(answer["failure"])
        calls: list[Observation] = answer["calls"]
        return calls
