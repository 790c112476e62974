"""A team's own codemods: in a folder, and in a package that is installed beside lambdafix.

The codemod is the one that the README quotes.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path
from textwrap import dedent

import pytest

from lambdafix.rewrite.patch import FilePatch
from lambdafix.rules import table
from support.command import lambdafix

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "tests" / "data" / "codemods"
CODE = "ACM101"
CLIENT = """import boto3


def handler(event, context):
    return boto3.client("s3").list_buckets()
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The example of the codemod's own documentation."""
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "app.py").write_text(example("Example"))
    return folder


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of a fresh environment with lambdafix and a package of codemods installed, both as wheels.

    What lambdafix depends on comes from the environment that runs the tests, since tests reach no registry.
    """
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder / "venv", with_pip=False)
    python = folder / "venv" / "bin" / "python"
    paths = {"base": str(folder / "venv"), "platbase": str(folder / "venv")}
    packages = Path(sysconfig.get_path("purelib", "venv", paths))
    dependencies = sysconfig.get_path("purelib")
    (packages / "dependencies.pth").write_text(f"import site; site.addsitedir({dependencies!r})\n")
    install(python, ROOT)
    install(python, package(folder / "acme"))
    return python


def test_a_folder_of_codemods(project: Path) -> None:
    checked = lambdafix(project, "--isolated", "--codemods", str(FOLDER), "--select", CODE, "--output-format", "json")
    fixed = lambdafix(project, "fix", "--codemods", str(FOLDER), "--select", CODE, "--unsafe-fixes")

    (finding,) = checked.json["findings"]
    assert (finding["code"], finding["name"], finding["applicability"]) == (CODE, "printed-event", "unsafe")
    assert fixed.status == 0, fixed.stderr
    assert (project / "app.py").read_text() == example("Use instead")


@pytest.fixture
def crashing(tmp_path: Path) -> Path:
    """A folder with the codemod, whose `detect` raises."""
    folder = tmp_path / "crashing"
    shutil.copytree(FOLDER, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (file,) = folder.glob("printed*.py")
    marker = '        message = "prints'
    text = file.read_text()
    assert marker in text
    file.write_text(text.replace(marker, f"        {{}}['absent']\n{marker}"))
    return folder


@pytest.mark.parametrize("verb", [(), ("fix",), ("--diff",), ("--statistics",), ("--output-format", "json"), ("-q",)])
def test_a_rule_that_crashes_is_no_clean_run(project: Path, crashing: Path, verb: tuple[str, ...]) -> None:
    (project / "twin.py").write_text(example("Example"))

    done = lambdafix(project, *verb, "--isolated", "--codemods", str(crashing), "--select", CODE, "--unsafe-fixes")

    assert done.status == 2
    (line,) = done.stderr.splitlines()[:1] if verb != ("--diff",) else [done.stderr.splitlines()[-1]]
    assert line.startswith("lambdafix: error: app.py and in 1 more: ACM101 crashed: KeyError: 'absent' (")
    assert "please report this line to those who maintain ACM101" in line


def test_a_rule_that_crashes_costs_no_other_rule(project: Path, crashing: Path) -> None:
    (project / "twin.py").write_text(CLIENT)

    done = lambdafix(project, "--isolated", "--codemods", str(crashing), "--output-format", "json")

    assert done.status == 2
    assert [finding["code"] for finding in done.json["findings"]] == ["LMB201"]
    assert [entry["crashed"] for entry in done.json["skipped"]] == ["ACM101"]


def test_every_verb_of_a_patch_is_in_the_recipe() -> None:
    recipe = (ROOT / "README.md").read_text("utf-8")
    engines_own = {"edits"}
    verbs = {name for name, value in vars(FilePatch).items() if callable(value) and not name.startswith("_")}
    missing = [verb for verb in verbs - engines_own if f"`{verb}(" not in recipe]
    assert not missing


@pytest.mark.parametrize(("code", "answer"), [("ACM101", "unsafe"), ("ACM102", "unsafe"), ("ACM103", "report")])
def test_a_stranger_writes_a_rule(tmp_path: Path, code: str, answer: str) -> None:
    """One that removes a statement, one that adds a keyword, one that reports: each in a file, by the README alone."""
    (tmp_path / "app.py").write_text(example("Example", code))
    flags = ("--isolated", "--codemods", str(FOLDER), "--select", code, "--unsafe-fixes")

    (finding,) = lambdafix(tmp_path, *flags, "--output-format", "json").json["findings"]
    fixed = lambdafix(tmp_path, "fix", *flags)

    assert (finding["code"], finding["applicability"]) == (code, answer)
    assert fixed.status == (1 if answer == "report" else 0), fixed.stdout
    assert (tmp_path / "app.py").read_text() == example("Example" if answer == "report" else "Use instead", code)


def test_what_a_rule_advises_has_no_finding(tmp_path: Path) -> None:
    for code in ("ACM101", "ACM102", "ACM103"):
        (tmp_path / f"{code.lower()}.py").write_text(example("Use instead", code))
    flags = ("--isolated", "--codemods", str(FOLDER), "--select", "ACM")
    assert lambdafix(tmp_path, *flags, "--output-format", "json").json["findings"] == []


def test_its_documentation_is_shown(project: Path) -> None:
    shown = lambdafix(project, "rule", CODE, "--codemods", str(FOLDER))
    assert shown.status == 0
    assert "names, addresses and tokens of every caller" in shown.stdout


def test_an_installed_package_of_codemods(project: Path, installed: Path) -> None:
    done = subprocess.run(
        [installed, "-P", "-m", "lambdafix", "fix", "--select", CODE, "--unsafe-fixes", "--output-format", "json"],
        cwd=project,
        env={**os.environ, "PYTHONPATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["findings"] == []
    assert (project / "app.py").read_text() == example("Use instead")


def test_what_is_tested_is_the_installed_package(installed: Path) -> None:
    code = "import lambdafix, acme_codemods; print(lambdafix.__file__, acme_codemods.__file__)"
    done = subprocess.run([installed, "-P", "-c", code], capture_output=True, text=True, check=True)
    assert all(Path(file).is_relative_to(installed.parents[1]) for file in done.stdout.split())


def example(heading: str, code: str = CODE) -> str:
    """The block of code under a heading of a codemod's documentation."""
    (rule,) = table.read([FOLDER], mentioning=code)
    return dict(table.sections(rule.doc))[heading].partition("```python\n")[2].partition("```")[0]


def package(folder: Path) -> Path:
    """The codemod as a package that names it in the entry-point group."""
    shutil.copytree(FOLDER, folder / "acme_codemods", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "acme_codemods" / "__init__.py").write_text("")
    (folder / "pyproject.toml").write_text(
        dedent("""
            [build-system]
            requires = ["hatchling"]
            build-backend = "hatchling.build"

            [project]
            name = "acme-codemods"
            version = "1.0"
            dependencies = ["lambdafix"]

            [project.entry-points."lambdafix.codemods"]
            printed-event = "acme_codemods.printed_event"
        """)
    )
    return folder


def install(python: Path, folder: Path) -> None:
    pip = [sys.executable, "-m", "pip", "--python", str(python), "--disable-pip-version-check", "-q", "install"]
    subprocess.run([*pip, "--no-index", "--no-deps", "--no-build-isolation", "--force-reinstall", folder], check=True)
