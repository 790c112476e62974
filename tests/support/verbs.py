"""Runs verbs of the command line one after the other, each in a fork of one process that has imported everything.

Reads a JSON list of argument lists, and prints a JSON list of what came of each. A verb may take `LIMIT` seconds and
`MEMORY` bytes.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

LIMIT = 20.0
MEMORY = 4_000_000_000


@dataclass(frozen=True, slots=True)
class Ran:
    """How a verb ended; `status` is negative for a signal."""

    status: int
    stdout: str
    stderr: str


def run_verbs(folder: Path, verbs: Sequence[Sequence[str]], environ: Mapping[str, str] | None = None) -> list[Ran]:
    """Run each of `verbs` in `folder`, in order."""
    run = subprocess.run(
        [sys.executable, "-P", str(Path(__file__)), json.dumps([list(verb) for verb in verbs])],
        cwd=folder,
        env={**os.environ, "NO_COLOR": "1", "COLUMNS": "100", **(environ or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=True,
    )
    return [Ran(*row) for row in json.loads(run.stdout)]


def main() -> None:
    import lambdafix.engine
    import lambdafix.report.text
    import lambdafix.rewrite.verify  # noqa: F401 - once, not in every fork

    print(json.dumps([_forked(verb) for verb in json.loads(sys.argv[1])]))


def _forked(arguments: list[str]) -> tuple[int, str, str]:
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        child = os.fork()
        if child == 0:
            _child(arguments, out.fileno(), err.fileno())
        status = _waited(child)
        texts = []
        for file in (out, err):
            file.seek(0)
            texts.append(file.read().decode("utf-8", "backslashreplace"))
    return status, texts[0], texts[1]


def _child(arguments: list[str], out: int, err: int) -> None:
    from lambdafix.cli import main as lambdafix

    os.setsid()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    os.dup2(out, 1)
    os.dup2(err, 2)
    sys.stdout, sys.stderr = os.fdopen(1, "w"), os.fdopen(2, "w")
    status = 70
    try:
        status = lambdafix(arguments)
    except SystemExit as ended:
        status = ended.code if isinstance(ended.code, int) else 1
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _waited(child: int) -> int:
    deadline = time.monotonic() + LIMIT
    while time.monotonic() < deadline:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.005)
    os.killpg(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


if __name__ == "__main__":
    main()
