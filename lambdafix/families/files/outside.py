"""Files outside `/tmp`: writes that Lambda's read-only file system refuses, and reads of what no package carries."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lambdafix.analysis.startup.surroundings import changes_directory
from lambdafix.analysis.syntax.scopes import FunctionNode
from lambdafix.families.files.calls import Act
from lambdafix.families.files.kept_attribute import is_own_attribute
from lambdafix.families.files.order import order
from lambdafix.families.files.own_directory import OwnDirectory, own_directory
from lambdafix.families.files.path_parts import PathText
from lambdafix.families.files.paths import HOME, path_text
from lambdafix.families.files.scratch import ROOT
from lambdafix.families.files.uses import Escape, FileUse, FunctionFiles, named_files
from lambdafix.knowledge import offline
from lambdafix.model import Refusal

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module
    from lambdafix.analysis.program.program import Reach

_WRITES = frozenset({Act.WRITE, Act.APPEND, Act.FILL, Act.MAKE})
_WRITABLE = (ROOT, "/mnt", "/dev", "/proc")
"""Where a function may write. Lambda mounts EFS under `/mnt` alone."""
_PROVIDED = (ROOT, "/mnt", "/dev", "/proc", "/sys", "/opt", "/etc", "/usr", "/bin", "/lib", "/run", "/var/run",
             "/var/task", "/var/runtime", "/var/lang")  # fmt: skip
"""What the execution environment, a layer or the package brings."""
_BY_HAND = "write it under /tmp, in a folder of the request's own, or to S3"
_WINDOWS = re.compile(r"[A-Za-z]:[\\/]")


@dataclass(frozen=True, slots=True, eq=False)
class OutsideFiles:
    """One path outside `/tmp` that one function, or the import, uses."""

    path: str
    uses: tuple[FileUse, ...]
    reach: Reach | None
    """None where the import uses it."""
    plan: OwnDirectory | None = None
    refusal: Refusal | None = None
    command: int = 0
    """The row of a command that seems to write what is read; 0 where there is none."""


def outside_writes(module: Module) -> Iterator[OutsideFiles]:
    """What requests write where nothing can be written, a finding for each path of each function."""
    moves = changes_directory(module)
    for files in named_files(module):
        reach = module.reach(files.function.body[0]) if files.function is not None else None
        if reach is None and not (files.function is None and module.path in module.program.deployed):
            continue
        for found in _written(module, files, reach):
            if not moves or found.uses[0].path.absolute:
                yield found
    yield from _written_by_libraries(module, moves=moves)


def _written(module: Module, files: FunctionFiles, reach: Reach | None) -> Iterator[OutsideFiles]:
    groups: dict[str, list[FileUse]] = {}
    escapes: dict[str, Escape] = {}
    for use in files.uses:
        groups.setdefault(use.path.text, []).append(use)
    for escape in files.escapes:
        escapes.setdefault(escape.path.text, escape)
    told: set[ast.expr] = set()
    for text, uses in groups.items():
        writes = [use for use in uses if use.act in _WRITES]
        if not writes or not _is_unwritable(module, writes[0]) or not all(use.sure for use in writes):
            continue
        if all(_is_meant_for_elsewhere(module, use.node) for use in writes) or writes[0].node in told:
            continue
        told.add(writes[0].node)
        inside = any(other != text and other.startswith(f"{text.rstrip('/')}/") for other in groups)
        if files.function is None:
            planned: OwnDirectory | Refusal = Refusal("the import writes it", _BY_HAND)
        else:
            planned = _plan(module, files, files.function, uses, escapes.get(text), has_inside=inside)
        if isinstance(planned, Refusal):
            yield OutsideFiles(text, tuple(writes), reach, refusal=planned)
        else:
            yield OutsideFiles(text, tuple(writes), reach, planned)


def _plan(
    module: Module,
    files: FunctionFiles,
    function: FunctionNode,
    uses: list[FileUse],
    escape: Escape | None,
    *,
    has_inside: bool,
) -> OwnDirectory | Refusal:
    path = uses[0].path
    if escape is not None:
        return Refusal(f"lambdafix cannot follow the path: {escape.how}", _BY_HAND)
    if any(use.act in (Act.MAKE, Act.APPEND, Act.FILL, Act.LIST) for use in uses) or has_inside:
        return Refusal("a folder or a growing file is kept there", _BY_HAND)
    in_parts = path.anchor is None or "/" in path.text[len(path.start) :] or _WINDOWS.match(path.start)
    if in_parts or path.anchor is None or is_own_attribute(path.anchor):
        return Refusal("the path is put together from several parts", _BY_HAND)
    if any(others.function is not function and _names(others, path.text) for others in named_files(module)):
        return Refusal("another function uses the same path", _BY_HAND)
    if not any(use.act is Act.READ for use in uses):
        return Refusal("no code here reads the file, so something else may be meant to", _BY_HAND)
    early = order(module, function, uses).early
    if early:
        return Refusal("it is read before this request writes it", _BY_HAND)
    if any(isinstance(node, ast.Yield | ast.YieldFrom) for node in ast.walk(function)):
        return Refusal("a generator writes it, and may be left before it ends", _BY_HAND)
    return own_directory(module, function, files, uses, path.start.rpartition("/")[0], whole=False)


def _names(files: FunctionFiles, text: str) -> bool:
    return text in {use.path.text for use in files.uses} | {escape.path.text for escape in files.escapes}


def _is_unwritable(module: Module, use: FileUse) -> bool:
    text = use.path.text
    if "://" in text or text.startswith(("{", "\\", "-")) or not text.strip("./"):
        return False
    if text == HOME or text.startswith(f"{HOME}/"):
        return not _sets_home(module)
    if use.path.absolute:
        places = (*_WRITABLE, *module.program.deployment.mounts)
        return not any(text == place or text.startswith(f"{place}/") for place in places)
    func = use.node.func if isinstance(use.node, ast.Call) else use.node
    is_known = isinstance(func, ast.Name) or module.canonical(func) != ""
    return not text.startswith("..") and (is_known or "." in text or "/" in text)


def _is_meant_for_elsewhere(module: Module, node: ast.AST) -> bool:
    """Guarded by a question about where the code runs, or by a handler of just this failure."""
    child: ast.AST = node
    for above in module.ancestors(node):
        if isinstance(above, ast.If | ast.IfExp) and offline.ASKS.search(ast.unparse(above.test)):
            return True
        if isinstance(above, ast.Try) and child in above.body:
            caught = {ast.unparse(handler.type) for handler in above.handlers if handler.type is not None}
            if caught & {"OSError", "IOError", "PermissionError", "EnvironmentError"}:
                return True
        child = above
    return False


def _sets_home(module: Module) -> bool:
    """Whether code of the function, or its template, says where the home folder is."""
    return "HOME" in module.source.text


# --- what libraries write by a name that they are given, or by none


_LOG_FILES = {
    "logging.FileHandler": "filename",
    "logging.handlers.RotatingFileHandler": "filename",
    "logging.handlers.TimedRotatingFileHandler": "filename",
    "logging.handlers.WatchedFileHandler": "filename",
    "logging.basicConfig": "filename",
}
_CHANGES_ROWS = re.compile(r"\b(?:insert|update|delete|replace|create|drop|alter)\b", re.IGNORECASE)


def _written_by_libraries(module: Module, *, moves: bool) -> Iterator[OutsideFiles]:
    for call in module.every(ast.Call):
        path = _path_of_library(module, call)
        reach = module.reach(call)
        at_import = module.function(call) is None and module.path in module.program.deployed
        if path is None or (reach is None and not at_import) or (moves and not path.absolute):
            continue
        use = FileUse(path, Act.WRITE, call, call)
        if _is_unwritable(module, use) and not _is_meant_for_elsewhere(module, call):
            refusal = Refusal("a library keeps the file open, or writes it by itself", _BY_HAND)
            yield OutsideFiles(path.text, (use,), reach, refusal=refusal)


def _path_of_library(module: Module, call: ast.Call) -> PathText | None:
    canonical = module.canonical(call.func)
    named = {keyword.arg: keyword.value for keyword in call.keywords}
    if canonical in _LOG_FILES:
        by_place = call.args[0] if call.args and canonical != "logging.basicConfig" else None
        given = by_place or named.get(_LOG_FILES[canonical])
        return path_text(module, given) if given is not None else None
    if canonical == "sqlite3.connect":
        given = call.args[0] if call.args else named.get("database")
        path = path_text(module, given) if given is not None else None
        is_file = path is not None and path.text not in ("", ":memory:") and not path.text.startswith("file:")
        return path if is_file and _changes_rows(module) else None
    if canonical == "nltk.download" and "download_dir" not in named and len(call.args) < 2:
        return PathText(f"{HOME}/nltk_data", None, "") if "nltk.data.path" not in module.source.text else None
    return None


def _changes_rows(module: Module) -> bool:
    """Whether some statement of SQL in the file changes what a database holds."""
    return any(
        isinstance(call.func, ast.Attribute)
        and call.func.attr in ("execute", "executemany", "executescript")
        and call.args
        and _CHANGES_ROWS.search(ast.unparse(call.args[0])) is not None
        for call in module.every(ast.Call)
    )


def outside_reads(module: Module) -> Iterator[OutsideFiles]:
    """What requests, or the import of a deployed file, read under an absolute path that nothing is known to bring."""
    for files in named_files(module):
        reach = module.reach(files.function.body[0]) if files.function is not None else None
        at_import = files.function is None and module.path in module.program.deployed
        if reach is None and not at_import:
            continue
        entries = reach.handlers if reach is not None else module.program.handlers
        if any(entry.how == "dockerfile" for entry in entries):
            continue
        seen: set[str] = set()
        for use in files.uses:
            text = use.path.text
            if use.act is Act.READ and text not in seen and _is_foreign(module, use, files):
                seen.add(text)
                refusal = Refusal(
                    "where the file shall come from is not known",
                    "put it into the deployment package or a layer, read it from S3, or take it as a parameter",
                )
                yield OutsideFiles(text, (use,), reach, refusal=refusal, command=_command(files, module, use))


def _command(files: FunctionFiles, module: Module, use: FileUse) -> int:
    """The row of a command line above the read that names the path, likely to have it written; 0 where none does."""
    if files.function is None:
        return 0
    for node in ast.walk(files.function):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or node.lineno >= use.node.lineno:
            continue
        named = use.path.text in node.value and node.value != use.path.text
        if named and any(isinstance(a, ast.Call) and _runs_command(module, a) for a in module.ancestors(node)):
            return node.lineno
    return 0


def _runs_command(module: Module, call: ast.Call) -> bool:
    return module.canonical(call.func).startswith(("subprocess.", "os.system", "os.popen"))


def _is_foreign(module: Module, use: FileUse, files: FunctionFiles) -> bool:
    text = use.path.text
    if not use.path.absolute or "://" in text or "{" in text.split("/")[1:2]:
        return False
    provided = (*_PROVIDED, *module.program.deployment.mounts)
    if _command(files, module, use):
        provided = (*_WRITABLE, *module.program.deployment.mounts)
    if any(text == place or text.startswith(f"{place}/") for place in provided):
        return False
    same = [other for other in files.uses if other.path.text == text]
    if any(other.act in (Act.EXISTS, *_WRITES) for other in same):
        return False
    return not _is_meant_for_elsewhere(module, use.node)
