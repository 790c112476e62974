"""The GitHub Action and the GitLab template: their scripts are run as a runner would run them."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parent.parent
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
GITLAB: dict[str, Any] = yaml.safe_load((ROOT / "docs/lambdafix.gitlab-ci.yml").read_text("utf-8"))
SAYS_ITS_ARGUMENTS = '#!/usr/bin/env bash\nprintf \'%s\\n\' "${0##*/}" "$@" >>"$RUNNER_TEMP/calls"\n'


def step(name: str) -> dict[str, Any]:
    (found,) = [one for one in ACTION["runs"]["steps"] if one.get("name") == name]
    return dict(found)


def run(script: str, folder: Path, **variables: str) -> list[str]:
    """The commands that a step's script runs, each with its arguments, when all of them only say so."""
    programs = folder / "lambdafix/bin"
    programs.mkdir(parents=True)
    for program in (programs / "lambdafix", programs / "pip", folder / "python", folder / "lambdafix.sh"):
        program.write_text(SAYS_ITS_ARGUMENTS)
        program.chmod(0o755)
    environment = {"PATH": f"{folder}:{os.environ['PATH']}", "RUNNER_TEMP": str(folder), **variables}
    subprocess.run(["bash", "-e", "-o", "pipefail", "-c", script], env=environment, check=True)
    return (folder / "calls").read_text().splitlines()


@pytest.mark.parametrize(
    ("name", "given", "called"),
    [
        ("Annotate what is found", "", ["lambdafix", "--output-format", "github"]),
        (
            "Annotate what is found",
            "src --select LMB2",
            ["lambdafix", "--output-format", "github", "src", "--select", "LMB2"],
        ),
        ("Propose the safe fixes", "--labels bot", ["lambdafix", "pr", "--labels", "bot"]),
        ("Propose the safe fixes", "$(touch /oops); `id`", ["lambdafix", "pr", "$(touch", "/oops);", "`id`"]),
    ],
)
def test_a_step_of_the_action(tmp_path: Path, name: str, given: str, called: list[str]) -> None:
    assert run(step(name)["run"], tmp_path, ARGUMENTS=given) == called
    assert not Path("/oops").exists()


def test_the_action_installs_itself(tmp_path: Path) -> None:
    calls = run(step("Install the version that this action is")["run"], tmp_path, SOURCE="/actions/lambdafix")

    assert calls[-3:] == ["install", "--quiet", "/actions/lambdafix[pr]"]


def test_the_action_hands_every_input_on_as_a_variable() -> None:
    """An input that stood in a script would be run as a part of it."""
    for one in ACTION["runs"]["steps"]:
        assert "${{" not in one.get("run", "")
    used = (ROOT / "action.yml").read_text("utf-8")
    assert all(f"inputs.{name}" in used for name in ACTION["inputs"])


def test_the_jobs_on_gitlab_give_arguments_that_are_accepted() -> None:
    from lambdafix.command import arguments

    for job in ("lambdafix", "lambdafix merge request"):
        for line in GITLAB[job]["script"]:
            if line.startswith("lambdafix"):
                assert arguments.parse(line.split()[1:]) is not None
