"""The command line as a user runs it: a process of its own, in a folder of the user's."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from support.servers import absent

TIME_LIMIT = 120.0


@dataclass(frozen=True, slots=True)
class Finished:
    status: int
    stdout: str
    stderr: str

    @property
    def json(self) -> dict[str, Any]:
        document: dict[str, Any] = json.loads(self.stdout)
        return document


def lambdafix(folder: Path, *arguments: str | bytes, ordinary_user: bool = False, columns: int = 200) -> Finished:
    """Run `lambdafix` in `folder`. With `ordinary_user` file permissions bind it, even where root runs the tests."""
    finished = subprocess.run(
        [*(_bound_by_permissions() if ordinary_user else ()), sys.executable, "-P", "-m", "lambdafix", *arguments],
        cwd=folder,
        env={**os.environ, "NO_COLOR": "1", "COLUMNS": str(columns)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=TIME_LIMIT,
        check=False,
    )
    stdout, stderr = (text.decode("utf-8", "surrogateescape") for text in (finished.stdout, finished.stderr))
    assert "Traceback" not in stderr, stderr
    return Finished(finished.returncode, stdout, stderr)


def _bound_by_permissions() -> Sequence[str]:
    if os.geteuid() != 0:
        return ()
    if shutil.which("setpriv") is None:
        absent(
            "root reads every file, and setpriv, which takes that right away, is not installed: apt install util-linux"
        )
    return ("setpriv", "--bounding-set=-dac_override,-dac_read_search")
