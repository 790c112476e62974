"""A bounded search for programs that a safe fix breaks; `search.py` looks further, by hand."""

from __future__ import annotations

import os

import pytest

from soundness.fragments import FAMILIES, Composed, Family
from soundness.judging import Judge, difference
from soundness.search import search

SECONDS = float(os.environ.get("LAMBDAFIX_SOUNDNESS_SECONDS", "20"))
"""How long the search lasts; `.ci/run` says a minute."""


def test_no_safe_fix_breaks_a_composed_program() -> None:
    counts, failures = search(
        count=1_000_000, seed=int(os.environ.get("LAMBDAFIX_SOUNDNESS_SEED", "1")), seconds=SECONDS
    )

    assert not failures, "\n".join(f"{program.choices}: {fault}" for program, fault in failures)
    assert counts["kept"], "some programs must have been repaired"


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: str(family.name))
def test_the_plainest_program_of_a_family_runs_and_is_read(family: Family) -> None:
    plainest = Composed(family, {slot: next(iter(options)) for slot, options in family.slots.items()})

    assert Judge().fault(plainest.files) in ("", None)


CACHED = """
from functools import cache

last = {}


@cache
def first():
    return last["event"]["region"]


def handler(event, context):
    last["event"] = event
    return first()
"""


def test_the_judge_sees_what_a_wrong_repair_breaks() -> None:
    before = {"app.py": "def handler(event, context):\n    return event['region']\n"}

    assert "call 2 of a warm process" in difference(before, {"app.py": CACHED})
    assert "a fresh process answers" in difference(before, {"app.py": "def handler(event, context):\n    return 1\n"})
    assert difference(before, before) == ""
