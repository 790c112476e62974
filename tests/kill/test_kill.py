"""Nothing is lost, torn or in the way after `kill -9` at a random moment of any verb that writes.

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
SEED = os.environ.get("LAMBDAFIX_KILL_SEED", "0")
SHARES = {"fix": 0.35, "undo": 0.25, "commit": 0.2, "review": 0.1, "verify": 0.1}


@pytest.mark.parametrize("verb", SHARES)
def test_a_kill_at_a_random_moment(verb: str, record_property: Callable[[str, object], None]) -> None:
    kills = max(1, round(KILLS * SHARES[verb]))
    script = Path(__file__).with_name("kills.py")

    run = subprocess.run(
        [sys.executable, str(script), "--verb", verb, "--kills", str(kills), "--seed", SEED],
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode == 0, run.stderr
    counts = json.loads(run.stdout)
    record_property("counts", counts)
    assert counts["killed"] == kills
