"""What `cdk synth` left in `cdk.out`: CloudFormation that says what a CDK program deploys, if it is not out of date.

https://docs.aws.amazon.com/cdk/v2/guide/configure-synth.html
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

_FOLDER = "cdk.out"
_SOURCES = (".py", ".ts", ".js")


def synthesised(root: Path, folder: str, listed: Iterable[str]) -> tuple[list[str], str]:
    """The templates in the `cdk.out` of a CDK program's folder, and why they are left out, "" where they are not.

    `listed` are the project's files: git ignores most `cdk.out`, so that its own are not among them.
    """
    inside = f"{folder}/" if folder else ""
    found = sorted((root / inside / _FOLDER).glob("*.template.json"))
    if not found:
        return [], ""
    made = max(_written(path) for path in found)
    sources = (root / path for path in listed if path.startswith(inside) and path.endswith(_SOURCES))
    paths = [f"{inside}{_FOLDER}/{path.name}" for path in found]
    if any(_written(path) > made for path in sources):
        return paths, "older than the program that it was made of; run cdk synth to have it judged"
    return paths, ""


def _written(path: Path) -> float:
    try:
        return os.lstat(path).st_mtime
    except OSError:
        return 0.0
