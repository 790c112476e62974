"""Fixtures that more than one test file needs, and one line about the corpus above the tests."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TypeVar

import pytest

from support.case import Case, CaseError, Run, case_folders, load_case
from support.checkout import Checkout, isolate
from support.execution import Warm
from support.servers import DynamoDBLocal, MariaDB, PostgreSQL, Redis, Server, need

ServerT = TypeVar("ServerT", bound=Server)

QUICK = (
    "analysis",
    "command/test_cli.py",
    "decisions",
    "families/test_flow.py",
    "project/test_handlers.py",
    "report/test_text.py",
    "rewrite/test_module_level.py",
    "rewrite/test_newer_syntax.py",
    "rewrite/test_patch.py",
    "rewrite/test_verify.py",
    "rules/test_registry.py",
    "rules/test_rules.py",
    "rules/test_suppressions.py",
    "settings",
    "vcs/test_undo.py",
)
"""What depends on the version of Python most: how code is parsed, analysed, rewritten and printed."""
QUICK_CORPUS = ("test_corpus.py", "test_findings_and_result")
QUICK_CASES_OF_A_RULE = 6


def pytest_report_header() -> str:
    folders = case_folders()
    try:
        cases = [load_case(folder) for folder in folders]
    except CaseError as error:
        return f"corpus: {error}"
    changing, idle = sum(case.changes for case in cases), sum(bool(case.no_run) for case in cases)
    return f"corpus: {len(cases)} cases, {changing} rewritten, {len(cases) - changing} not, {idle} not executed"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark as `quick` a subset that takes less than a minute on two cores."""
    sampled: Counter[str] = Counter()
    for item in items:
        if _is_quick(item.path) or _is_sampled(item, sampled):
            item.add_marker(pytest.mark.quick)


def _is_quick(path: Path) -> bool:
    here = path.relative_to(Path(__file__).parent)
    return any(here.is_relative_to(quick) for quick in QUICK)


def _is_sampled(item: pytest.Item, sampled: Counter[str]) -> bool:
    if (item.path.name, getattr(item, "originalname", "")) != QUICK_CORPUS:
        return False
    rule = item.name.partition("[")[2].partition("/")[0]
    sampled[rule] += 1
    return sampled[rule] <= QUICK_CASES_OF_A_RULE


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


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    yield from running(PostgreSQL)


@pytest.fixture(scope="session")
def mariadb() -> Iterator[MariaDB]:
    yield from running(MariaDB)


@pytest.fixture(scope="session")
def redis() -> Iterator[Redis]:
    yield from running(Redis)


@pytest.fixture(scope="session")
def dynamodb() -> Iterator[DynamoDBLocal]:
    yield from running(DynamoDBLocal)


def running(kind: type[ServerT]) -> Iterator[ServerT]:
    """A started server in a folder of its own: pytest's are closed to the account that runs PostgreSQL."""
    need(kind)
    with tempfile.TemporaryDirectory(prefix="lambdafix-", ignore_cleanup_errors=True) as folder:
        server = kind(Path(folder))
        server.prepare()
        server.start()
        try:
            yield server
        finally:
            server.stop()


@pytest.fixture
def git_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home folder with nothing but a git identity."""
    home = tmp_path_factory.mktemp("home")
    isolate(home, monkeypatch)
    return home


@pytest.fixture
def checkout(tmp_path: Path, git_home: Path) -> Checkout:
    return Checkout.create(tmp_path / "project")
