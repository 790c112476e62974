"""What a review could not look at is in its summary, and a rule that crashes is no health."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.checkout import Checkout
from support.projects import HEALTHY, REPAIRED
from support.terminal import Terminal

SOUND = Path(__file__).parents[1] / "data/codemods/event_in_log.py"


@pytest.fixture
def rules(tmp_path: Path) -> str:
    (tmp_path / "rules").mkdir()
    crashing = SOUND.read_text().replace("        message =", "        assert False\n        message =")
    (tmp_path / "rules/crashing.py").write_text(crashing.replace("    evidence =", "    # evidence ="))
    return str(tmp_path / "rules")


def reviewed(project: Checkout, keys: str, *arguments: str) -> tuple[int, str]:
    program = ("-m", "lambdafix", "review", "--plain", *arguments)
    terminal = Terminal(project.root, program=program, size=(160, 60))
    for key in keys:
        terminal.press(key)
    return terminal.end(), terminal.text


def test_a_rule_that_crashes_is_told_and_ends_with_2(checkout: Checkout, rules: str) -> None:
    checkout.commit({"app.py": HEALTHY})

    status, text = reviewed(checkout, "yq", "--codemods", rules)

    assert status == 2
    assert checkout.read("app.py") == REPAIRED, text
    assert "1 file was not wholly analysed, for the reasons under Skipped.\nSkipped\n  app.py: ACM101 crashed: " in text
    assert "please report this line to those who maintain ACM101" in text


def test_a_file_that_cannot_be_read_is_told(checkout: Checkout) -> None:
    checkout.commit({"app.py": HEALTHY, "broken.py": b"import boto3\n(\n"})

    status, text = reviewed(checkout, "yq")

    assert status == 0
    assert "1 file was not analysed, for the reasons under Skipped.\nSkipped\n  broken.py:2: syntax error" in text


def test_a_file_that_was_named_and_cannot_be_read_ends_with_2(checkout: Checkout) -> None:
    checkout.commit({"broken.py": b"import boto3\n(\n"})

    status, text = reviewed(checkout, "", "broken.py")

    assert status == 2
    assert "Nothing to review." in text
    assert "lambdafix: error: broken.py:2: syntax error" in text
