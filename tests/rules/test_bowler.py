"""A team's Bowler queries as codemods: real queries, and all that a rewrite is held to."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

from support.command import Finished, lambdafix
from support.servers import absent

QUERIES = '''\
from bowler import Query


def rename():
    """`load_data` is called `read_data` now."""
    return Query().select_function("load_data").rename("read_data")


def only_handlers():
    query = Query(filename_matcher=lambda path: path.endswith("handler.py"))
    return query.select_function("load_data").rename("read_data")


def hides():
    return Query().select_function("load_data").rename("client")


def never_done():
    def grow(node, capture, filename):
        for leaf in node.leaves():
            if leaf.value.startswith("load_data"):
                leaf.value += "_"

    return Query().select_root().modify(grow)


def fails():
    raise LookupError("no such table")


def no_query():
    return "load_data"
'''
HANDLER = """\
import boto3

client = boto3.client("s3")


def load_data( key ):  # odd spacing stays
    return client.get_object(Bucket="b", Key=key)


def handler(event, context):
    return load_data(event["key"])
"""
TEST = "from handler import load_data\n\n\ndef test_it():\n    assert load_data(1)\n"
TOOL = "from handler import load_data\n\nprint(load_data(1))\n"
MATCH = "from handler import load_data\n\n\ndef pick(x):\n    match x:\n        case 1:\n            return load_data\n"

pytestmark = pytest.mark.usefixtures("bowler")


@pytest.fixture(scope="module")
def bowler() -> None:
    if importlib.util.find_spec("bowler") is None:
        absent("Bowler is not installed: pip install 'lambdafix[bowler]'")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "queries.py").write_text(QUERIES)
    (tmp_path / "tests").mkdir()
    for path, text in {"handler.py": HANDLER, "tests/test_it.py": TEST, "tool.py": TOOL}.items():
        (tmp_path / path).write_text(text)
    return tmp_path


def run(project: Path, verb: str, query: str, *more: str) -> Finished:
    arguments = ["--isolated", "--bowler", f"queries:{query}", "--select", "BOW", "--exclude", "queries.py", *more]
    return lambdafix(project, *([verb] if verb else []), *arguments)


def contents(project: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in project.rglob("*.py")}


def test_a_query_changes_every_file_it_matches(project: Path) -> None:
    done = run(project, "fix", "rename", "--unsafe-fixes")

    assert done.status == 0, done.stdout + done.stderr
    assert (project / "handler.py").read_text() == HANDLER.replace("load_data", "read_data")
    assert (project / "tests/test_it.py").read_text() == TEST.replace("load_data", "read_data")
    assert (project / "tool.py").read_text() == TOOL.replace("load_data", "read_data")


def test_it_is_a_finding_that_waits_for_a_person(project: Path) -> None:
    before = contents(project)

    shown = run(project, "", "rename", "--output-format", "json")
    fixed = run(project, "fix", "rename")

    found = {finding["filename"]: finding for finding in shown.json["findings"]}
    assert set(found) == {"handler.py", "tests/test_it.py", "tool.py"}
    finding = found["handler.py"]
    assert (finding["code"], finding["name"], finding["applicability"]) == ("BOW001", "rename", "unsafe")
    assert finding["message"] == "`load_data` is called `read_data` now."
    assert finding["location"]["row"] == 6
    assert len(finding["fix"]["edits"]) == 2
    assert fixed.status == 1
    assert contents(project) == before


def test_what_bowler_cannot_parse_is_skipped_with_its_reason(project: Path) -> None:
    (project / "picks.py").write_text(MATCH)

    done = run(project, "fix", "rename", "--unsafe-fixes", "--output-format", "json")

    (skipped,) = done.json["skipped"]
    assert (skipped["filename"], skipped["row"]) == ("picks.py", 5)
    assert skipped["reason"].startswith("BOW001: Bowler cannot parse it: bad input")
    assert (project / "picks.py").read_text() == MATCH
    assert "read_data" in (project / "handler.py").read_text()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (HANDLER.replace("\n", "\r\n"), HANDLER.replace("load_data", "read_data").replace("\n", "\r\n")),
        (HANDLER.replace("\n", "\r\n", 4), HANDLER.replace("load_data", "read_data").replace("\n", "\r\n", 4)),
        ("\ufeff" + HANDLER, "\ufeff" + HANDLER.replace("load_data", "read_data")),
        (HANDLER.rstrip("\n"), HANDLER.rstrip("\n").replace("load_data", "read_data")),
        (HANDLER.rstrip("\n").replace("\n", "\r\n"), HANDLER.rstrip().replace("\n", "\r\n").replace("load", "read")),
    ],
    ids=["CR LF", "mixed line ends", "byte order mark", "no final line end", "CR LF and no final line end"],
)
def test_bytes_that_no_query_changes_stay(project: Path, before: str, after: str) -> None:
    (project / "handler.py").write_bytes(before.encode())

    run(project, "fix", "rename", "--unsafe-fixes")

    written = (project / "handler.py").read_bytes().decode()
    if "mixed" in os.environ.get("PYTEST_CURRENT_TEST", ""):
        changed = [(old, new) for old, new in zip(before.split("\n"), written.split("\n"), strict=True) if old != new]
        assert len(changed) == 2
        assert written.replace("\r\n", "\n") == after.replace("\r\n", "\n")
    else:
        assert written == after


@pytest.mark.parametrize(("query", "reason"), [("hides", "client"), ("never_done", "BOW001 still stands afterwards")])
def test_a_result_that_does_not_hold_is_refused(project: Path, query: str, reason: str) -> None:
    done = run(project, "fix", query, "--unsafe-fixes", "--output-format", "json")

    refused = {finding["filename"]: finding["refusal"] for finding in done.json["findings"]}
    assert reason in refused["handler.py"]
    assert (project / "handler.py").read_text() == HANDLER


def test_its_own_choice_of_files_counts(project: Path) -> None:
    shown = run(project, "", "only_handlers", "--output-format", "json")
    assert [finding["filename"] for finding in shown.json["findings"]] == ["handler.py"]


def test_several_queries_have_codes_in_their_order(project: Path) -> None:
    shown = run(project, "", "only_handlers", "--bowler", "queries:rename", "--output-format", "json", "tool.py")
    assert [finding["code"] for finding in shown.json["findings"]] == ["BOW002"]


def test_functions_of_one_name_have_their_modules_before_it(project: Path) -> None:
    (project / "more.py").write_text(QUERIES)
    shown = run(project, "", "rename", "--bowler", "more:rename", "--output-format", "json", "tool.py")
    assert [finding["name"] for finding in shown.json["findings"]] == ["queries-rename", "more-rename"]


def test_a_query_that_only_the_project_names_waits_for_a_flag(project: Path) -> None:
    (project / "queries.py").write_text("raise SystemExit('ran')\n")
    (project / "lambdafix.toml").write_text('bowler = ["queries:rename"]\n')

    shown = lambdafix(project)

    assert "to run it: --bowler queries:rename" in shown.stdout
    assert "ran" not in shown.stdout + shown.stderr


def test_its_documentation_is_shown(project: Path) -> None:
    shown = lambdafix(project, "rule", "BOW001", "--bowler", "queries:rename")
    assert shown.status == 0
    assert "Finds what the query queries:rename changes." in shown.stdout


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("queries", "--bowler queries: is not of the form module:function"),
        ("absent:rename", "cannot be imported: ModuleNotFoundError"),
        ("queries:absent", "queries has no function absent"),
        ("queries:fails", "--bowler queries:fails: LookupError: no such table"),
        ("queries:no_query", "returns no bowler.Query but str"),
    ],
)
def test_a_query_that_cannot_be_used(project: Path, spec: str, message: str) -> None:
    done = lambdafix(project, "--bowler", spec)
    assert done.status == 2
    assert message in done.stderr


def test_without_the_extra_it_says_how_to_get_it(project: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    hidden = tmp_path_factory.mktemp("hidden")
    (hidden / "bowler.py").write_text("raise ImportError\n")
    done = subprocess.run(
        [sys.executable, "-P", "-m", "lambdafix", "--bowler", "queries:rename"],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(hidden)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "pip install 'lambdafix[bowler]'" in done.stderr
