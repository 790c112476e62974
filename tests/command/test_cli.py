"""The command as a user meets it: what it prints where, what it returns, and what it never loads."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path

import pexpect
import pytest

from lambdafix import __version__, cli
from support.command import lambdafix

BEFORE = """\
import os

import boto3


def lambda_handler(event, context):
    client = boto3.client("s3")
    return client.get_object(Bucket=os.environ["BUCKET"], Key=event["key"])
"""
AFTER = """\
import os

import boto3

client = boto3.client("s3")


def lambda_handler(event, context):
    return client.get_object(Bucket=os.environ["BUCKET"], Key=event["key"])
"""
CLEAN = AFTER
TEMPLATE = """\
AWSTemplateFormatVersion: "2010-09-09"
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src/
      Handler: app.lambda_handler
      Runtime: python3.12
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A checkout with one handler that builds a client on each request."""
    folder = tmp_path / "project"
    (folder / "src").mkdir(parents=True)
    (folder / "template.yaml").write_text(TEMPLATE)
    (folder / "src" / "app.py").write_text(BEFORE)
    (folder / "pyproject.toml").write_text("[tool.lambdafix]\n")
    git(folder, "init", "-q")
    git(folder, "add", ".")
    return folder


def git(folder: Path, *arguments: str, stdin: str = "") -> None:
    subprocess.run(["git", *arguments], cwd=folder, input=stdin, text=True, check=True, capture_output=True)


def run(
    code: str, folder: Path, env: Mapping[str, str] | None = None, stdin: str = ""
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-P", *code.split("\0")],
        cwd=folder,
        env={**os.environ, **(env or {})},
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
    )


def text_of(project: Path) -> str:
    return (project / "src" / "app.py").read_text()


# the dry run


@pytest.mark.parametrize("arguments", [(), ("--dry-run",), ("fix", "--dry-run"), ("src",), ("src/app.py",)])
def test_it_shows_and_writes_nothing(project: Path, arguments: tuple[str, ...]) -> None:
    done = lambdafix(project, *arguments)
    assert done.status == 1
    (line,) = [line for line in done.stdout.splitlines() if " LMB201 " in line and ".py:" in line]
    assert re.fullmatch(r"(src/)?app\.py:7:14: LMB201 the boto3 s3 client is built anew.* \[safe fix\]", line)
    assert '+client = boto3.client("s3")' in done.stdout
    assert done.stderr == ""
    assert text_of(project) == BEFORE


@pytest.mark.parametrize("inner", ["", "src"])
@pytest.mark.parametrize("arguments", [("--output-format", "diff"), ("--diff",), ()], ids=["diff", "short", "text"])
def test_the_diff_goes_into_git_apply(project: Path, inner: str, arguments: tuple[str, ...]) -> None:
    done = lambdafix(project / inner, "--dry-run", *arguments)
    git(project / inner, "apply", "--check", stdin=done.stdout)
    git(project / inner, "apply", stdin=done.stdout)
    assert text_of(project) == AFTER


def test_a_clean_project_is_zero(project: Path) -> None:
    (project / "src" / "app.py").write_text(CLEAN)
    done = lambdafix(project)
    assert (done.status, done.stderr) == (0, "")
    assert done.stdout.startswith("No findings: 1 file read, 1 handler found")


def test_exit_zero(project: Path) -> None:
    assert lambdafix(project, "--exit-zero").status == 0


def test_statistics(project: Path) -> None:
    done = lambdafix(project, "--statistics")
    assert (done.status, done.stdout) == (1, "     1  LMB201  client-in-handler  1 safe, 0 unsafe, 0 no fix\n")
    assert lambdafix(project, "--statistics", "--output-format", "json").json["summary"]["findings"] == 1


def test_names_in_json_are_relative_to_the_current_folder(project: Path) -> None:
    done = lambdafix(project / "src", "--output-format", "json")
    assert (done.status, done.stderr) == (1, "")
    assert [finding["filename"] for finding in done.json["findings"]] == ["app.py"]


def test_paths_limit_what_is_reported_not_what_is_read(project: Path) -> None:
    (project / "src" / "db.py").write_text("import boto3\n\n\ndef connect():\n    return boto3.client('s3')\n")
    (project / "src" / "app.py").write_text(
        "import db\n\n\ndef lambda_handler(event, context):\n    return db.connect().list_buckets()\n"
    )
    found = lambdafix(project, "src/db.py", "--output-format", "json").json["findings"]
    assert {finding["filename"] for finding in found} == {"src/db.py"}
    assert lambdafix(project, "src/app.py", "--output-format", "json").json["findings"] == []


# applying


def test_fix_applies_and_undo_takes_it_back(project: Path) -> None:
    done = lambdafix(project, "fix")
    assert done.status == 0, done.stderr
    assert done.stdout.startswith("Fixed 1 finding in 1 file\n  src/app.py  1 fix\n")
    assert text_of(project) == AFTER
    assert lambdafix(project, "fix").stdout.startswith("Nothing was fixed.")
    assert "lambdafix fix" in lambdafix(project, "undo", "--list").stdout

    undone = lambdafix(project, "undo")
    assert (undone.status, undone.stderr) == (0, "")
    assert "src/app.py  restored" in undone.stdout
    assert text_of(project) == BEFORE


def test_fix_tells_programs_what_it_wrote(project: Path) -> None:
    before = lambdafix(project, "--output-format", "json").json["findings"]
    done = lambdafix(project, "fix", "--output-format", "json")
    assert done.json["written"] == [{"filename": "src/app.py", "fingerprints": [before[0]["fingerprint"]]}]
    assert done.json["findings"] == []


def test_fix_as_diff_prints_what_it_wrote(project: Path) -> None:
    done = lambdafix(project, "fix", "--output-format", "diff")
    git(project, "apply", "--check", "--reverse", stdin=done.stdout)


def test_unfixable_is_reported_and_left(project: Path) -> None:
    done = lambdafix(project, "fix", "--unfixable", "LMB2")
    assert done.status == 1
    assert "held back" in done.stdout
    assert text_of(project) == BEFORE


# stdin


def test_stdin_to_fixed_text(project: Path) -> None:
    command = "-m\0lambdafix\0fix\0-\0--stdin-filename\0src/app.py"
    (project / "src" / "app.py").write_text("x = 1\n")
    done = run(command, project, stdin=BEFORE)
    assert (done.returncode, done.stdout, done.stderr) == (0, AFTER, "")
    assert run(command, project, stdin=AFTER).stdout == AFTER
    assert text_of(project) == "x = 1\n"


def test_stdin_to_diff(project: Path) -> None:
    done = run("-m\0lambdafix\0-\0--stdin-filename\0app.py", project / "src", stdin=BEFORE)
    assert done.returncode == 1
    git(project, "apply", "--check", stdin=done.stdout)


def test_stdin_that_cannot_be_read_prints_no_text(project: Path) -> None:
    done = run("-m\0lambdafix\0fix\0-\0--stdin-filename\0src/app.py", project, stdin="import boto3\ndef (:\n")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("lambdafix: error: src/app.py:2: syntax error")


def test_stdin_wants_a_name(project: Path) -> None:
    done = lambdafix(project, "fix", "-")
    assert done.status == 2
    assert "--stdin-filename" in done.stderr


# what cannot be used


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["nowhere.py"], "nowhere.py: no such file or directory"),
        (["src", "nowhere/"], "nowhere/: no such file or directory"),
        (["handlrs"], "handlrs: no such file or directory, and no command; did you mean 'handlers'?"),
        (["--dry-run", "fix"], "fix: no such file or directory; the command goes first: lambdafix fix"),
        (["--selct", "LMB2"], "unknown option --selct; did you mean '--select'?"),
        (["--select", "LMB999"], "--select: no rule is called 'LMB999'"),
        (["--select", "client-in-handlr"], "did you mean 'client-in-handler'?"),
        (["--per-file-ignores", "tests"], "--per-file-ignores: 'tests' is not PATTERN:CODE"),
        (["--output-format", "jsn"], "did you mean 'json'?"),
        (["--config", "no.toml"], "no.toml: cannot be read"),
        (["--codemods", "nowhere"], "nowhere: no such folder of codemods"),
        (["--jobs", "0"], "--jobs: wants at least 1"),
        (["--jobs", "many"], "invalid int value: 'many'"),
        (["rule", "LMB2011"], "no rule is called 'LMB2011'; did you mean 'LMB201'?"),
        (["undo"], "there is nothing to undo here"),
    ],
)
def test_a_mistake_is_one_line_and_two(project: Path, arguments: list[str], expected: str) -> None:
    done = lambdafix(project, *arguments)
    assert (done.status, done.stdout) == (2, "")
    assert done.stderr.startswith("lambdafix: error: ")
    assert expected in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_mistake_in_the_file_names_its_line(project: Path) -> None:
    (project / "pyproject.toml").write_text("[tool.lambdafix]\nselct = []\n")
    done = lambdafix(project / "src")
    assert done.status == 2
    assert "pyproject.toml:2: selct: no such setting; did you mean 'select'?" in done.stderr


def test_a_named_file_that_cannot_be_analysed_is_an_error(project: Path) -> None:
    (project / "src" / "bad.py").write_text("import boto3\ndef (:\n")
    done = lambdafix(project, "src/bad.py")
    assert done.status == 2
    assert "src/bad.py:2: syntax error" in done.stderr
    beside = lambdafix(project, "src")
    assert beside.status == 1
    assert "src/bad.py:2: syntax error" in beside.stdout


def test_a_named_file_that_mentions_nothing_of_interest_is_read_all_the_same(project: Path) -> None:
    (project / "src" / "plain.py").write_text("def (:\n")
    assert "plain.py" not in lambdafix(project).stdout
    done = lambdafix(project, "src/plain.py")
    assert done.status == 2
    assert "src/plain.py:1: syntax error" in done.stderr


def test_a_named_file_that_git_ignores_is_an_error(project: Path) -> None:
    (project / ".gitignore").write_text("local.py\n")
    (project / "local.py").write_text("x = 1\n")
    done = lambdafix(project, "local.py")
    assert done.status == 2
    assert "local.py: left out, because it is ignored" in done.stderr
    forced = lambdafix(project, "--force-exclude", "local.py")
    assert (forced.status, forced.stderr) == (0, "")


def test_a_folder_without_python_is_no_error(tmp_path: Path) -> None:
    done = lambdafix(tmp_path)
    assert (done.status, done.stderr) == (0, "")
    assert done.stdout.startswith("No Python file here.\n")


def test_a_named_folder_without_python_is_one(project: Path) -> None:
    (project / "docs").mkdir()
    done = lambdafix(project, "docs")
    assert done.status == 2
    assert "docs: no Python file" in done.stderr


def test_codemods_that_the_project_names_are_not_run(project: Path) -> None:
    (project / "mods").mkdir()
    (project / "mods" / "evil.py").write_text("raise SystemExit('ran')\n")
    (project / "pyproject.toml").write_text('[tool.lambdafix]\ncodemods = ["mods"]\n')
    done = lambdafix(project)
    assert done.status == 1
    assert "codemods in mods run code of this project; to load them: --codemods mods" in done.stdout


# suppression


def test_a_comment_silences_and_one_too_many_is_mentioned(project: Path) -> None:
    silenced = BEFORE.replace('("s3")', '("s3")  # lambdafix: ignore[LMB201] rotates')
    (project / "src" / "app.py").write_text(silenced)
    assert lambdafix(project).status == 0
    (project / "src" / "app.py").write_text(silenced.replace("201]", "201, LMB999]"))
    assert "no rule is called 'LMB999'" in lambdafix(project).stdout


# the other verbs


def test_rule_prints_documentation(project: Path) -> None:
    done = lambdafix(project, "rule", "client-in-handler")
    assert done.status == 0
    assert done.stdout.startswith("LMB201 client-in-handler\n")
    assert "When it is refused" in done.stdout
    assert "```" not in done.stdout


def test_rule_lists_all(project: Path) -> None:
    assert any(
        line.startswith("LMB201  client-in-handler") for line in lambdafix(project, "rule", "--all").stdout.splitlines()
    )


def test_a_file_that_holds_neither_code_nor_functions(project: Path) -> None:
    (project / "values.yaml").write_text("a: 1\n")
    done = lambdafix(project, "values.yaml")
    assert (done.status, done.stdout) == (2, "")
    assert "values.yaml: no Python file" in done.stderr


def test_handlers(project: Path) -> None:
    done = lambdafix(project, "handlers")
    assert done.status == 0
    assert done.stdout.startswith("src/app.py\n  lambda_handler  unknown  sam template.yaml:")
    (entry,) = lambdafix(project, "handlers", "--output-format", "json").json["handlers"]
    assert (entry["filename"], entry["function"], entry["how"]) == ("src/app.py", "lambda_handler", "sam")


@pytest.mark.parametrize("verb", [(), ("fix",), ("handlers",), ("checklist",), ("rule",), ("undo",), ("baseline",)])
def test_help_fits_a_terminal(project: Path, verb: tuple[str, ...]) -> None:
    done = run("\0".join(["-m", "lambdafix", *verb, "--help"]), project, {"COLUMNS": "80"})
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("usage: " + " ".join(["lambdafix", *verb]))
    assert max(map(len, done.stdout.splitlines())) <= 80


def test_version(project: Path) -> None:
    assert lambdafix(project, "--version").stdout == f"lambdafix {__version__}\n"
    assert lambdafix(project, "fix", "--version").stdout == f"lambdafix {__version__}\n"


# what is loaded


def loaded(project: Path, *arguments: str) -> set[str]:
    """The top-level modules that a run leaves loaded."""
    code = (
        "import json, sys; from lambdafix import cli; cli.main(sys.argv[1:]);"
        "print(json.dumps(list(sys.modules)), file=sys.stderr)"
    )
    done = run("\0".join(["-c", code, *arguments]), project)
    return {name.partition(".")[0] for name in json.loads(done.stderr.splitlines()[-1])}


def test_version_loads_next_to_nothing(project: Path) -> None:
    assert not loaded(project, "--version") & {
        "argparse",
        "ast",
        "dataclasses",
        "libcst",
        "rich",
        "yaml",
        "git",
        "importlib.metadata",
    }


@pytest.mark.parametrize("output_format", ["json", "diff"])
def test_programs_do_not_pay_for_rich(project: Path, output_format: str) -> None:
    assert not loaded(project, "--output-format", output_format) & {"rich", "git"}


def test_a_clean_run_needs_neither_rich_nor_libcst(project: Path) -> None:
    (project / "src" / "app.py").write_text(CLEAN)
    assert not loaded(project) & {"rich", "libcst", "git"}


# terminals


@pytest.mark.parametrize(
    ("env", "coloured"),
    [
        ({}, True),
        ({"NO_COLOR": "1"}, False),
        ({"TERM": "dumb"}, False),
    ],
    ids=["terminal", "NO_COLOR", "dumb"],
)
def test_colours_on_a_terminal(project: Path, env: dict[str, str], coloured: bool) -> None:
    clean = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR")}
    environment = {**clean, "TERM": "xterm-256color", **env}
    shown = pexpect.run(f"{sys.executable} -P -m lambdafix", cwd=str(project), env=environment, encoding="utf-8")
    assert isinstance(shown, str)
    assert "LMB201" in shown
    assert ("\x1b[32m" in shown) is coloured


@pytest.mark.parametrize(("env", "coloured"), [({}, False), ({"FORCE_COLOR": "1"}, True)])
def test_colours_in_a_pipe(project: Path, env: dict[str, str], coloured: bool) -> None:
    shown = run("-m\0lambdafix", project, {"TERM": "xterm-256color", **env}).stdout
    assert ("\x1b[" in shown) is coloured


def test_an_ascii_terminal_is_no_error(project: Path) -> None:
    done = run("-m\0lambdafix", project, {"PYTHONIOENCODING": "ascii"})
    assert done.returncode == 1, done.stderr
    assert "LMB201" in done.stdout


def test_a_reader_that_leaves_is_no_error(project: Path) -> None:
    for number in range(60):
        (project / "src" / f"app_{number}.py").write_text(BEFORE)
    piped = f"{sys.executable} -P -m lambdafix | head -n 1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", piped], cwd=project, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    assert done.stdout.splitlines()[-1] in ("141", "1")


def test_ctrl_c_is_one_line(project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupt(_: list[str]) -> int:
        signal.raise_signal(signal.SIGINT)
        return 0

    monkeypatch.setattr(cli, "_dispatch", interrupt)
    # a shell's background job, which a run of the tests may be, ignores the signal
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        assert cli.main([]) == 130
    finally:
        signal.signal(signal.SIGINT, before)
    assert capsys.readouterr().err == "lambdafix: interrupted\n"


def test_the_version_is_the_packages() -> None:
    settings = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())
    assert settings["tool"]["hatch"]["version"]["path"] == "lambdafix/__init__.py"
    assert "version" in settings["project"]["dynamic"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["pull-request"], "pull-request: no such file or directory, and no command; lambdafix pr opens one"),
        (["reveiw"], "no command; did you mean 'review'?"),
        (["nothing"], "the commands are fix, review, pr, handlers, checklist, rule, undo, baseline"),
        (["nothing.py"], "nothing.py: no such file or directory\n"),
        (["--color"], "unknown option --color; colours go to a terminal only"),
        (["undo", "--color=always"], "unknown option --color; colours go to a terminal only"),
        (["--fix"], "unknown option --fix; lambdafix fix applies the fixes"),
        (["fix", "--ouput-format", "json"], "did you mean '--output-format'?"),
        (["handlers", "--select", "LMB1"], "unknown option --select; lambdafix has it, lambdafix handlers does not"),
        (["baseline", "src"], "lambdafix baseline takes no argument 'src'"),
        (["--frobnicate"], "unknown option --frobnicate; lambdafix --help lists them all"),
    ],
)
def test_an_unknown_word_is_told_from_its_neighbours(project: Path, arguments: list[str], words: str) -> None:
    done = lambdafix(project, *arguments)
    assert (done.status, done.stdout) == (2, "")
    assert words in done.stderr


def test_verbose_lists_what_was_left_out_and_why(project: Path) -> None:
    (project / "legacy").mkdir()
    (project / "legacy" / "old.py").write_text("x = 1\n")
    (project / "node_modules" / "gyp").mkdir(parents=True)
    (project / "node_modules" / "gyp" / "gyp.py").write_text("x = 1\n")
    (project / ".gitignore").write_text("made_*.py\n")
    (project / "made_here.py").write_text("x = 1\n")
    quiet, verbose = (lambdafix(project, "--exclude", "legacy/", *more).stdout for more in ([], ["-v"]))
    assert "legacy/old.py" not in quiet
    assert "Left out\n  node_modules: vendored: a copy of somebody else's package\n" in verbose
    assert "  legacy/old.py: excluded by the configuration\n" in verbose
    assert "made_here.py" not in quiet
    assert "  made_here.py: ignored by git's rules, and so not looked at\n" in verbose


@pytest.mark.parametrize(
    ("setting", "status", "words"),
    [
        ('select = ["LMB2", "ACM101"]', 1, "lambdafix.toml:1: select: ACM101 is a codemod that is not loaded here"),
        ('ignore = ["ACM"]', 1, "lambdafix.toml:1: ignore: ACM is a codemod that is not loaded here"),
        ('select = ["LMB999"]', 2, "no rule is called 'LMB999'"),
        ('select = ["client-in-handlr"]', 2, "did you mean 'client-in-handler'?"),
    ],
)
def test_a_codemod_that_is_not_here_is_a_warning(project: Path, setting: str, status: int, words: str) -> None:
    (project / "lambdafix.toml").write_text(setting + "\n")
    done = lambdafix(project)
    assert done.status == status, done.stderr
    assert words in " ".join((done.stdout + done.stderr).split())
    typed = lambdafix(project, "--isolated", "--select", "ACM101")
    assert (typed.status, "no rule is called 'ACM101'" in typed.stderr) == (2, True)
