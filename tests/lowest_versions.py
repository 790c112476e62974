"""The lowest versions that `pyproject.toml` allows, as a pip constraints file: `python tests/lowest_versions.py`."""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from packaging.requirements import Requirement

PROJECT = Path(__file__).parents[1] / "pyproject.toml"


def constraints(project: str) -> Iterator[str]:
    """One line for each requirement with a lower bound, those of every extra among them."""
    table = tomllib.loads(project)["project"]
    for line in chain(table["dependencies"], *table["optional-dependencies"].values()):
        requirement = Requirement(line)
        for bound in requirement.specifier:
            if bound.operator == ">=":
                marker = f"; {requirement.marker}" if requirement.marker else ""
                yield f"{requirement.name}=={bound.version}{marker}"


if __name__ == "__main__":
    sys.stdout.write("".join(f"{line}\n" for line in dict.fromkeys(constraints(PROJECT.read_text(encoding="utf-8")))))
