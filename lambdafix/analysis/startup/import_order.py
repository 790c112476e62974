"""What the import of a file runs in which order: what is built must come after what it needs, and before its use."""

from __future__ import annotations

import ast
import sys
from collections.abc import Collection, Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from lambdafix.analysis.program.memo import remembered
from lambdafix.analysis.program.names import Definition
from lambdafix.analysis.program.program import Node, Program
from lambdafix.analysis.startup.environment import imported, named_by, sets_up_at_import
from lambdafix.analysis.startup.set_up import set_up
from lambdafix.analysis.startup.top_level import (
    DEFINITIONS,
    changed_names,
    first_row,
    handed_on,
    import_time,
    is_main_guard,
    runs_other_code,
)
from lambdafix.analysis.syntax.facts import MODULE_SCOPE, dotted
from lambdafix.analysis.syntax.nodes import inside
from lambdafix.analysis.values.by_name import ANY, name_writes_at_import
from lambdafix.analysis.values.content import Content, of_definition
from lambdafix.knowledge import caches, loading

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module
    from lambdafix.analysis.syntax.scopes import FunctionNode

NEVER = sys.maxsize
_ONLY_WRAPPING = caches.STANDARD | {"staticmethod", "classmethod", "property"}


@remembered
def import_order(module: Module) -> ImportOrder:
    return ImportOrder(module)


