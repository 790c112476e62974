"""`lambdafix cache`, `--no-cache`, and what is said where the folder of answers cannot be used."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from lambdafix.cache.folder import VARIABLE
from support.command import Finished, lambdafix
from support.files import write_files

CLIENT = b"""\
import boto3

def handler(event, context):
    client = boto3.client("s3")
    return client.get_object(Bucket="b", Key=event["k"])
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    root.mkdir()
    write_files(root, {"app.py": CLIENT})
    return root


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "kept"))
    return tmp_path / "kept"


def said(finished: Finished) -> tuple[int, str, str]:
    return finished.status, finished.stdout, finished.stderr


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("form", ["text", "json", "diff", "sarif"])
def test_a_second_run_says_the_same(project: Path, folder: Path, form: str) -> None:
    runs = [said(lambdafix(project, "--output-format", form)) for _ in range(2)]
    assert runs[0] == runs[1]
    assert len(files(folder)) == 1
    if form != "text":  # which repeats what was typed
        assert runs[0] == said(lambdafix(project, "--output-format", form, "--no-cache"))


def test_without_it_nothing_is_read_or_kept(project: Path, folder: Path) -> None:
    lambdafix(project, "--no-cache")
    assert not folder.exists()


def test_fixing_what_a_dry_run_found(project: Path, folder: Path) -> None:
    before = lambdafix(project, "--diff")
    assert lambdafix(project, "fix").status == 0
    assert (project / "app.py").read_bytes() != CLIENT
    assert lambdafix(project).status == 0
    assert lambdafix(project, "undo").status == 0
    assert said(lambdafix(project, "--diff")) == said(before)


def test_the_verb_says_where_it_lies_and_clears_it(project: Path, folder: Path) -> None:
    assert lambdafix(project, "cache", "--path").stdout == f"{folder}\n"
    lambdafix(project)
    assert f"{folder}: 0.0 MB of at most" in lambdafix(project, "cache").stdout
    assert "nothing was" in lambdafix(project, "cache", "--clear", "--dry-run").stdout
    assert files(folder)
    assert lambdafix(project, "cache", "--clear").status == 0
    assert files(folder) == []
    assert lambdafix(project, "cache", "--clear").status == 0
    assert lambdafix(project, "cache", "--clear", "--path").status == 2


@pytest.mark.parametrize("value", ["kept", "./kept"])
def test_a_folder_that_depends_on_another_is_an_error(
    project: Path, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv(VARIABLE, value)
    finished = lambdafix(project)
    assert finished.status == 2
    assert VARIABLE in finished.stderr
    assert lambdafix(project, "--no-cache").status == 1


def test_a_folder_that_cannot_be_written_is_a_warning(project: Path, folder: Path) -> None:
    folder.mkdir(mode=0o500)
    finished = lambdafix(project, "--output-format", "json", ordinary_user=True)
    assert finished.status == 1
    assert finished.stdout == lambdafix(project, "--output-format", "json", "--no-cache").stdout
    assert finished.stderr.count("warning: nothing is kept for the next run") == 1


def test_a_folder_of_a_project_is_not_trusted(project: Path, folder: Path) -> None:
    """As git would check it out: open to all."""
    lambdafix(project)
    folder.chmod(0o755)
    finished = lambdafix(project)
    assert finished.status == 1
    assert "open to others" in finished.stderr


def test_two_runs_at_once(project: Path, folder: Path) -> None:
    with ThreadPoolExecutor(2) as runs:
        first, second = runs.map(lambda _: said(lambdafix(project, "--output-format", "json")), range(2))
    assert first == second
    assert len(files(folder)) == 1


@pytest.mark.parametrize("damage", [b"", b"cut", os.urandom(500)], ids=["empty", "cut", "another's"])
def test_a_damaged_answer_is_found_anew(project: Path, folder: Path, damage: bytes) -> None:
    known = said(lambdafix(project))
    (path,) = files(folder)
    path.write_bytes(damage)
    assert said(lambdafix(project)) == known
    assert path.read_bytes() != damage
