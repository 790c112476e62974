"""Fixtures that more than one test file needs, and one line about the corpus above the tests."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TypeVar

import pytest

from lambdafix.cache.folder import VARIABLE
from support.case import Case, CaseError, Run, case_folders, load_case
from support.checkout import Checkout, isolate
from support.execution import Warm
from support.servers import DynamoDBLocal, MariaDB, PostgreSQL, Redis, Server, need

ServerT = TypeVar("ServerT", bound=Server)

_SLOW = (
    "command/test_bad_input.py",
    "cache/test_kept.py",
    "command/test_cache.py",
    "command/test_cli.py",
    "command/test_secrets_shown.py",
    "engine/test_linear.py",
    "field/",
    "fuzz/",
    "hostile/",
    "kill/",
    "pull_request/",
    "review/test_terminal.py",
    "rewrite/test_diff.py",
    "rewrite/test_properties.py",
    "rules/test_bowler.py",
    "rules/test_own_codemods.py",
    "soundness/",
    "test_connections_on_servers.py",
    "test_driver.py",
    "test_encodings.py",
    "test_isolation.py",
    "test_dynamodb_local.py",
    "test_installed.py",
    "test_packaging.py",
    "test_pool.py",
    "test_properties.py",
    "test_readme.py",
    "test_servers.py",
    "test_warm_start.py",
    "test_workflows.py",
    "trial/test_trial.py",
    "vcs/",
)
"""They start programs, servers or terminals, run git, or search for examples."""
_CORPUS_AT_ONCE = "test_findings_and_result"
"""Of the tests that each case goes through, the one that says most."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what `pytest -m quick` runs: in under a minute, most of what a change can break."""
    here = Path(__file__).parent
    for item in items:
        place = item.path.relative_to(here).as_posix()
        if place == "test_corpus.py":
            is_quick = item.name.partition("[")[0] == _CORPUS_AT_ONCE
        else:
            is_quick = not place.startswith(_SLOW)
        if is_quick:
            item.add_marker(pytest.mark.quick)


def pytest_report_header() -> str:
    folders = case_folders()
    try:
        cases = [load_case(folder) for folder in folders]
    except CaseError as error:
        return f"corpus: {error}"
    changing, idle = sum(case.changes for case in cases), sum(bool(case.no_run) for case in cases)
    return f"corpus: {len(cases)} cases, {changing} rewritten, {len(cases) - changing} not, {idle} not executed"


@pytest.fixture(scope="session", autouse=True)
def cache_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """What the runs of all tests keep, and none of what the user's own runs do."""
    with pytest.MonkeyPatch.context() as patched:
        folder = tmp_path_factory.mktemp("kept") / "cache"
        patched.setenv(VARIABLE, str(folder))
        yield folder


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
