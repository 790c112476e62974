"""Every case of the corpus is executed: a warm process shows the fault before the fix, and none after it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from support.case import Case, Run, case_folders, load_case
from support.execution import Observation, Warm

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
        assert after[0] == before[0], "the fix changes a cold start"


def test_cases_are_executed() -> None:
    cases = [load_case(folder) for folder in case_folders()]
    skipped = [str(case) for case in cases if case.no_run]
    assert len(skipped) <= MOST_NOT_EXECUTED * len(cases), skipped


def assert_shows(call: Observation, expected: Mapping[str, object], label: str) -> None:
    if "error" not in expected:
        assert "error" not in call, f"{label} fails: {call['error']}"
    assert {key: call.get(key) for key in expected} == dict(expected), label
