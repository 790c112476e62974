"""Constants that one file of a CDK program takes from another."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

from lambdafix import regular
from lambdafix.analysis.program.imports import ModuleIndex
from lambdafix.project.templates.python_values import Names, bindings

_MAX_STEPS = 5


class Sources:
    """The Python files of a project, each parsed once and only when it is asked for."""

    def __init__(self, root: Path, paths: tuple[str, ...]) -> None:
        self._root = root
        self._paths = paths
        self._index: ModuleIndex | None = None
        self._trees: dict[str, ast.Module | None] = {}

    def tree(self, path: str, evidence: re.Pattern[bytes] | None = None) -> ast.Module | None:
        """The syntax tree of a file that holds `evidence`; None where it holds none or cannot be parsed.

        What cannot be read is reported where sources are analysed.
        """
        if path not in self._trees:
            try:
                raw = regular.read(self._root / path)
                if evidence is not None and not evidence.search(raw):
                    return None
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    self._trees[path] = ast.parse(raw)
            except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
                self._trees[path] = None
        return self._trees[path]

    def importer(
        self, path: str, tree: ast.Module, cwd: str, step: int = 0
    ) -> Callable[[str], tuple[Names, str] | None]:
        """Finds where a name that `tree` imports is bound, as `Names.imported` wants it."""
        imports = dict(_imports(tree))

        def find(name: str) -> tuple[Names, str] | None:
            head, _, rest = name.partition(".")
            if head not in imports or step > _MAX_STEPS:
                return None
            module, original = imports[head]
            if original and not rest:
                return self._bound(path, module, original, cwd, step)
            inner = f"{module}{'' if module.endswith('.') else '.'}{original}" if original else module
            return self._bound(path, inner, rest, cwd, step) if rest else None

        return find

    def _bound(self, importer: str, module: str, name: str, cwd: str, step: int) -> tuple[Names, str] | None:
        if self._index is None:
            self._index = ModuleIndex(self._paths, {})
        path = self._index.find(importer, module)
        tree = self.tree(path) if path else None
        if path is None or tree is None:
            return None
        return Names(path, bindings(tree.body), {}, cwd, self.importer(path, tree, cwd, step + 1)), name


def _imports(tree: ast.Module) -> Iterator[tuple[str, tuple[str, str]]]:
    """Local name -> (module, name in it; "" for the module itself)."""
    for node in tree.body:
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield alias.asname or alias.name, ("." * node.level + (node.module or ""), alias.name)
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if alias.asname or "." not in alias.name:
                    yield alias.asname or alias.name, (alias.name, "")
