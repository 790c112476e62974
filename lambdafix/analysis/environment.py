"""Where the program itself changes the environment or boto3's defaults, which constructions read when they are run."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lambdafix.analysis.facts import MODULE_SCOPE, ModuleFacts
from lambdafix.analysis.imports import short_module
from lambdafix.analysis.program import Program

if TYPE_CHECKING:
    from lambdafix.analysis.module import Module

SET_UP = frozenset({"load_dotenv", "setup_default_session", "putenv", "patch_all"})
_METHODS = frozenset({"update", "setdefault", "pop", "clear", "popitem", "putenv", "unsetenv"})
_READ_BY_CLIENTS = ("AWS_", "BOTO", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY")


@dataclass(frozen=True, slots=True)
class Change:
    """One change of the environment."""

    row: int
    function: str
    """Qualified name of the function that makes it, "" at module level."""
    names: frozenset[str]
    """The variables; empty where they cannot be told."""

    def touches(self, names: Collection[str]) -> bool:
        return not self.names or not self.names.isdisjoint(names) or "" in names

    @property
    def is_read_by_clients(self) -> bool:
        return not self.names or any(name.startswith(_READ_BY_CLIENTS) for name in self.names)


def changes(module: Module) -> Iterator[Change]:
    """Every statement of the file that sets or removes environment variables."""
    for node in module.every(ast.Subscript):
        if not isinstance(node.ctx, ast.Load) and module.canonical(node.value) == "os.environ":
            yield _change(module, node, [node.slice])
    for call in module.every(ast.Call):
        owner, _, method = module.canonical(call.func).rpartition(".")
        if owner in ("os.environ", "os") and method in _METHODS:
            keys = call.args if method == "update" else call.args[:1]
            named = [k.arg for k in call.keywords if k.arg is not None]
            yield _change(module, call, keys, named, known=all(k.arg for k in call.keywords))


def setting_function(module: Module, others: Collection[str], names: Collection[str]) -> str:
    """A function of the files `others`, or of those they import, that changes one of these variables; "" for none."""
    program = module.program
    for path in sorted({*others, *imported(program, [*others])}):
        facts = program.files[path]
        if facts.test is not None or not _may_change(facts):
            continue
        other = module.other(path)
        for change in changes(other) if other is not None else ():
            if change.function and change.touches(names):
                return f"{short_module(path)}.{change.function}"
    return ""


def set_up_by(module: Module, others: Collection[str], names: Collection[str]) -> str:
    """Which of the files `others`, or of those they import, sets up what clients or these variables are read from.

    Files that `module` imports above its first function or class have done at import what they do at import.
    """
    program = module.program
    first = min((node.lineno for node in module.tree.body if hasattr(node, "decorator_list")), default=0)
    done = imported(program, [module.path], before=first)
    for path in sorted({*others, *imported(program, [module.path, *others])} - {module.path}):
        facts = program.files[path]
        if facts.test is not None:
            continue
        for qualname, scope in facts.scopes.items():
            calls = {name.rpartition(".")[2] for name in scope.calls}
            if not calls.isdisjoint(SET_UP - {"patch_all"}) and (qualname != MODULE_SCOPE or path not in done):
                return _place(path, qualname)
        other = module.other(path) if _may_change(facts) else None
        for change in changes(other) if other is not None else ():
            relevant = change.is_read_by_clients or change.touches(names)
            if relevant and (change.function or path not in done):
                return _place(path, change.function)
    return ""


def imported(program: Program, paths: Sequence[str], *, before: int = 0) -> set[str]:
    """The files that are imported with `paths`; with `before` only by what stands above that row of the first."""
    seen: set[str] = set()
    queue = list(paths)
    while queue:
        here = queue.pop()
        for statement in program.files[here].imports:
            if before and here == paths[0] and (statement.scope or statement.row > before):
                continue
            names = {statement.submodule or statement.module}
            if statement.name is not None:
                separator = "" if statement.module.endswith(".") else "."
                names.add(f"{statement.module}{separator}{statement.name}")
            fresh = {path for name in names for path in program.modules.candidates(here, name)} - seen
            seen |= fresh
            queue += fresh
    return seen


def _change(
    module: Module,
    node: ast.Subscript | ast.Call,
    keys: list[ast.expr],
    named: list[str] | None = None,
    known: bool = True,
) -> Change:
    names = set(named or ())
    for key in keys:
        parts = key.keys if isinstance(key, ast.Dict) else [key]
        for part in parts:
            if isinstance(part, ast.Constant) and isinstance(part.value, str):
                names.add(part.value)
            else:
                known = False
    return Change(node.lineno, module.qualname(module.function(node)), frozenset(names if known else ()))


def _may_change(facts: ModuleFacts) -> bool:
    return any(
        any(text.endswith("environ[]") for text in scope.mutations)
        or any("environ." in text or text.endswith("env") for text in scope.calls)
        for scope in facts.scopes.values()
    )


def _place(path: str, qualname: str) -> str:
    return short_module(path) + (f".{qualname}" if qualname != MODULE_SCOPE else "")
