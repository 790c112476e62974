"""The built wheel is what users get: it holds the rules and the schema, and claims no import name but its own."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from lambdafix import __version__
from lambdafix.rules import table

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


def test_it_claims_one_import_name(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.partition("/")[0] for name in names} == {"lambdafix", f"lambdafix-{__version__}.dist-info"}


def test_it_carries_every_rule_and_what_is_read_at_run_time(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {"lambdafix/report/schema.json", "lambdafix/py.typed"} <= names
    bundled = {f"lambdafix/codemods/{path.name}" for path in table.codemod_files(table.bundled_folder())}
    assert bundled <= names


def test_its_rules_load_from_where_it_is_installed(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path)
    code = (
        "import lambdafix; from lambdafix.rules import registry, table\n"
        "print(lambdafix.__file__); print(table.bundled_folder()); print(*registry.load())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": str(tmp_path)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    package, folder, codes = done.stdout.split("\n")[:3]
    assert package == str(tmp_path / "lambdafix/__init__.py")
    assert folder == str(tmp_path / "lambdafix/codemods")
    assert codes.split() == [rule.code for rule in table.read([table.bundled_folder()])]
