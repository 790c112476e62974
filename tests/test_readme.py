"""The README says what is so: its commands are run, its screens compared, its settings and rules read."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
from pathlib import Path

import pytest
import yaml

from lambdafix.command import arguments
from lambdafix.rules import suppressions, table
from lambdafix.settings import file
from lambdafix.source import Source
from support import readme
from support.checkout import Checkout
from support.readme import CODEMOD, EXAMPLE, ROOT, Block, blocks, inline_commands
from support.servers import absent

TEXT = readme.README.read_text("utf-8")
SETUP = "python3 -m venv .venv && .venv/bin/pip install -q "
SAID = {
    "lambdafix": (1, "applies 2 safe fixes in 2 files"),
    "lambdafix fix": (1, "Fixed 2 findings in 2 files"),
    "lambdafix undo": (0, "src/orders.py  restored"),
    "lambdafix fix --unsafe-fixes": (1, "Fixed 3 findings in 2 files"),
    "lambdafix src/orders.py --select LMB2": (1, "1 finding "),
    "lambdafix --since main": (1, "4 findings "),
    "lambdafix --staged": (0, "No findings"),
    "lambdafix baseline": (0, "4 findings accepted in .lambdafix/baseline.json"),
    "lambdafix --baseline": (0, "No findings"),
    "lambdafix -v": (1, "safe because: "),
    "lambdafix --output-format json": (1, '"fingerprint": '),
    "lambdafix --statistics": (1, "LMB201  client-in-handler"),
    "lambdafix --diff | git apply": (1, ""),
    "lambdafix --output-file sarif=lambdafix.sarif --output-file junit=lambdafix.xml": (1, "2 findings "),
    "lambdafix fix --commit": (1, "Made 2 commits on work"),
    "lambdafix fix - --stdin-filename src/app.py < src/app.py": (0, "def handler(event, context):\n    problems = []"),
    "lambdafix cache": (0, "of at most 256.0 MB"),
    "lambdafix cache --clear": (0, "removed from"),
    "lambdafix --no-cache": (1, "LMB201"),
    "lambdafix --codemods tools/codemods --unsafe-fixes": (1, "ACM101 breakpoint-in-request"),
    "lambdafix rule ACM101 --codemods tools/codemods": (0, "waits for a debugger"),
    "lambdafix --bowler queries:rename --unsafe-fixes": (1, "+def place(order):"),
}
"""Each command of the README with the exit status it has in the example, and what it says there."""


def commands(block: Block) -> list[str]:
    return [re.sub(r"\s+# .*", "", line) for line in block.text.splitlines()]


SHELL = [block for block in blocks(TEXT, "sh") if not block.text.startswith(SETUP)]


@pytest.fixture
def project(checkout: Checkout) -> Path:
    """The example on a branch of its own, and a folder of codemods."""
    root = checkout.root
    shutil.copy(ROOT / EXAMPLE / "template.yaml", root)
    checkout.commit()
    checkout.git("switch", "-q", "-c", "work")
    shutil.copytree(ROOT / EXAMPLE / "src", root / "src")
    checkout.write("tools/codemods/breakpoint_in_request.py", CODEMOD.read_bytes())
    checkout.commit()
    return root


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """`lambdafix` on the PATH as it is installed for these tests."""
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "lambdafix").write_text(f'#!/bin/sh\nexec "{sys.executable}" -P -m lambdafix "$@"\n')
    (folder / "lambdafix").chmod(0o755)
    return {**os.environ, "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}", "NO_COLOR": "1", "COLUMNS": "100"}


@pytest.mark.parametrize("block", SHELL, ids=lambda block: commands(block)[0])
def test_commands_do_what_is_said(block: Block, project: Path, environment: dict[str, str]) -> None:
    if any("--codemods" in command for command in commands(block)):
        (project / "src/app.py").write_text("def handler(event, context):\n    breakpoint()\n")
    if any("--bowler" in command for command in commands(block)):
        if importlib.util.find_spec("bowler") is None:
            absent("Bowler is not installed: pip install 'lambdafix[bowler]'")
        (query,) = [found.text for found in blocks(TEXT, "python") if "from bowler" in found.text]
        (project / "queries.py").write_text(query)
    for command in commands(block):
        done = subprocess.run(
            ["bash", "-o", "pipefail", "-c", command],
            cwd=project,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        status, said = SAID[command]
        assert (done.returncode, done.stderr) == (status, ""), command
        assert said in done.stdout, command


def test_no_expectation_is_left_over() -> None:
    assert [command for block in SHELL for command in commands(block)] == list(SAID)


@pytest.mark.usefixtures("git_home")
def test_generated_parts_are_up_to_date(tmp_path: Path) -> None:
    checkout = readme.project(tmp_path / "project")
    assert readme.generated(TEXT, checkout.root) == TEXT, "run: .venv/bin/python tests/write_readme.py"


def test_the_screens_are_of_the_example() -> None:
    assert [block.command for block in blocks(TEXT, "console")] == [
        f"lambdafix {words} {EXAMPLE}" for words in ("--dry-run", "handlers", "review")
    ]


def test_the_table_holds_every_rule_and_no_other() -> None:
    rows = re.findall(r"^\| (LMB\d{3}) \| ([a-z0-9-]+) \|", TEXT, re.MULTILINE)
    assert rows == [(rule.code, rule.name) for rule in table.read([table.bundled_folder()])]


@pytest.mark.parametrize("command", sorted(set(inline_commands(TEXT))))
def test_commands_in_sentences_are_accepted(command: str) -> None:
    words = [word.strip("'") for word in re.findall(r"'[^']*'|\S+", command)][1:]
    if "--help" in words:
        with pytest.raises(SystemExit):
            arguments.parse(words)
    else:
        arguments.parse(words)


def test_the_workflow_runs_what_there_is() -> None:
    (block,) = [block for block in blocks(TEXT, "yaml") if "jobs:" in block.text]
    workflow = yaml.safe_load(block.text)
    (given,) = [step["with"] for step in workflow["jobs"]["fix"]["steps"] if "lambdafix" in step["uses"]]
    action = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
    assert given.keys() <= action["inputs"].keys()
    assert arguments.parse([given["command"], *given["arguments"].split()]).verb == "pr"
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    assert all(f"lambdafix[{extra}]" in TEXT for extra in extras if extra != "dev")


def test_one_line_sets_up_and_runs_the_example(tmp_path: Path) -> None:
    (line,) = [block.text.strip() for block in blocks(TEXT, "sh") if "/lambdafix " in block.text]
    clone = tmp_path / "clone"
    ignored = shutil.ignore_patterns(".*", "__pycache__", "LMB*", "tests")
    shutil.copytree(ROOT, clone, ignore=ignored)
    done = subprocess.run(
        ["bash", "-c", line],
        cwd=clone,
        env={**os.environ, **_offline(tmp_path / "packages"), "NO_COLOR": "1", "COLUMNS": "100"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    assert "applies 2 safe fixes in 2 files" in done.stdout


def _offline(folder: Path) -> dict[str, str]:
    """What makes pip take all but lambdafix from the environment that runs the tests, since tests reach no registry."""
    folder.mkdir()
    for place in {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}:
        for package in Path(place).iterdir():
            if not package.name.lower().startswith(("lambdafix", "_editable", "__editable__", "pip", "setuptools")):
                (folder / package.name).symlink_to(package)
    # to switch build isolation off by a variable, pip wants "no"
    return {
        "PYTHONPATH": str(folder),
        "PIP_NO_INDEX": "1",
        "PIP_NO_DEPS": "1",
        "PIP_NO_BUILD_ISOLATION": "no",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    }


def test_continuous_integration_runs_the_line_that_sets_up_the_tests() -> None:
    (line,) = [block.text.strip() for block in blocks(TEXT, "sh") if "/pytest" in block.text]
    assert line.startswith(SETUP)
    (pattern,) = re.findall(r"grep -m1 '([^']+)' README\.md", (ROOT / ".ci/run").read_text())
    assert [found for found in TEXT.splitlines() if pattern in found] == [line]


def test_settings_are_the_ones_there_are() -> None:
    (table,) = [
        document["tool"]["lambdafix"]
        for document in (tomllib.loads(block.text) for block in blocks(TEXT, "toml"))
        if "lambdafix" in document.get("tool", {})
    ]
    file.checked(table, lambda key: key)
    assert set(table) == set(file.OPTIONS)


def test_ruff_keeps_our_comments_where_it_is_told_to(tmp_path: Path) -> None:
    (told,) = [block.text for block in blocks(TEXT, "toml") if "external" in block.text]
    (tmp_path / "app.py").write_text('client = "s3"  # noqa: LMB201\n')
    command = [sys.executable, "-m", "ruff", "check", "--no-cache", "--preview", "--select", "RUF100,RUF102", "."]

    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode == 1
    (tmp_path / "pyproject.toml").write_text(told)
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode == 0


def test_comments_silence_what_they_name() -> None:
    (block,) = [block for block in blocks(TEXT, "python") if "ignore-file" in block.text]
    source = Source.decode("app.py", block.text.encode())
    assert isinstance(source, Source)
    assert [(found.verb, found.codes) for found in suppressions.read(source)] == [
        ("ignore", ("LMB201",)),
        ("noqa", ("LMB201",)),
        ("ignore-file", ("LMB101", "LMB103")),
    ]


def test_hooks_work_in_pre_commit(project: Path, environment: dict[str, str], tmp_path: Path) -> None:
    """The framework itself, with the hooks' own settings; only the installation is left out."""
    (block,) = [block for block in blocks(TEXT, "yaml") if block.text.startswith("repos:")]
    offered = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())}
    (repository,) = yaml.safe_load(block.text)["repos"]
    assert set(re.findall(r"lambdafix[\w-]*", block.text.partition("hooks:")[2])) == set(offered)
    assert [hook["id"] for hook in repository["hooks"]] == ["lambdafix"]
    local = [{**hook, "language": "system"} for hook in offered.values()]
    configuration = tmp_path / "hooks.yaml"
    configuration.write_text(json.dumps({"repos": [{"repo": "local", "hooks": local}]}))
    (project / ".gitignore").write_text("/src/generated.py\n")
    (project / "src/generated.py").write_text("x = 1\n")
    git = Checkout(project)
    git.git("add", "-f", "src/generated.py", ".gitignore")

    runs = {hook: _pre_commit(project, environment, configuration, hook) for hook in offered}

    assert runs["lambdafix"].returncode == 1
    assert "4 findings" in runs["lambdafix"].stdout
    assert "error" not in runs["lambdafix"].stdout
    assert "files were modified by this hook" in runs["lambdafix-fix"].stdout
    assert git.git("diff", "--name-only").split() == ["src/app.py", "src/orders.py"]


def _pre_commit(
    project: Path, environment: dict[str, str], configuration: Path, hook: str
) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pre_commit", "run", "--all-files", "--config", str(configuration), hook]
    home = {"PRE_COMMIT_HOME": str(configuration.parent / "pre-commit")}
    return subprocess.run(
        command, cwd=project, env={**environment, **home}, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    "document", ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "docs/architecture.md", "corpus/README.md"]
)
def test_links_lead_somewhere(document: str) -> None:
    text = (ROOT / document).read_text("utf-8")
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if not target.startswith("https://"):
            path, _, anchor = target.partition("#")
            place = ROOT / document if not path else (ROOT / document).parent / path
            assert place.exists(), target
            assert not anchor or anchor in _anchors(place.read_text("utf-8")), target


def _anchors(text: str) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings}
