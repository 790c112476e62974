"""`[tool.lambdafix]`: where it is found, how layers overlay, and what a mistake says."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from lambdafix.settings.config import (
    Config,
    Selection,
    anchored,
    load,
    specificity,
)
from lambdafix.settings.file import ConfigError, TableKey, find_file, line_of

EVERYTHING = """\
[tool.lambdafix]
select = ["LMB1"]
extend-select = ["LMB402"]
ignore = ["in-memory-counter"]
fixable = ["ALL"]
unfixable = ["LMB2"]
exclude = ["old/"]
extend-exclude = ["*_pb2.py"]
unsafe-fixes = true
output-format = "json"
verify = "pytest -q 'tests/a b'"
files = "request-id"
counter-table = "counters"
secrets = "parameter-store"

[tool.lambdafix.per-file-ignores]
"tests/**" = ["LMB2"]

[tool.lambdafix.tables]
Users = "user_id"
Orders = { partition = "customer", sort = "placed_at" }
"""


def settings(folder: Path, text: str = "", name: str = "pyproject.toml", **flags: object) -> Config:
    (folder / name).write_text(text)
    return load(folder, folder, {key.replace("_", "-"): value for key, value in flags.items()})


def test_every_setting_is_read(tmp_path: Path) -> None:
    assert settings(tmp_path, EVERYTHING) == Config(
        selection=(Selection(("LMB1",), ("LMB402",), ("in-memory-counter",)),),
        fixable=("ALL",),
        unfixable=("LMB2",),
        per_file_ignores=(("tests/**", ("LMB2",)),),
        exclude=("old/", "*_pb2.py"),
        unsafe_fixes=True,
        output_format="json",
        verify=("pytest", "-q", "tests/a b"),
        files="request-id",
        counter_table="counters",
        secrets="parameter-store",
        tables=(TableKey("Users", "user_id"), TableKey("Orders", "customer", "placed_at")),
        source=str(tmp_path / "pyproject.toml"),
    )


def test_it_travels_to_another_process(tmp_path: Path) -> None:
    config = settings(tmp_path, EVERYTHING)
    assert pickle.loads(pickle.dumps(config)) == config
    assert hash(config) == hash(settings(tmp_path, EVERYTHING))


def test_lambdafix_toml_needs_no_table_and_comes_first(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.lambdafix]\nfiles = "directory"\n')
    assert settings(tmp_path, 'files = "request-id"\n', "lambdafix.toml").files == "request-id"


def test_nearest_file_with_the_table_is_found(tmp_path: Path) -> None:
    inner = tmp_path / "services" / "orders"
    inner.mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_text("[tool.lambdafix]\n")
    (inner / "pyproject.toml").write_text("[project]\nname = 'orders'\n")
    assert find_file(inner, tmp_path) == tmp_path / "pyproject.toml"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tool.lambdafix.files = 'directory'\n", True),
        ("[tool]\nlambdafix = {}\n", True),
        ("[dependency-groups]\ndev = ['lambdafix']\n", False),
        ("[tool.other]\n", False),
    ],
)
def test_what_counts_as_a_table(tmp_path: Path, text: str, expected: bool) -> None:
    (tmp_path / "pyproject.toml").write_text(text)
    assert (find_file(tmp_path, tmp_path) is not None) is expected


def test_patterns_of_a_folder_with_special_characters_stay_in_it(tmp_path: Path) -> None:
    inner = tmp_path / "a[1]*"
    inner.mkdir()
    (inner / "lambdafix.toml").write_text('per-file-ignores = { "*.py" = ["LMB2"] }\n')
    config = load(inner, tmp_path, {})
    assert config.ignores("a[1]*/app.py", "LMB201", "client-in-handler")
    assert not config.ignores("a1b/app.py", "LMB201", "client-in-handler")


def test_nothing_above_the_root_is_read(tmp_path: Path) -> None:
    root = tmp_path / "checkout"
    root.mkdir()
    (tmp_path / "pyproject.toml").write_text("[tool.lambdafix]\n")
    assert find_file(root, root) is None


def test_isolated_reads_no_file(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.lambdafix]\nnonsense = 1\n")
    assert load(tmp_path, tmp_path, {}, isolated=True) == Config()


def test_flags_replace_values_and_add_to_lists(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    config = settings(tmp_path, EVERYTHING, unsafe_fixes=False, extend_exclude=["new/"], ignore=["LMB101"])
    assert not config.unsafe_fixes
    assert config.exclude == ("old/", "*_pb2.py", "new/")
    assert config.selection[-1] == Selection(ignore=("LMB101",))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[tool.lambdafix]\nselct = []\n", "pyproject.toml:2: selct: no such setting; did you mean 'select'?"),
        (
            '[tool.lambdafix]\n\nfiles = "directry"\n',
            ':3: files: "directry" is none of directory, request-id; did you mean',
        ),
        ('[tool.lambdafix]\nselect = "LMB1"\n', ':2: select: wants a list of strings, not "LMB1"'),
        ("[tool.lambdafix]\nselect = [1]\n", ":2: select: wants a list of strings, not [1]"),
        ("[tool.lambdafix]\nunsafe-fixes = 1\n", ":2: unsafe-fixes: wants true or false, not 1"),
        ("[tool.lambdafix]\ncounter-table = true\n", ":2: counter-table: wants a string, not true"),
        ("[tool.lambdafix]\nper-file-ignores = []\n", ":2: per-file-ignores: wants a table"),
        ('[tool.lambdafix.tables]\nT = { sort = "s" }\n', ":1: tables: T wants"),
        ("[tool.lambdafix.nonsense]\nx = 1\n", ":1: nonsense: no such setting"),
        ("[tool.lambdafix\n", "pyproject.toml:1: not valid TOML"),
        ("[tool]\nlambdafix = 3\n", "must be a table"),
    ],
)
def test_a_mistake_names_file_line_and_key(tmp_path: Path, text: str, expected: str) -> None:
    (tmp_path / "pyproject.toml").write_text(text)
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, tmp_path, {}, explicit=tmp_path / "pyproject.toml")
    assert expected in str(caught.value)


def test_a_mistake_in_a_flag_names_the_flag(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"--output-format: \"jsn\" is none of .*; did you mean 'json'"):
        settings(tmp_path, output_format="jsn")


def test_a_missing_explicit_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"no\.toml: cannot be read: No such file"):
        load(tmp_path, tmp_path, {}, explicit=tmp_path / "no.toml")


def test_line_of_a_value_in_a_list_over_several_lines(tmp_path: Path) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_text('[tool.other]\nselect = ["LMB9"]\n[tool.lambdafix]\nselect = [\n  "LMB1",\n  "LMB9",\n]\n')
    assert line_of(path, "select", "LMB9") == 6
    assert line_of(path, "ignore", "LMB9") == 0


def test_patterns_count_from_the_folder_of_their_file(tmp_path: Path) -> None:
    inner = tmp_path / "services"
    inner.mkdir()
    (inner / "pyproject.toml").write_text('[tool.lambdafix]\nexclude = ["old", "/a.py", "b/c.py"]\n')
    assert load(inner, tmp_path, {}).exclude == ("/services/**/old", "/services/a.py", "/services/b/c.py")


@pytest.mark.parametrize(
    ("pattern", "expected"), [("!x.py", "!/sub/**/x.py"), ("dir/", "/sub/**/dir/"), ("/a", "/sub/a")]
)
def test_anchored(pattern: str, expected: str) -> None:
    assert anchored(pattern, "sub/") == expected
    assert anchored(pattern, "") == pattern


def test_the_projects_own_codemods_wait_for_consent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    text = '[tool.lambdafix]\ncodemods = ["tools/mods"]\n'
    folder = str(tmp_path / "tools/mods")
    found = settings(tmp_path, text)
    assert (found.codemods, found.offered_codemods) == ((), (folder,))
    named = load(tmp_path, tmp_path, {}, explicit=tmp_path / "pyproject.toml")
    assert (named.codemods, named.offered_codemods) == ((folder,), ())
    flagged = settings(tmp_path, text, codemods=["tools/mods"])
    assert (flagged.codemods, flagged.offered_codemods) == ((folder,), ())


@pytest.mark.parametrize(
    ("selectors", "expected"),
    [
        (("LMB201",), 6),
        (("LMB2",), 4),
        (("client-in-handler",), 7),
        (("ALL",), 0),
        (("LMB3", "client"), -1),
        ((), -1),
    ],
)
def test_specificity(selectors: tuple[str, ...], expected: int) -> None:
    assert specificity(selectors, "LMB201", "client-in-handler") == expected


def test_the_more_specific_of_fixable_and_unfixable_wins() -> None:
    config = Config(fixable=("ALL", "LMB201"), unfixable=("LMB2",))
    assert config.may_fix("LMB201", "client-in-handler")
    assert not config.may_fix("LMB202", "connection-in-handler")
    assert config.may_fix("LMB101", "mutable-module-state")


@pytest.mark.parametrize(
    ("path", "expected"), [("tests/unit/test_a.py", True), ("src/tests/test_a.py", False), ("src/app.py", False)]
)
def test_per_file_ignores(path: str, expected: bool) -> None:
    config = Config(per_file_ignores=(("tests/**", ("LMB2",)),))
    assert config.ignores(path, "LMB201", "client-in-handler") is expected
    assert not config.ignores(path, "LMB101", "mutable-module-state")
