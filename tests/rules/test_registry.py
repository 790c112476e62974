"""Codemods from every place they may come from, and what is said of one that cannot be used."""

from __future__ import annotations

import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from lambdafix.codemod import HEADINGS
from lambdafix.rules import registry, table
from lambdafix.rules.registry import CodemodError, Registry
from lambdafix.settings.config import Config, Selection, load
from lambdafix.settings.file import ConfigError

DOC = "\n\n".join(f"    {heading}\n\n    Words about it." for heading in HEADINGS)


def codemod(code: str = "ACM101", name: str = "a-fault", doc: str = DOC, extra: str = "") -> str:
    return f'''\
import re
from dataclasses import dataclass
from lambdafix.codemod import Codemod


@dataclass(frozen=True)
class Plan:
    row: int


class Rule(Codemod[Plan]):
    """The fault in one line.

{doc}
    """

    code = "{code}"
    name = "{name}"
    remedy = "Mend it"
    evidence = re.compile(rb"boto3")
{extra}
'''


def folder_with(tmp_path: Path, *texts: str) -> str:
    for number, text in enumerate(texts):
        (tmp_path / f"rule_{number}.py").write_text(text)
    return str(tmp_path)


def own(tmp_path: Path) -> Registry:
    """Only what a user's folder holds: bundled rules come and go, these stay."""
    texts = [
        codemod("ACM101", "first-fault"),
        codemod("ACM102", "second-fault"),
        codemod("ACM201", "third-fault", extra="    selected_by_default = False"),
    ]
    loaded = registry.load([folder_with(tmp_path, *texts)])
    return Registry(codemod for code, codemod in loaded.items() if code.startswith("ACM"))


def test_bundled_rules_load() -> None:
    assert set(registry.load()) == {rule.code for rule in table.read([table.bundled_folder()])}


def test_a_folder_is_loaded_beside_the_bundled_rules(tmp_path: Path) -> None:
    loaded = registry.load([folder_with(tmp_path, codemod())])
    assert loaded["ACM101"].name == "a-fault"
    assert set(registry.load()) < set(loaded)


def test_what_a_codemod_defines_can_be_pickled(tmp_path: Path) -> None:
    loaded = registry.load([folder_with(tmp_path, codemod())])["ACM101"]
    plan = sys.modules[type(loaded).__module__].Plan(3)
    assert pickle.loads(pickle.dumps(plan)) == plan


def test_files_with_an_underscore_are_helpers_and_not_loaded(tmp_path: Path) -> None:
    (tmp_path / "_shared.py").write_text("raise RuntimeError")
    assert "ACM101" in registry.load([folder_with(tmp_path, codemod())])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (codemod(code="ACME1"), "the code 'ACME1' is not three capital letters and three digits"),
        (codemod(name="Not kebab"), "ACM101's name 'Not kebab' is not in kebab case"),
        (codemod(extra='    evidence = "boto3"'), "ACM101's evidence is not a compiled pattern of bytes"),
        (codemod(extra="    remedy = ''\n    def fix(self, plan, module, patch): ..."), "has a fix and no remedy"),
        (codemod(doc="    What it does\n\n    Too little."), "docstring has no heading 'Why it is bad', 'Example'"),
        ("import nonexistent_module_of_acme\n", "cannot be imported: ModuleNotFoundError"),
        ("def broken(:\n", "cannot be imported: SyntaxError"),
        ("x = 1\n", "defines no subclass of Codemod with a code"),
    ],
)
def test_a_faulty_codemod_is_named(tmp_path: Path, text: str, expected: str) -> None:
    folder = folder_with(tmp_path, text)
    with pytest.raises(CodemodError) as caught:
        registry.load([folder])
    assert str(caught.value).startswith(f"{folder}/rule_0.py: ")
    assert expected in str(caught.value)


