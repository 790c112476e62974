"""Files that are not analysed are searched for what uses a name; what is not searched may use it."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from lambdafix.analysis.program import outsiders
from lambdafix.analysis.program.outsiders import Outsiders
from lambdafix.analysis.values.tested import member_named

MEMBER = member_named("app", "results")


def written(root: Path, **files: str) -> Outsiders:
    for name, text in files.items():
        (root / name).write_text(text)
    return Outsiders(root, tuple(files))


def test_who_uses_the_name_is_found(tmp_path: Path) -> None:
    found = written(tmp_path, other="import os", script="#!/usr/bin/env python3\nfrom app import results\n")

    assert found.naming("app", "results", MEMBER) == "script"
    assert found.naming("app", "others", member_named("app", "others")) == ""


def test_what_is_not_there_and_a_folder_hold_nothing(tmp_path: Path) -> None:
    (tmp_path / "submodule").mkdir()
    (tmp_path / "link").symlink_to("nowhere")

    assert Outsiders(tmp_path, ("submodule", "link", "gone")).naming("app", "results", MEMBER) == ""


def test_what_is_no_file_may_use_anything(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    assert Outsiders(tmp_path, ("pipe",)).naming("app", "results", MEMBER) == "pipe"


def test_what_is_beyond_the_limit_may_use_anything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outsiders, "MAX_FILES", 1)

    assert written(tmp_path, first="", second="").naming("app", "results", MEMBER) == "second"


def test_a_file_name_is_no_pattern() -> None:
    assert isinstance(member_named("app (1)+[", "results"), re.Pattern)


def test_what_an_import_may_mean_is_found_by_its_text(tmp_path: Path) -> None:
    (tmp_path / "lib" / "regions").mkdir(parents=True)
    (tmp_path / "lib" / "regions" / "__init__.py").write_text("os.environ['A'] = '1'\n")
    (tmp_path / "other.py").write_text("os.environ.get('A')\n")
    found = Outsiders(tmp_path, ("lib/regions/__init__.py", "other.py", "regions.txt"))

    assert found.imported_as(["os", "regions"], re.compile(rb"environ\['A'\] =")) == "lib/regions/__init__.py"
    assert found.imported_as(["other"], re.compile(rb"environ\['A'\] =")) == ""
    assert found.searched
