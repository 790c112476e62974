"""A rule's page: prose set to the width, code as it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from lambdafix.errors import UsageError
from lambdafix.report import rule

DOC = '''\
from lambdafix.codemod import Codemod


class Rule(Codemod):
    """The fault in one line.

    What it does
    ------------
    A sentence that is broken
    over two lines.

    A second paragraph.

    Example
    -------
        import os


        x = {'a': 1,
             'b': 2}

    Use instead

    ```python
    y = 1
    ```

    References
    ----------
    - one
      goes on
    - two
    """

    code = "ACM101"
    name = "a-fault"
    selected_by_default = False
'''
PAGE = """\
ACM101 a-fault  off unless selected
The fault in one line.

What it does
A sentence that is broken over two lines.

A second paragraph.

Example
    import os


    x = {'a': 1,
         'b': 2}

Use instead
    y = 1

References
- one goes on
- two
"""


@pytest.fixture
def folder(tmp_path: Path) -> str:
    (tmp_path / "a_fault.py").write_text(DOC)
    return str(tmp_path)


@pytest.mark.parametrize("wanted", ["ACM101", "a-fault"])
def test_the_page_whole(folder: str, wanted: str, capsys: pytest.CaptureFixture[str]) -> None:
    rule.write(wanted, False, [folder])
    assert [line.rstrip() for line in capsys.readouterr().out.splitlines()] == PAGE.splitlines()


def test_the_list_marks_what_is_off(folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    rule.write(None, True, [folder])
    (line,) = [line for line in capsys.readouterr().out.splitlines() if line.startswith("ACM101")]
    assert line.split(maxsplit=2)[1:] == ["a-fault", "The fault in one line (off unless selected)"]


def test_an_unknown_rule_suggests_one(folder: str) -> None:
    with pytest.raises(UsageError, match=r"no rule is called 'a-falt'; did you mean 'a-fault'\?; lambdafix rule --all"):
        rule.write("a-falt", False, [folder])
