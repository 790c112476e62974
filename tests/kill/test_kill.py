"""Nothing is lost, torn or in the way after `kill -9` at a random moment of any command that writes.

LAMBDAFIX_KILLS sets how many, 200 without it; by hand: `LAMBDAFIX_KILLS=2000 pytest tests/kill -n 2`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

KILLS = int(os.environ.get("LAMBDAFIX_KILLS", "200"))
SEED = int(os.environ.get("LAMBDAFIX_KILL_SEED", "0"))
SHARES = {"fix": 0.35, "undo": 0.25, "commit": 0.2, "review": 0.1, "verify": 0.1}
AT_ONCE = 20
"""Kills of one test, so that several processes share them evenly."""


def parts() -> list[tuple[str, int, int]]:
    """(verb, how many kills, a seed of their own)"""
    found = []
    for verb, share in SHARES.items():
        kills = max(1, round(KILLS * share))
        found += [(verb, min(AT_ONCE, kills - start), SEED * 1_000_000 + start) for start in range(0, kills, AT_ONCE)]
    return found


@pytest.mark.parametrize(("verb", "kills", "seed"), parts())
def test_a_kill_at_a_random_moment(
    verb: str, kills: int, seed: int, record_property: Callable[[str, object], None]
) -> None:
    script = Path(__file__).with_name("kills.py")

    run = subprocess.run(
        [sys.executable, str(script), "--verb", verb, "--kills", str(kills), "--seed", str(seed)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode == 0, run.stderr
    counts = json.loads(run.stdout)
    record_property("counts", counts)
    assert counts["killed"] == kills
