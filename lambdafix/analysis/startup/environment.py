"""Where the program itself changes the environment or boto3's defaults, which constructions read when they are run."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from lambdafix.analysis.program.imports import short_module
from lambdafix.analysis.program.program import Program
from lambdafix.analysis.startup.set_up import LIBRARIES, SET_UP
from lambdafix.analysis.startup.set_up_places import SetUpPlace, set_up_places
from lambdafix.analysis.syntax.facts import MODULE_SCOPE, Import, ModuleFacts

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module

_SETS_UP = re.compile(
    rb"\benvironb?\b\s*(?:\[[^\]\n]*\]\s*\|?=(?!=)|\|=|\.\s*(?:update|setdefault|pop|popitem|clear)\b)|\bputenv\b|\bload_dotenv\b"
    rb"|\bsetup_default_session\b|\bDEFAULT_SESSION\b"
)
"""Text of a file that changes the environment or boto3's defaults."""
_SETTING_NAMES = frozenset({name.rpartition(".")[2] for name in SET_UP} - {"patch_all", "init"})


def setting_function(module: Module, others: Collection[str], names: Collection[str]) -> str:
    """A function of the files `others`, or of those they import, that changes one of these variables; "" for none."""
    program = module.program
    for path in sorted({*others, *imported(program, [*others])}):
        facts = program.files[path]
        if facts.test is not None or not _may_change(facts):
            continue
        for place in _places(module, path):
            if (place.function or place.at_any_time) and place.touches(names):
                return _named(path, place.function)
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
        for place in _places(module, path) if _may_change(facts) else ():
            relevant = place.is_read_by_clients or place.touches(names)
            if relevant and (place.function or place.at_any_time or path not in done):
                return _named(path, place.function)
    return _set_up_unseen(program, {module.path, *others, *imported(program, [module.path, *others])})


def _set_up_unseen(program: Program, paths: Iterable[str]) -> str:
    """A file that is not analysed, that one of `paths` may import, and whose text sets anything up; "" for none."""
    if program.outsiders is None:
        return ""
    unresolved = (
        statement
        for path in sorted(paths)
        for statement in program.files[path].imports
        if statement.module.partition(".")[0] not in LIBRARIES and not named_by(program, path, statement)
    )
    names = (part for one in unresolved for part in (one.name, one.module.rpartition(".")[2]) if part)
    return program.outsiders.imported_as(dict.fromkeys(names), _SETS_UP)


def sets_up_at_import(module: Module, paths: Collection[str]) -> bool:
    """Whether one of the files `paths` sets up anything while it is imported."""
    for path in sorted(paths):
        facts = module.program.files[path]
        places = _places(module, path) if facts.test is None and _may_change(facts) else ()
        if not all(place.function for place in places):
            return True
    return False


def imported(program: Program, paths: Sequence[str], *, before: int = 0, at_import: bool = False) -> set[str]:
    """The files that are imported with `paths`; with `at_import` not by their functions.

    With `before` only by what stands above that row of the first, and not by functions.
    """
    seen: set[str] = set()
    queue = list(paths)
    while queue:
        here = queue.pop()
        for statement in program.files[here].imports:
            if statement.scope and (before or at_import):
                continue
            if before and here == paths[0] and statement.row > before:
                continue
            fresh = named_by(program, here, statement) - seen
            seen |= fresh
            queue += fresh
    return seen


def named_by(program: Program, path: str, statement: Import) -> set[str]:
    """The files of the project that an import of the file at `path` names."""
    names = {statement.submodule or statement.module}
    if statement.name is not None:
        separator = "" if statement.module.endswith(".") else "."
        names.add(f"{statement.module}{separator}{statement.name}")
    return {found for name in names for found in program.modules.candidates(path, name)}


def _places(module: Module, path: str) -> tuple[SetUpPlace, ...]:
    return module.elsewhere(path, set_up_places) or ()


def _may_change(facts: ModuleFacts) -> bool:
    """Whether the file may set anything up, by the names in it alone."""
    if facts.has_environment or any(statement.name in _SETTING_NAMES for statement in facts.imports):
        return True
    libraries = {one.local for one in facts.imports if one.module.partition(".")[0] in LIBRARIES}
    if any(text.partition(".")[0] in libraries for scope in facts.scopes.values() for text in scope.mutations):
        return True
    return any(
        "sentry_sdk" in text
        or text == "setattr"
        or (text.endswith("env") and not text.endswith("getenv"))
        or text.rpartition(".")[2] in _SETTING_NAMES
        for scope in facts.scopes.values()
        for text in (*scope.mutations, *scope.calls, *scope.loads)
    )


def _named(path: str, qualname: str) -> str:
    return short_module(path) + (f".{qualname}" if qualname != MODULE_SCOPE else "")
