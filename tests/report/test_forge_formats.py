"""What forges and editors read: their own formats, on stdout and in as many files as are asked for."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from lambdafix.model import Applicability, Finding, Position, Refusal, Skipped, Span
from lambdafix.report import FILE_FORMATS, code_quality, concise, junit, sarif, workflow_commands
from lambdafix.report.view import View
from lambdafix.settings.workspace import Workspace
from support.analysis import analyse_files
from support.command import lambdafix
from support.files import write_files
from support.projects import HEALTHY, REPAIRED

MESSAGE = "the boto3 s3 client is built anew per request: app.handler"
SKIPPED = (Skipped("b.py", "it is no Python", 3),)
EVIL = "100%: a,b\r\n::error::x\x1b[31m </failure> ]]> \u202e"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    write_files(root, {"src/app.py": HEALTHY, "lambdafix.toml": b""})
    return root


def found(root: Path, files: Mapping[str, bytes], **changes: Any) -> tuple[Any, View]:
    analysis = replace(analyse_files(root, files), **changes)
    return analysis, View(Workspace(root, root, (), root))


def evil() -> Finding:
    """A finding whose every text is hostile."""
    return Finding(
        code="LMB201",
        name="client-in-handler",
        path=f"a b/{EVIL}.py",
        span=Span(0, 1),
        start=Position(2, 5),
        end=Position(3, 1),
        function="handler",
        message=EVIL,
        applicability=Applicability.REPORT,
        fingerprint="0123456789abcdef",
        snippet="x",
        call_path=(EVIL,),
        refusal=Refusal(EVIL, EVIL),
    )


def test_concise_is_a_line_a_finding(project: Path) -> None:
    assert lambdafix(project, "--output-format", "concise").stdout == f"src/app.py:5:14: LMB201 {MESSAGE}\n"
    done = lambdafix(project / "src", "--output-format", "concise")
    assert done.stdout.startswith("app.py:")


def test_github_gets_workflow_commands(project: Path) -> None:
    (line,) = lambdafix(project, "--output-format", "github").stdout.splitlines()
    assert line == (
        "::error title=LMB201 client-in-handler,file=src/app.py,line=5,endLine=5,col=14,endColumn=32::" + MESSAGE
    )


def test_github_is_given_no_command_by_the_source(tmp_path: Path) -> None:
    text = workflow_commands.render(*found(tmp_path / "p", {}, findings=(evil(),)))
    (line,) = text.splitlines()
    properties, _, message = line.removeprefix("::error ").partition("::")
    assert re.fullmatch(r"\w+=[^,:]*(,\w+=[^,:]*)*", properties)
    assert "\x1b" not in line
    assert message.startswith("100%25: a,b\\x0d%0A::error::x\\x1b[31m")


def test_gitlab_gets_a_list_with_fingerprints(tmp_path: Path) -> None:
    entries = json.loads(code_quality.render(*found(tmp_path / "p", {"app.py": HEALTHY, "other.py": HEALTHY})))
    assert [entry["location"] for entry in entries] == [
        {"path": path, "lines": {"begin": 5, "end": 5}} for path in ("app.py", "other.py")
    ]
    assert len({entry["fingerprint"] for entry in entries}) == 2
    assert entries[0].keys() == {"description", "check_name", "fingerprint", "severity", "location"}


def test_junit_is_xml_whatever_the_source_says(tmp_path: Path) -> None:
    root = ElementTree.fromstring(junit.render(*found(tmp_path / "p", {}, findings=(evil(),), skipped=SKIPPED)))
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("2", "1", "1")
    (failure,) = root.iter("failure")
    assert failure.get("type") == "LMB201"
    assert "</failure> ]]>" in (failure.text or "")


def test_junit_passes_where_nothing_is_found(tmp_path: Path) -> None:
    root = ElementTree.fromstring(junit.render(*found(tmp_path / "p", {"app.py": REPAIRED})))
    assert (root.get("tests"), root.get("failures")) == ("1", "0")
    assert len(list(root.iter("testcase"))) == 1


def test_sarif_repairs_what_it_reports(tmp_path: Path) -> None:
    """Its replacements, applied, are the fix."""
    (run,) = json.loads(sarif.render(*found(tmp_path / "p", {"app.py": HEALTHY}, skipped=SKIPPED)))["runs"]
    (result,) = run["results"]
    rule = run["tool"]["driver"]["rules"][result["ruleIndex"]]
    assert (rule["id"], rule["name"], result["ruleId"]) == ("LMB201", "client-in-handler", "LMB201")
    assert "## Why it is bad" in rule["help"]["markdown"]
    assert result["partialFingerprints"]["primaryLocationLineHash"].endswith(":1")
    assert result["properties"]["callPath"] == ["app.handler"]
    ((change,),) = [fix["artifactChanges"] for fix in result["fixes"]]
    text = HEALTHY.decode()
    for replacement in sorted(change["replacements"], key=lambda r: -r["deletedRegion"]["startLine"]):
        start, end = (offset(text, replacement["deletedRegion"], side) for side in ("start", "end"))
        text = text[:start] + replacement["insertedContent"]["text"] + text[end:]
    assert text == REPAIRED.decode()
    (notification,) = run["invocations"][0]["toolExecutionNotifications"]
    assert notification["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "b.py"


def offset(text: str, region: Mapping[str, int], side: str) -> int:
    rows = text.splitlines(keepends=True)[: region[f"{side}Line"] - 1]
    return sum(map(len, rows)) + region[f"{side}Column"] - 1


def test_every_place_in_sarif_lies_in_a_file(tmp_path: Path) -> None:
    """Or GitHub refuses the whole."""
    (run,) = json.loads(sarif.render(*found(tmp_path / "p", {"app.py": HEALTHY}, findings=(evil(),))))["runs"]
    (result,) = run["results"]
    flow = [step["location"] for step in result["codeFlows"][0]["threadFlows"][0]["locations"]]
    for location in (*result["locations"], *flow):
        uri = location["physicalLocation"]["artifactLocation"]["uri"]
        assert re.fullmatch(r"[\w/.%~-]+", uri, re.ASCII), uri
    assert result["level"] == "note"
    assert "\u202e" not in json.dumps(result, ensure_ascii=False)


def test_each_file_holds_what_its_format_says_on_stdout(project: Path, tmp_path: Path) -> None:
    names = [word for name in FILE_FORMATS for word in ("--output-file", f"{name}={tmp_path / name}")]
    done = lambdafix(project, *names)
    assert (done.status, done.stdout) == (1, lambdafix(project).stdout)
    for name in FILE_FORMATS:
        assert (tmp_path / name).read_text("utf-8") == lambdafix(project, "--output-format", name).stdout


def test_after_a_fix_it_holds_what_is_left(project: Path, tmp_path: Path) -> None:
    done = lambdafix(project, "fix", "src", "--output-file", f"concise={tmp_path / 'left'}")
    assert (done.status, (tmp_path / "left").read_text()) == (0, "")


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("sarf=x", "'sarf' is none of .*; did you mean 'sarif'"),
        ("out.sarif", "'out.sarif' is not FORMAT=PATH"),
        ("sarif=", "'sarif=' is not FORMAT=PATH"),
        ("sarif=nowhere/x", "nowhere/x cannot be written"),
        ("sarif=.", "cannot be written"),
        ("text=x", "'text' is none of"),
    ],
)
def test_a_file_that_cannot_be(project: Path, word: str, said: str) -> None:
    done = lambdafix(project, "fix", "--output-file", word)
    assert (done.status, done.stdout) == (2, "")
    assert re.search(said, done.stderr)
    assert (project / "src/app.py").read_bytes() == HEALTHY


def test_concise_escapes_what_moves_a_cursor(tmp_path: Path) -> None:
    assert len(concise.render(*found(tmp_path / "p", {}, findings=(evil(),))).splitlines()) == 1
