"""What else of the program may look for a file of `/tmp`, or see where it lies, so that moving it is no safe thing."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from lambdafix.analysis.program.memo import remembered
from lambdafix.analysis.startup.surroundings import related_files
from lambdafix.analysis.syntax.facts import dotted
from lambdafix.analysis.syntax.scopes import FunctionNode
from lambdafix.analysis.values.inputs import looks_at_locals
from lambdafix.analysis.values.variables import is_environment, is_environment_get
from lambdafix.families.files.calls import Act
from lambdafix.families.files.escapes import COMMANDS
from lambdafix.families.files.scratch import ROOT
from lambdafix.families.files.uses import named_files

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module

_SETS_FOLDER = re.compile(r"\btempdir\b|\bTMPDIR\b")
_AT_HOME = re.compile(r"['\"]~|\bexpanduser\b|\bPath\.home\b|\bnetrc\b")
_REPLACED = frozenset({"open", "mkdtemp", "TemporaryDirectory", "rmtree", "unlink", "rmdir", "remove", "Path"})
_REPLACED_WHOLE = frozenset({"os", "pathlib", "shutil", "tempfile"})
"""Modules: `patch("app.os")` replaces all of them, `patch("app.os.environ")` nothing that a file is made by."""
_SHOWS_ITS_PLACE = frozenset({"filename", "buffer"})
_OPENING = frozenset({"open", "io.open", "os.open", "pathlib.Path"})


def doubts(module: Module, function: FunctionNode, varies: bool) -> Iterator[str]:
    """Why a file that `function` writes may be missed where it was, as clauses. `varies`: its name is the request's."""
    yield from _of_program(module)
    given = {a.arg for a in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)}
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in given:
            yield f"line {node.lineno} calls what `{function.name}` was given, which may call it again"
            break
    if looks_at_locals(function):
        yield f"`{function.name}` reads its own variables by `locals()` or `vars()`, the path among them"
    for node in ast.walk(function):
        if isinstance(node, ast.Attribute) and node.attr in _SHOWS_ITS_PLACE and isinstance(node.ctx, ast.Load):
            yield f"line {node.lineno} reads `.{node.attr}`, which may tell where the file lies"
            break
    if varies and (row := _makes_folders(module, function)):
        yield f"line {row} makes folders under {ROOT}, in which the file may have to lie"
    replaced = {target.rpartition(".")[2] for target in module.tests().patched} & (_REPLACED | _REPLACED_WHOLE)
    if replaced:
        yield f"tests replace `{min(replaced)}`, and may look where files are made"


def named_by(module: Module, path: str) -> str:
    """A file of settings or a script of the project that has the last part of `path`; "" for none."""
    outsiders = module.program.outsiders
    last = path.rpartition("/")[2].encode("utf-8", "surrogateescape")
    return outsiders.mentioning(re.compile(rb"(?<![\w.-])" + re.escape(last) + rb"(?![\w.-])")) if outsiders else ""


def says_where(module: Module) -> str:
    """A file that runs in the same environment and says where temporary files are made; "" for none."""
    for path in sorted(related_files(module) | {module.path}):
        other = module.other(path)
        if other is not None and _SETS_FOLDER.search(other.source.text):
            return path
    return ""


@remembered
def _of_program(module: Module) -> tuple[str, ...]:
    return tuple(_seen_from_elsewhere(module))


def _seen_from_elsewhere(module: Module) -> Iterator[str]:
    for path in sorted(related_files(module) | {module.path}):
        other = module.other(path)
        if other is None:
            continue
        if _AT_HOME.search(other.source.text):
            yield f"{path} looks into the home folder, which may be {ROOT}"
        for call in other.every(ast.Call):
            if other.canonical(call.func).startswith(COMMANDS):
                yield f"line {call.lineno} of {path} starts another program, which may look for the file"
                break
        if row := _opens_by_environment(other):
            yield f"line {row} of {path} takes a path from the environment, which may be the file's"


def _opens_by_environment(module: Module) -> int:
    """The row of a call that takes the path of a file from the environment; 0 for none."""
    for call in module.every(ast.Call):
        if len(call.args) > 1 and is_environment_get(module, call) and _begins_at_root(call.args[1]):
            return call.lineno
        if not call.args or (module.canonical(call.func) or dotted(call.func)) not in _OPENING:
            continue
        for node in ast.walk(call.args[0]):
            is_item = isinstance(node, ast.Subscript) and is_environment(module, node.value)
            if is_item or (isinstance(node, ast.Call) and is_environment_get(module, node)):
                return call.lineno
    return 0


def _begins_at_root(default: ast.expr) -> bool:
    """`"/tmp/audit"`: of a file, for the folder itself says nothing of this one."""
    return isinstance(default, ast.Constant) and str(default.value).startswith(f"{ROOT}/")


def calls_itself(module: Module, function: FunctionNode) -> bool:
    """Whether what the function calls comes to the function again."""
    called = [node.func for node in ast.walk(function) if isinstance(node, ast.Call)]
    start = (module.path, module.qualname(function))
    if any(_names(module, func, start) for func in called):
        return True
    seen, waiting = set(), module.program.callees(*start)
    while waiting:
        here = waiting.pop()
        if here == start:
            return True
        if here not in seen:
            seen.add(here)
            waiting += module.program.callees(*here)
    return False


def _names(module: Module, func: ast.expr, node: tuple[str, str]) -> bool:
    """Whether a call may be one of the function itself."""
    meant = module.definition(func)
    if meant is not None:
        return (meant.path, meant.qualname) == node
    owner, _, name = node[1].rpartition(".")
    return bool(owner) and isinstance(func, ast.Attribute) and func.attr == name


def _makes_folders(module: Module, function: FunctionNode) -> int:
    """The row outside of `function` that makes a folder under `/tmp`; 0 for none."""
    for files in named_files(module):
        for use in files.uses:
            if files.function is not function and use.act is Act.MAKE and use.path.text.startswith(ROOT):
                return use.node.lineno
    return 0
