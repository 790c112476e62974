"""What keeps the code of the scanned project from being imported in place of our own.

Python puts the current folder on `sys.path` for `python -m`, for each worker that a process pool starts afresh
(`python -c`), and wherever PYTHONPATH says so; a `yaml.py` there would then run.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from contextlib import contextmanager

_OWN = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120 - before pathlib


def without_project(path: Sequence[str], environ: Mapping[str, str], here: str) -> list[str]:
    """The entries of `sys.path` but those of PYTHONPATH that lie at or below the folder `here`.

    What lambdafix itself was found by is kept.
    """
    named = {os.path.abspath(entry) for entry in environ.get("PYTHONPATH", "").split(os.pathsep)}  # noqa: PTH100
    foreign = {entry for entry in named if entry != _OWN and _below(entry, here)}
    return [entry for entry in path if os.path.abspath(entry) not in foreign]  # noqa: PTH100


def forget_project() -> None:
    """Import nothing more from the current folder."""
    try:
        here = os.getcwd()  # noqa: PTH109
    except OSError:  # a folder that is gone holds no module
        return
    sys.path[:] = without_project(sys.path, os.environ, here)


def may_start_workers() -> bool:
    """Whether a new interpreter can be told to leave the current folder alone: with `-E` it would not listen."""
    return bool(sys.flags.safe_path or not sys.flags.ignore_environment)


@contextmanager
def isolated(environ: MutableMapping[str, str] = os.environ) -> Iterator[None]:
    """While it lasts, interpreters that are started have neither the current folder nor PYTHONPATH on their path.

    A worker gets the path of its parent before it imports anything of ours.
    """
    kept = {name: environ.get(name) for name in ("PYTHONPATH", "PYTHONSAFEPATH")}
    environ.pop("PYTHONPATH", None)
    environ["PYTHONSAFEPATH"] = "1"
    try:
        yield
    finally:
        for name, value in kept.items():
            if value is None:
                environ.pop(name, None)
            else:
                environ[name] = value


def _below(entry: str, here: str) -> bool:
    entry, here = os.path.realpath(entry), os.path.realpath(here)
    return entry == here or entry.startswith(here.rstrip(os.sep) + os.sep)
