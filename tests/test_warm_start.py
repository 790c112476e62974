"""Every case of the corpus is executed: a warm process shows the fault before the fix, and none after it."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from lambdafix.codemod import TemplateRule
from lambdafix.rules import registry
from support.case import CORPUS, Case, Run, case_folders, load_case
from support.execution import Observation, Warm
from support.files import write_files
from support.runtime_api import RuntimeApiError, invoke
from support.servers import absent

MOST_NOT_EXECUTED = 0.1


def test_warm_start(case: Case, warm: Warm, services: Callable[[Run], Mapping[str, str]]) -> None:
    if case.no_run:
        return
    before = warm.call(case.before, case.run, services(case.run))
    assert_shows(before[0], case.run.first, f"{case}: first call")
    if not case.changes:
        assert_shows(before[-1], {**case.run.fault, **case.run.fixed}, f"{case}: last call")
        return
    assert_shows(before[-1], case.run.fault, f"{case}: last call before the fix")
    after = warm.call(case.after, case.run, services(case.run))
    assert_shows(after[-1], case.run.fixed, f"{case}: last call after the fix")
    if not case.run.cold:
        # what a call leaves under /tmp, only a later one can see: that is the fault itself
        left = {"files"} & case.run.fixed.keys()
        assert_same_cold_start(_without(before[0], left), _without(after[0], left))


def _without(call: Observation, names: set[str]) -> Observation:
    return {name: value for name, value in call.items() if name not in names}


def test_cases_are_executed() -> None:
    on_templates = {code for code, rule in registry.load().items() if isinstance(rule, TemplateRule)}
    cases = [case for folder in case_folders() if (case := load_case(folder)).rule not in on_templates]
    skipped = [str(case) for case in cases if case.no_run]
    assert len(skipped) <= MOST_NOT_EXECUTED * len(cases), skipped


def assert_same_cold_start(before: Observation, after: Observation) -> None:
    """Where one construction now serves several, the first call counts fewer; nothing else may differ."""
    counts = [key for key in before if key.startswith("count:")]
    assert {key: max(before[key], after[key]) for key in counts} == {key: before[key] for key in counts}
    assert {**after, **{key: before[key] for key in counts}} == before, "the fix changes a cold start"


def assert_shows(call: Observation, expected: Mapping[str, object], label: str) -> None:
    if "error" not in expected:
        assert "error" not in call, f"{label} fails: {call['error']}"
    assert {key: call.get(key) for key in expected} == dict(expected), label


@pytest.mark.parametrize("name", ["LMB101/list-grows"])
def test_in_the_runtime_of_aws(name: str, tmp_path: Path) -> None:
    if importlib.util.find_spec("awslambdaric") is None:
        absent("awslambdaric is not installed: pip install awslambdaric")
    case = load_case(CORPUS / name)
    write_files(tmp_path / "before", case.before)
    write_files(tmp_path / "after", case.after)

    before = invoke(tmp_path / "before", case.run.handler, case.run.events, case.run.environment)
    after = invoke(tmp_path / "after", case.run.handler, case.run.events, case.run.environment)

    assert before[-1] == case.run.fault["result"]
    assert after[-1] == case.run.fixed["result"]
    assert after[0] == before[0]


def test_a_failing_import_is_told_by_the_runtime(tmp_path: Path) -> None:
    if importlib.util.find_spec("awslambdaric") is None:
        absent("awslambdaric is not installed: pip install awslambdaric")
    write_files(tmp_path / "project", {"app.py": b"raise KeyError('TABLE')\n"})

    with pytest.raises(RuntimeApiError, match=r"init: .*KeyError.*TABLE"):
        invoke(tmp_path / "project", "app.handler", [{}], {})