@pytest.mark.parametrize("twin", [codemod(name="another"), codemod(code="ACM102")], ids=["code", "name"])
def test_a_code_or_name_is_taken_once(tmp_path: Path, twin: str) -> None:
    folder = folder_with(tmp_path, codemod(), twin)
    with pytest.raises(CodemodError, match=r"rule_1\.py: (ACM101|a-fault) is taken by .*rule_0\.py"):
        registry.load([folder])


def test_a_missing_folder_is_named() -> None:
    with pytest.raises(CodemodError, match="nowhere: no such folder of codemods"):
        registry.load(["nowhere"])


def test_an_installed_package_offers_codemods(tmp_path: Path) -> None:
    (tmp_path / "acme_rules.py").write_text(codemod())
    info = tmp_path / "acme_rules-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-rules\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[lambdafix.codemods]\nacme = acme_rules\n")
    code = "from lambdafix.rules import registry; print('ACM101' in registry.load())"
    done = subprocess.run(
        [sys.executable, "-c", code], env={"PYTHONPATH": str(tmp_path)}, capture_output=True, text=True, check=False
    )
    assert done.stdout == "True\n", done.stderr


@pytest.mark.parametrize(
    ("layers", "expected"),
    [
        ([], ["ACM101", "ACM102"]),
        ([Selection(select=("ALL",))], ["ACM101", "ACM102", "ACM201"]),
        ([Selection(select=("ACM1",))], ["ACM101", "ACM102"]),
        ([Selection(select=("ACM1",), ignore=("ACM102",))], ["ACM101"]),
        ([Selection(select=("ALL",), ignore=("ACM1",), extend_select=("ACM101",))], ["ACM101", "ACM201"]),
        ([Selection(extend_select=("third-fault",))], ["ACM101", "ACM102", "ACM201"]),
        ([Selection(ignore=("first-fault",))], ["ACM102"]),
        ([Selection(ignore=("ACM101",)), Selection(select=("ACM1",))], ["ACM101", "ACM102"]),
        ([Selection(ignore=("ACM101",)), Selection(extend_select=("ACM2",))], ["ACM102", "ACM201"]),
        ([Selection(ignore=("ACM101",)), Selection(extend_select=("ACM101",))], ["ACM101", "ACM102"]),
        ([Selection(select=())], []),
    ],
)
def test_selection(tmp_path: Path, layers: list[Selection], expected: list[str]) -> None:
    chosen = own(tmp_path).select(Config(selection=tuple(layers)))
    assert [codemod.code for codemod in chosen] == expected


def test_an_unknown_selector_names_its_line_and_the_nearest_rule(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.lambdafix]\nselect = [\n  "ACM1",\n  "first-falt",\n]\n')
    config = load(tmp_path, tmp_path, {})
    with pytest.raises(ConfigError) as caught:
        own(tmp_path).select(config)
    expected = "pyproject.toml:4: select: no rule is called 'first-falt'; did you mean 'first-fault'?"
    assert str(caught.value).endswith(expected)


def test_an_unknown_selector_in_a_flag_names_the_flag(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="--unfixable: no rule is called 'ACM109'"):
        own(tmp_path).select(Config(unfixable=("ACM109",)))


def test_an_unknown_code_may_belong_to_codemods_that_wait_for_consent(tmp_path: Path) -> None:
    config = Config(selection=(Selection(select=("XYZ101",)),), offered_codemods=("tools/mods",))
    with pytest.raises(ConfigError, match="run only with --codemods tools/mods"):
        own(tmp_path).select(config)


def test_rules_are_read_without_running_their_files(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, codemod() + "\nraise SystemExit('ran')\n")
    (rule,) = table.read([Path(folder)])
    assert (rule.code, rule.name, rule.selected_by_default) == ("ACM101", "a-fault", True)
    assert table.read([Path(folder)], mentioning="ACM102") == []


def test_sections() -> None:
    doc = "Summary.\n\nWhat it does\n------------\nOne.\n\n    What it does\n\nExample\n\n```python\nx\n---\n```\n"
    assert table.sections(doc) == [
        ("", "Summary."),
        ("What it does", "One.\n\n    What it does"),
        ("Example", "```python\nx\n---\n```"),
    ]
