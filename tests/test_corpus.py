"""Every case of the corpus is found, repaired or refused as it says; `test_warm_start.py` executes it."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, cast

import pytest

from lambdafix.codemod import Codemod, TemplateRule
from lambdafix.engine import Request, analyse
from lambdafix.model import Finding
from lambdafix.rules import registry, table
from lambdafix.settings import config
from lambdafix.source import EditError, Source
from support.analysis import analyse_files, answer, rewritten
from support.case import Case, case_folders, is_near_miss, load_case, pair_distance, rule_folders
from support.files import comments, with_bom, with_crlf, write_files

FOLDERS = case_folders()


@pytest.fixture(params=rule_folders(), ids=lambda folder: folder.name)
def rule_folder(request: pytest.FixtureRequest) -> Path:
    return Path(request.param)


def test_findings_and_result(case: Case, tmp_path: Path) -> None:
    analysis = analyse_files(tmp_path / "project", case.before, case.rule, unsafe=True)

    assert not analysis.skipped
    found = sorted(analysis.findings, key=lambda finding: (finding.path, finding.span))
    assert [answer(finding) for finding in found] == [expected.answer for expected in case.expected], found
    for finding, expected in zip(found, case.expected, strict=True):
        assert expected.message in finding.message
        assert expected.refusal in str(finding.refusal)
        assert expected.doubt in finding.doubt
    after = rewritten(case.before, analysis)
    for path, content in case.after.items():
        assert after[path].decode() == content.decode(), path


def test_unsafe_fixes_wait_for_consent(case: Case, tmp_path: Path) -> None:
    analysis = analyse_files(tmp_path / "project", case.before, case.rule)

    touched = {rewrite.path for rewrite in analysis.rewrites}
    safe = [finding for finding in analysis.findings if answer(finding) == "safe"]
    assert touched == {edit.path for finding in safe if finding.fix for edit in finding.fix.edits}


@pytest.mark.parametrize("variant", [with_crlf, with_bom])
def test_line_endings_and_byte_order_marks(
    case: Case, variant: Callable[..., dict[str, bytes]], tmp_path: Path
) -> None:
    before = variant(case.before)

    analysis = analyse_files(tmp_path / "project", before, case.rule, unsafe=True)

    assert rewritten(before, analysis) == variant(case.after)


def test_edits_make_up_the_whole_change(case: Case, tmp_path: Path) -> None:
    analysis = analyse_files(tmp_path / "project", case.before, case.rule, unsafe=True)

    edits = {edit for finding in analysis.findings if finding.fix for edit in finding.fix.edits}
    for path, content in case.before.items():
        own = tuple(edit for edit in edits if edit.path == path)
        if not own and not path.endswith(".py"):
            assert content == case.after[path], path
            continue
        source = Source.decode(path, content)
        if not isinstance(source, Source):
            assert not own, path
            continue
        try:
            applied = source.apply(own)
        except EditError:
            continue  # fixes that collide are applied one after the other; the exact result is asserted above
        assert applied.encode() == case.after[path]


def test_result_is_final(case: Case, tmp_path: Path) -> None:
    before = analyse_files(tmp_path / "before", case.before)
    after = analyse_files(tmp_path / "after", case.after)

    again = analyse_files(tmp_path / "again", case.after, case.rule, unsafe=True)
    assert not again.rewrites
    revealed = Counter(codemods()[case.rule].reveals if case.changes else ())
    assert counted(after.findings) <= counted(before.findings) + revealed, "the fix brings a finding of its own"
    for path, content in case.after.items():
        if path.endswith(".py"):
            ast.parse(content, path)
            assert comments(case.before.get(path, b"")) <= comments(content), path


def test_all_rules_together_come_to_rest(case: Case, tmp_path: Path) -> None:
    first = analyse_files(tmp_path / "first", case.before, unsafe=True)
    result = rewritten(case.before, first)

    second = analyse_files(tmp_path / "second", result, unsafe=True)

    assert not second.rewrites
    for path, content in result.items():
        if path.endswith(".py"):
            ast.parse(content, path)


def test_no_filter_hides_a_finding(case: Case, tmp_path: Path) -> None:
    """What spares most files the second look, a rule's evidence and its suspicion, costs no finding of any rule."""
    tmp_path.joinpath("project").mkdir()
    write_files(tmp_path / "project", case.before)
    known = registry.load()
    settings = config.load(tmp_path / "project", tmp_path / "project", {"select": list(known)})
    rules_asked = known.select(settings)

    filtered, everything = (
        analyse(Request(tmp_path / "project", settings, tuple(codemods), rewrites=False)).findings
        for codemods in (rules_asked, [unfiltered(codemod) for codemod in rules_asked])
    )

    assert {f.fingerprint for f in filtered} == {f.fingerprint for f in everything}


def unfiltered(codemod: Codemod[Any]) -> Codemod[Any]:
    """The same rule, asked about every file that is no test."""
    members = {"evidence": re.compile(rb"\A"), "suspects": Codemod.suspects}
    return cast(Codemod[Any], type(f"Unfiltered{type(codemod).__name__}", (type(codemod),), members)())


def test_pair_is_a_near_miss(case: Case) -> None:
    if not case.pair:
        return
    twin = load_case(case.folder.parent / case.pair)
    assert twin.expected != case.expected, f"{twin} has the same answer"
    assert is_near_miss(case, twin), f"{pair_distance(case, twin)} lines differ from {twin}"


def test_example_is_the_documentation(case: Case) -> None:
    if not case.example:
        return
    codemod = codemods()[case.rule]
    language, file = ("yaml", "template.yaml") if isinstance(codemod, TemplateRule) else ("python", "before.py")
    parts = dict(table.sections(codemod.__doc__ or ""))
    assert code_block(parts["Example"], language) == case.before[file].decode().strip()
    assert code_block(parts["Use instead"], language) == case.after[file].decode().strip()


def test_folder_holds_more_refusals_than_fixes(rule_folder: Path) -> None:
    cases = [load_case(folder) for folder in FOLDERS if folder.parent == rule_folder]
    changing = sum(case.changes for case in cases)
    assert len(cases) > 2 * changing, f"{changing} of {len(cases)} cases change"
    assert changing or (rule_folder / "report-only").exists()
    assert not changing or any(case.example for case in cases), "no case is the documentation's example"


def test_every_rule_has_its_folder() -> None:
    folders = [folder.name[:6] for folder in rule_folders()]
    codes = [rule.code for rule in table.read([table.bundled_folder()])]
    assert folders == codes, "each rule has one folder in the corpus, and each folder a rule"


def counted(findings: tuple[Finding, ...]) -> Counter[str]:
    return Counter(finding.code for finding in findings)


def codemods() -> Mapping[str, Codemod[object]]:
    return registry.load()


def code_block(text: str, language: str) -> str:
    """The first fenced block of `text` in a language."""
    _, fence, rest = text.partition(f"```{language}\n")
    assert fence, f"no ```{language} block"
    return rest.partition("```")[0].strip()
