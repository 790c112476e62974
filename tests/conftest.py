"""Fixtures that more than one test file needs, and one line about the corpus above the tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import pytest

from support.case import Case, CaseError, Run, case_folders, load_case
from support.execution import Warm


def pytest_report_header() -> str:
    folders = case_folders()
    try:
        cases = [load_case(folder) for folder in folders]
    except CaseError as error:
        return f"corpus: {error}"
    changing, idle = sum(case.changes for case in cases), sum(bool(case.no_run) for case in cases)
    return (
        f"corpus: {len(cases)} cases, {changing} rewritten, {len(cases) - changing} not, {idle} not executed"
    )


@pytest.fixture(params=case_folders(), ids=lambda folder: f"{folder.parent.name}/{folder.name}")
def case(request: pytest.FixtureRequest) -> Case:
    return load_case(request.param)


@pytest.fixture(scope="session")
def warm() -> Iterator[Warm]:
    with Warm() as process:
        yield process


@pytest.fixture
def services(request: pytest.FixtureRequest) -> Callable[[Run], Mapping[str, str]]:
    """Starts what a run needs, and says where it is in environment variables."""

    def start(run: Run) -> Mapping[str, str]:
        environment: dict[str, str] = {}
        for name in run.services:
            environment |= request.getfixturevalue(name).fresh()
        return environment

    return start
