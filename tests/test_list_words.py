"""What users read is written for somebody who has not seen the code."""

from __future__ import annotations

import re
from pathlib import Path

from list_words import said

JARGON = re.compile(
    r"\b(hoist\w*|leftovers?|no literal|escapes|AST|nodes?|canonical|handed on|hands on|out of sight"
    r"|(made|begins?) anew|by hand)\b"
)
"""Words that only the code explains, or that say nothing of what to do."""
SOURCE = '''
KEEP_REMEDY = "keep it"


def refuse(flag):
    """A docstring is not for users."""
    if flag:
        return Refusal(f"`{flag}` is gone", "look " "for it")
    notes.add(doubt="it may come back" if flag else "it may not")
    yield "so it may be read by somebody"
    names = "one two three four five".split()
'''


def test_every_text_is_found_and_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "lambdafix" / "families" / "rule.py"
    file.parent.mkdir(parents=True)
    file.write_text(SOURCE)

    assert [(one.row, one.kind, one.text) for one in said(tmp_path)] == [
        (2, "remedy", "keep it"),
        (8, "reason", "`{…}` is gone"),
        (8, "remedy", "look for it"),
        (9, "doubt", "it may come back"),
        (9, "doubt", "it may not"),
        (10, "text", "so it may be read by somebody"),
    ]


def test_they_are_all_there() -> None:
    texts = {one.text for one in said()}
    assert "it has uncommitted changes" in texts
    assert "the session is passed to other code, which may change it" in texts
    assert len(texts) > 250


def test_none_needs_the_source_to_be_understood() -> None:
    cryptic = [one for one in said() if one.kind != "text" and JARGON.search(one.text)]
    assert not cryptic