class ImportOrder:
    """The top level of one file, as its import runs it."""

    def __init__(self, module: Module) -> None:
        self._module = module
        self._statements = [statement for statement in module.tree.body if not is_main_guard(statement)]
        self._first_runs: dict[FunctionNode, int] = {}

    def first_run(self, function: FunctionNode) -> int:
        """The first row of a top-level statement that may run `function` during the import; `NEVER` for none.

        What may is told by names alone: one is mentioned that means the function, or something whose code mentions it.
        """
        if function not in self._first_runs:
            names = self._leading_to(function)
            rows = [self._always, *(self._runs[name] for name in names if name in self._runs)]
            rows += [row for row, files in self._imports if self._comes_back(files, function)]
            self._first_runs[function] = min(rows, default=NEVER)
        return self._first_runs[function]

    def ready(self, names: Collection[str]) -> int:
        """The last row of all that the import does before something can be built from the module-level `names`."""
        rows = [0, *self._set_up_rows]
        for statement in self._statements:
            if not self._changed[statement].isdisjoint(names):
                rows.append(statement.end_lineno or 0)
        return max(*rows, self.completed(names))

    def completed(self, names: Collection[str]) -> int:
        """The last row of what may complete what the module-level `names` hold, or bind them by their text; 0 for none.

        That is a call that is given one, or is a method of one, and `globals()["name"] = …`.
        """
        changeable = {name for name in names if self._is_changeable(name)}
        ends = [s.end_lineno or 0 for s in self._statements if not self._handed_on[s].isdisjoint(changeable)]
        if names:
            ends += [row for row, name in self._written_by_name if name in names or not name]
        return max(ends, default=0)

    # --- in the file itself

    @cached_property
    def _bound(self) -> dict[ast.stmt, set[str]]:
        """The module-level names that each top-level statement binds."""
        found: dict[ast.stmt, set[str]] = {}
        for name, bindings in self._module.scopes.module.bindings.items():
            for binding in bindings:
                found.setdefault(self._top(binding.node), set()).add(name)
        return found

    @cached_property
    def _changed(self) -> dict[ast.stmt, set[str]]:
        """The module-level names that each top-level statement binds, or whose objects it changes."""
        return {s: changed_names(s) | self._bound.get(s, set()) for s in self._statements}

    @cached_property
    def _handed_on(self) -> dict[ast.stmt, set[str]]:
        """The names that each top-level statement calls a method of, or gives to a call, which may complete them."""
        return {s: handed_on(s) for s in self._statements}

    @cached_property
    def _written_by_name(self) -> list[tuple[int, str]]:
        """(last row, name or "" for any) of each top-level statement that binds a name of this file by its text."""
        path = self._module.path
        if path not in self._module.program.writers_by_name:
            return []
        written = [write for write in name_writes_at_import(self._module) if write.path in (path, ANY)]
        return [(self._top(write.node).end_lineno or 0, write.name) for write in written]

    def _is_changeable(self, name: str) -> bool:
        meant = self._module.program.resolve(self._module.path, MODULE_SCOPE, name)
        if isinstance(meant, Definition) and meant.kind in ("class", "module"):
            return True
        is_variable = isinstance(meant, Definition) and (meant.kind == "variable" or meant.instance)
        return is_variable and of_definition(self._module, meant) is not Content.FIXED  # type: ignore[arg-type]

    def _top(self, node: ast.AST) -> ast.stmt:
        above = node
        for outer in self._module.ancestors(node):
            if not isinstance(outer, ast.Module):
                above = outer
        assert isinstance(above, ast.stmt), "whatever a module holds stands in a statement"
        return above

    @cached_property
    def _set_up_rows(self) -> list[int]:
        nodes = set_up(self._module).nodes
        tops = {self._top(node) for node in nodes if self._module.function(node) is None}
        tops |= {s for s in self._statements if any(map(runs_other_code, import_time(s)))}
        rows = [statement.end_lineno or 0 for statement in tops if not is_main_guard(statement)]
        return rows + [row for row, files in self._imports if sets_up_at_import(self._module, files)]

    def _leading_to(self, function: FunctionNode) -> set[str]:
        """The names of the module whose call, sooner or later, may come to `function`."""
        names = self._bound.get(self._top(function), set()) | self._own_names
        queue = list(names)
        while queue:
            more = self._led_to.get(queue.pop(), set[str]()) - names
            names |= more
            queue += more
        return names

    @cached_property
    def _led_to(self) -> dict[str, set[str]]:
        """Name -> the names that statements bind which mention it where no import comes by."""
        found: dict[str, set[str]] = {}
        for statement in self._statements:
            for name in self._later[statement]:
                found.setdefault(name, set()).update(self._bound.get(statement, ()))
        return found

    @cached_property
    def _own_names(self) -> set[str]:
        """What the file calls itself, where it imports itself."""
        program, path = self._module.program, self._module.path
        imports = program.files[path].imports
        return {one.local for one in imports if not one.scope and path in named_by(program, path, one)}

    @cached_property
    def _later(self) -> dict[ast.stmt, set[str]]:
        """The names that each statement mentions where no import comes by: in functions, and as base classes."""
        found = {}
        for statement in self._statements:
            now = set(import_time(statement))
            found[statement] = _mentioned(n for n in inside(statement) if n not in now) | self._inherited(statement)
        return found

    @cached_property
    def _now(self) -> dict[ast.stmt, set[str]]:
        """The names that each statement mentions where the import comes by."""
        return {s: _mentioned(import_time(s)) - self._inherited(s) for s in self._statements}

    @cached_property
    def _always(self) -> int:
        """The first row of a statement that may run whatever the file has."""
        rows = (
            first_row(s)
            for s in self._statements
            if not self._now[s].isdisjoint(loading.BY_TEXT) or self._looks_itself_up(s)
        )
        return min(rows, default=NEVER)

    @cached_property
    def _runs(self) -> dict[str, int]:
        """Name -> the first row of a statement that may run what it means."""
        found: dict[str, int] = {}
        for statement in self._statements:
            names = set(self._now[statement])
            if isinstance(statement, DEFINITIONS) and not all(map(self._only_wraps, statement.decorator_list)):
                names.add(statement.name)
            for name in names:
                found[name] = min(found.get(name, NEVER), first_row(statement))
        return found

    def _looks_itself_up(self, statement: ast.stmt) -> bool:
        """`sys.modules[__name__]`"""
        return any(
            self._module.canonical(node.value) == "sys.modules"
            for node in import_time(statement)
            if isinstance(node, ast.Subscript)
        )

    def _inherited(self, statement: ast.stmt) -> set[str]:
        """The classes that a class extends, where extending them runs nothing of this file."""
        if not isinstance(statement, ast.ClassDef) or self._runs_at_extension:
            return set()
        return {name for base in statement.bases for name in _mentioned(ast.walk(base))}

    @cached_property
    def _runs_at_extension(self) -> bool:
        functions = self._module.program.files[self._module.path].functions
        return any(name.endswith(".__init_subclass__") for name in functions)

    def _only_wraps(self, decorator: ast.expr) -> bool:
        named = decorator.func if isinstance(decorator, ast.Call) else decorator
        return dotted(named) in _ONLY_WRAPPING or self._module.canonical(named) in _ONLY_WRAPPING

    # --- in other files

    @cached_property
    def _imports(self) -> list[tuple[int, set[str]]]:
        """(row, files of the project that it runs) for every import at module level."""
        program, path = self._module.program, self._module.path
        found = []
        for statement in program.files[path].imports:
            files = named_by(program, path, statement) if not statement.scope else set()
            if files:
                found.append((statement.row, files | imported(program, sorted(files), at_import=True)))
        return found

    def _comes_back(self, files: set[str], function: FunctionNode) -> bool:
        """Whether importing these files, which import this one, may run `function` before this one is complete."""
        path = self._module.path
        if path not in files:
            return False
        return (path, self._module.qualname(function)) in _run_at_import(self._module.program, files - {path})


def _mentioned(nodes: Iterable[ast.AST]) -> set[str]:
    return {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}


def _run_at_import(program: Program, paths: Collection[str]) -> set[Node]:
    """All functions that importing these files may run."""
    seen: set[Node] = set()
    queue: list[Node] = []
    for path in paths:
        scope = program.files[path].scopes[MODULE_SCOPE]
        for text in (*scope.calls, *scope.loads):
            meant = program.resolve(path, MODULE_SCOPE, text)
            if isinstance(meant, Definition):
                queue += _entered(program, meant)
    while queue:
        node = queue.pop()
        if node not in seen:
            seen.add(node)
            queue += program.callees(*node)
    return seen


def _entered(program: Program, meant: Definition) -> Iterator[Node]:
    if meant.kind == "class":
        functions = program.files[meant.path].functions.values()
        yield from ((meant.path, f.qualname) for f in functions if f.in_class == meant.qualname)
    else:
        yield meant.path, meant.qualname
