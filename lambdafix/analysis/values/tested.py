"""Tests that count on more than what one call answers: on what an earlier call left, or on a function's signature."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from lambdafix.analysis.program.imports import module_parts
from lambdafix.analysis.program.program import Node
from lambdafix.analysis.syntax.facts import ModuleFacts, dotted
from lambdafix.analysis.syntax.nodes import LOOPS

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module

_SIGNATURE = frozenset({"__defaults__", "__kwdefaults__", "getfullargspec", "getsource", "signature"})


def calling_twice(module: Module, entrances: Iterable[Node]) -> str:
    """A test that enters more than once in one function, and so may count on what the first call left; "" for none."""
    entered = [*entrances]
    names = {qualname.rpartition(".")[2] for _, qualname in entered}
    for test in _tests_of(module, entered):
        other = module.other(test)
        calls = [c for c in other.every(ast.Call) if dotted(c.func).rpartition(".")[2] in names] if other else []
        functions = [other.function(call) for call in calls] if other else []
        if len(functions) > len(set(functions)) or (other and any(_is_repeated(other, call) for call in calls)):
            return test
    return ""


def reading_signatures(module: Module) -> str:
    """A test that reaches the module and looks at the defaults of functions; "" for none."""
    files = module.program.files
    return next((test for test in module.tests().importers if _SIGNATURE & set(_last_parts(files[test]))), "")


def _last_parts(facts: ModuleFacts) -> Iterator[str]:
    for scope in facts.scopes.values():
        yield from (text.rpartition(".")[2] for text in (*scope.calls, *scope.loads))


def _tests_of(module: Module, entrances: Iterable[Node]) -> list[str]:
    return sorted({test for path, _ in entrances for test in module.users.tests_of(path).importers})


def _is_repeated(module: Module, call: ast.Call) -> bool:
    return any(isinstance(above, LOOPS) for above in module.ancestors(call))


# --- by ways that name nothing

_LISTING = frozenset({"__dict__", "__globals__", "getclosurevars", "getmembers", "run_module", "run_path"})
_LISTING_BUILTINS = frozenset({"dir", "vars"})
_BY_TEXT = frozenset({"attrgetter", "delattr", "eval", "exec", "getattr", "hasattr", "resolve_name", "setattr"})
_PATCHING = frozenset({"object", "patch"})


class _Reflection(NamedTuple):
    """What a test file says and does by text."""

    words: frozenset[str]
    codes: tuple[str, ...]
    """Its texts that may be code or dotted names."""
    lists_names: bool
    by_text: bool


def reflecting(module: Module, name: str) -> str:
    """A test that may read or replace the module-level `name` by its text, or among all names; "" for none.

    `vars(app)`, `handler.__globals__`, `getattr(app, key)`, a patch whose target is put together, code in a string.
    """
    own = module_parts(module.path)[-1]
    importers = module.tests().importers
    member = member_named(own, name)
    for path, facts in module.program.files.items():
        if facts.test is None and facts.mocking is None:
            continue
        found = module.elsewhere(path, _reflection)
        if found is None or (path not in importers and own not in found.words):
            continue
        if found.lists_names or (found.by_text and name in found.words):
            return path
        if any(member.search(code) for code in found.codes):
            return path
    return ""


def member_named(module: str, name: str) -> re.Pattern[str]:
    """Matches code, in any text, that uses the name of a module: `app.results`, `app:results`, `from app import …`."""
    module = re.escape(module)
    dotted_name = rf"\b{module}\b[\"']?\s*[.:]\s*{name}\b"
    imported = rf"\bfrom\s+[\w.]*\b{module}\s+import\b[^\n]*\b{name}\b"
    return re.compile(f"{dotted_name}|{imported}")


def used_outside(module: Module, name: str) -> str:
    """A file of the project that is not analysed and that uses the module's name; "" for none."""
    outsiders = module.program.outsiders
    own = module_parts(module.path)[-1]
    return outsiders.naming(own, name, member_named(own, name)) if outsiders is not None else ""


def _reflection(module: Module) -> _Reflection:
    texts = [node.value for node in module.every(ast.Constant) if isinstance(node.value, str)]
    words = frozenset(word for text in texts for word in _WORD.findall(text))
    codes = tuple(dict.fromkeys(text for text in texts if "." in text or ":" in text or "import " in text))
    return _Reflection(words, codes, _lists_names(module), _names_by_text(module))


_WORD = re.compile(r"\w+")


def _lists_names(module: Module) -> bool:
    if any(attribute.attr in _LISTING for attribute in module.every(ast.Attribute)):
        return True
    return any(
        (isinstance(call.func, ast.Name) and call.func.id in _LISTING)
        or (isinstance(call.func, ast.Name) and call.func.id in _LISTING_BUILTINS and bool(call.args))
        for call in module.every(ast.Call)
    )


def _names_by_text(module: Module) -> bool:
    """Whether names are put together, or come out of variables, for one that reads or replaces by them."""
    for call in module.every(ast.Call):
        last = dotted(call.func).rpartition(".")[2]
        unpacked = any(keyword.arg is None for keyword in call.keywords)
        if last in ("multiple", *_PATCHING) and unpacked:
            return True
        texts = [*call.args, *(keyword.value for keyword in call.keywords)]
        if last in ("attrgetter", "resolve_name", "eval", "exec"):
            return True
        if last in _BY_TEXT and not any(_is_text(text) for text in texts[:2]):
            return True
        if last == "patch" and texts and not _is_text(texts[0]):
            return True
    return False


def _is_text(text: ast.expr) -> bool:
    return isinstance(text, ast.Constant) and isinstance(text.value, str)


def shown_in_docstring(module: Module, name: str) -> str:
    """A file with an example session in a docstring that uses the name: `>>> results`; "" for none."""
    for path in (module.path, *module.users.importers(module.path)):
        other = module.other(path)
        for node in other.every(ast.Constant) if other is not None else ():
            if isinstance(node.value, str) and ">>>" in node.value and name in _WORD.findall(node.value):
                return path
    return ""
