"""The code of the scanned project is read and never run: not by us, not by our workers, however they are started."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from collections.abc import Sequence
from pathlib import Path

import pytest

from lambdafix.isolation import isolated, without_project
from support.files import write_files
from support.projects import HEALTHY

NAMES = """
    __future__ argparse ast bisect bowler click codecs codemods codemod collections concurrent contextlib
    dataclasses difflib encodings enum fcntl functools gc git gitdb hashlib io itertools json lambdafix_codemods
    libcst logging math multiprocessing operator os pathlib pathspec pickle posixpath pygments queue re rich
    selectors shlex shutil signal site sitecustomize socket stat string subprocess tempfile termios textwrap
    threading time tokenize tomllib traceback types typing unicodedata usercustomize uuid warnings yaml
"""
IMPORTED = NAMES.split()
"""Modules that we import, or that what we import imports."""
FILES = 200
"""Enough of them that workers are started, for both passes."""
START_METHOD = """\
import os, sys
if "--multiprocessing-fork" not in sys.orig_argv and not any("multiprocessing" in word for word in sys.orig_argv):
    import multiprocessing
    multiprocessing.set_start_method({method!r})
"""


@pytest.fixture
def trap(tmp_path: Path) -> Path:
    """A project whose every module notes that it has run."""
    project = tmp_path / "project"
    spy = f"import posix\nposix.close(posix.open({str(tmp_path / 'ran')!r} + '-' + __name__, 0o101, 0o644))\n"
    write_files(project, {f"{name}.py": spy.encode() for name in IMPORTED})
    write_files(project, {f"{name}/__init__.py": spy.encode() for name in ("codemods", "evil")})
    write_files(project, {"evil-1.dist-info/entry_points.txt": b"[lambdafix.codemods]\nevil = evil\n"})
    write_files(project, {"evil-1.dist-info/METADATA": b"Metadata-Version: 2.1\nName: evil\nVersion: 1\n"})
    write_files(project, {f"functions/app{number}.py": HEALTHY for number in range(FILES)})
    return project


def ran(trap: Path) -> list[str]:
    return sorted(path.name for path in trap.parent.glob("ran-*"))


def run(trap: Path, command: Sequence[str], **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "GIT_"))}
    return subprocess.run(
        [*command, "--jobs", "2", "--statistics"],
        cwd=trap,
        env={**kept, "NO_COLOR": "1", **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


SCRIPT = (str(Path(sysconfig.get_path("scripts")) / "lambdafix"),)
MODULE = (sys.executable, "-m", "lambdafix")


def before_us(command: Sequence[str]) -> set[str]:
    """What `python -m` itself imports before anything of ours, from the current folder: only `-P` keeps that out."""
    if command == SCRIPT:
        return set()
    loaded = subprocess.run(
        [sys.executable, "-I", "-c", "import runpy, sys; print(*sys.modules)"], stdout=subprocess.PIPE, check=True
    )
    return set(loaded.stdout.decode().split())


def starting(trap: Path, method: str) -> str:
    """A PYTHONPATH with which a pool starts its workers by `method`."""
    path = trap.parent / "start"
    write_files(path, {"sitecustomize.py": START_METHOD.format(method=method).encode()})
    return str(path)


@pytest.mark.parametrize("command", [SCRIPT, MODULE], ids=["script", "module"])
@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_nothing_of_the_project_is_run(trap: Path, method: str, command: Sequence[str]) -> None:
    for name in before_us(command) & set(IMPORTED):
        (trap / f"{name}.py").unlink()

    finished = run(trap, command, PYTHONPATH=starting(trap, method))

    assert finished.returncode == 1, finished.stderr
    assert f"{FILES}  LMB201" in finished.stdout
    assert not ran(trap)


def test_without_our_care_a_worker_would_run_it(trap: Path) -> None:
    """Or the test above could not fail."""
    careless = "import contextlib, sys; sys.path.pop(0); import lambdafix.pool as pool; "
    careless += "pool.isolated = contextlib.nullcontext; from lambdafix.cli import main; sys.exit(main())"
    for name in before_us(MODULE) & set(IMPORTED):
        (trap / f"{name}.py").unlink()

    run(trap, (sys.executable, "-c", careless), PYTHONPATH=starting(trap, "spawn"))

    assert ran(trap)


@pytest.mark.parametrize("command", [SCRIPT, MODULE], ids=["script", "module"])
def test_nor_what_pythonpath_points_to(tmp_path: Path, command: Sequence[str]) -> None:
    """PYTHONPATH=. is common in such projects. What Python imports before we run is not ours to keep out."""
    spy = f"open({str(tmp_path / 'ran')!r} + '-' + __name__, 'w').close()\n".encode()
    project = tmp_path / "project"
    write_files(project, {f"src/{name}.py": spy for name in ("yaml", "git", "libcst", "rich", "pathspec", "pygments")})
    write_files(project, {f"functions/app{number}.py": HEALTHY for number in range(FILES)})

    finished = run(project, command, PYTHONPATH="src")

    assert finished.returncode == 1, finished.stderr
    assert not ran(project)


def test_ignoring_the_environment_no_worker_is_started(trap: Path) -> None:
    started = "import sys; sys.path.pop(0); import multiprocessing; multiprocessing.set_start_method('spawn'); "

    finished = run(trap, (sys.executable, "-E", "-c", f"{started}from lambdafix.cli import main; sys.exit(main())"))

    assert finished.returncode == 1, finished.stderr
    assert not ran(trap)


def test_only_the_projects_own_entries_go() -> None:
    path = ["/home/a/src", "/usr/lib/python3", "/home/a/.venv/site-packages", "/opt/shared"]
    environ = {"PYTHONPATH": "/home/a/src:/opt/shared"}

    assert without_project(path, environ, "/home/a") == [
        "/usr/lib/python3",
        "/home/a/.venv/site-packages",
        "/opt/shared",
    ]


def test_the_environment_is_as_it_was() -> None:
    """The user's own tests are started from the same process."""
    environ = {"PYTHONPATH": "src"}

    with isolated(environ):
        assert environ == {"PYTHONSAFEPATH": "1"}

    assert environ == {"PYTHONPATH": "src"}
