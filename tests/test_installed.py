"""What is tested is what users install: the built wheel."""

from __future__ import annotations

import json
from importlib.metadata import distribution
from pathlib import Path

import lambdafix
from lambdafix.rules import table
from support.case import CORPUS
from support.servers import absent


def test_the_wheel_is_what_is_tested() -> None:
    installed = distribution("lambdafix")
    origin = json.loads(installed.read_text("direct_url.json") or "{}")
    if origin.get("dir_info", {}).get("editable"):
        absent("an editable installation is being tested: pip install '.[dev]' tests the wheel")
    package = Path(lambdafix.__file__).parent
    assert not package.is_relative_to(CORPUS.parent) or ".venv" in package.parts
    assert table.bundled_folder() == package / "codemods"
    checkout = sorted(path.name for path in (CORPUS.parent / "codemods").glob("*.py"))
    assert sorted(path.name for path in table.bundled_folder().glob("*.py")) == checkout
