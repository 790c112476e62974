"""The drawing in docs/architecture.md, as what imports what: the floors stand in pyproject.toml."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import grimp
import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

import lambdafix
from lambdafix import codemod
from lambdafix.rules import table

ROOT = Path(__file__).parents[1]
PACKAGE = Path(lambdafix.__file__).parent
RULES = table.codemod_files(table.bundled_folder())


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("lambdafix", cache_dir=None)


def test_the_arrows_run_down(capsys: pytest.CaptureFixture[str]) -> None:
    status = lint_imports(config_filename=str(ROOT / "pyproject.toml"), cache_dir=None, no_cache=True)

    assert status == EXIT_STATUS_SUCCESS, capsys.readouterr().out


def test_no_file_imports_itself_by_way_of_others(graph: grimp.ImportGraph) -> None:
    sorter = TopologicalSorter({name: graph.find_modules_directly_imported_by(name) for name in graph.modules})
    try:
        sorter.prepare()
    except CycleError as error:
        pytest.fail(f"a circle: {' <- '.join(error.args[1])}")


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.stem)
def test_a_rule_knows_the_door_alone(path: Path) -> None:
    found = {name for name in _imported(path) if name.partition(".")[0] == "lambdafix"}
    assert found == {"lambdafix.codemod"}


def test_the_door_is_small() -> None:
    wings = {path.stem for path in (PACKAGE / "families").iterdir()}
    assert len(set(codemod.__all__) - wings) < 25
    assert len(Path(codemod.__file__).read_text().splitlines()) < 200
    for name in codemod.__all__:
        assert getattr(codemod, name)


def test_every_room_says_what_it_is() -> None:
    for path in PACKAGE.rglob("__init__.py"):
        assert ast.get_docstring(ast.parse(path.read_text())), f"{path} says nothing"


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
