"""What the second run of CI installs is what `pyproject.toml` promises to work with."""

from __future__ import annotations

from importlib.metadata import requires

from packaging.requirements import Requirement

from lowest_versions import PROJECT, constraints

EXAMPLE = """
[project]
dependencies = ["a>=1.2,<3", "b[c]>=4; python_version > '3.9'"]
[project.optional-dependencies]
dev = ["d", "e==5"]
"""


def test_a_lower_bound_is_a_pin() -> None:
    assert list(constraints(EXAMPLE)) == ["a==1.2", 'b==4; python_version > "3.9"']


def test_all_that_is_installed_with_lambdafix_has_one() -> None:
    pinned = {line.partition("==")[0] for line in constraints(PROJECT.read_text(encoding="utf-8"))}
    required = [Requirement(line) for line in requires("lambdafix") or ()]
    assert required
    assert {one.name for one in required if "extra" not in str(one.marker)} <= pinned
