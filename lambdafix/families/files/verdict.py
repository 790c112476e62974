"""What each function leaves under `/tmp`, and whether it can have a folder of the request's own instead."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lambdafix.analysis.program.memo import remembered
from lambdafix.analysis.startup.surroundings import changes_directory, related_files
from lambdafix.analysis.syntax.scopes import FunctionNode
from lambdafix.analysis.values.access import is_logged
from lambdafix.families.files import bystanders
from lambdafix.families.files.aliases import chosen
from lambdafix.families.files.calls import REMOVES, Act
from lambdafix.families.files.escapes import Way
from lambdafix.families.files.kept import is_kept
from lambdafix.families.files.kept_attribute import is_own_attribute
from lambdafix.families.files.order import Order, order
from lambdafix.families.files.path_parts import PathText
from lambdafix.families.files.paths import assigned_value
from lambdafix.families.files.scratch import ROOT, WRITES, ScratchFile, by_name
from lambdafix.families.files.uses import FileUse, FunctionFiles, named_files
from lambdafix.model import Refusal

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module
    from lambdafix.analysis.program.program import Reach

_BY_HAND = "give each request a folder of its own with tempfile.TemporaryDirectory()"
_INSTEAD = "open it by `with tempfile.TemporaryDirectory()`, or remove it in a `finally`"
_PARTS = re.compile(r"\{[^{}]*\}")
_LISTED = re.compile(rf"{ROOT}/?(?:[^/]*\*.*)?")
_READS_FILES = re.compile(
    r"call_args|\b(?:i?glob|listdir|scandir)\b|\bopen\(|\bread_(?:text|bytes)\b|\bos\.path\b|\bPath\("
)
_TEXTS = frozenset({"format", "repr", "str"})
_CLEANS = re.compile(r"rm\s+-r?f?r?\s+/tmp\b")


@dataclass(frozen=True, slots=True, eq=False)
class Verdict:
    """What is to be said of one scratch file."""

    file: ScratchFile
    refusal: Refusal | None = None
    doubts: tuple[str, ...] = ()
    needs_whole: bool = False
    """Its folder must outlive the rounds of a loop."""


@dataclass(frozen=True, slots=True, eq=False)
class Scratch:
    """The scratch files of one function that requests run."""

    files: FunctionFiles
    function: FunctionNode
    reach: Reach
    fixed: tuple[Verdict, ...]
    """Names that every request writes to."""
    left: tuple[Verdict, ...]
    """Names of one request's own that a way out of the function leaves behind."""
    stale: tuple[ScratchFile, ...]
    """Fixed names that are read though nothing known writes them."""


@remembered
def scratches(module: Module) -> tuple[Scratch, ...]:
    """What each function that requests run does with files under `/tmp`."""
    return tuple(_scratches(module))


def _scratches(module: Module) -> Iterator[Scratch]:
    for files in named_files(module):
        if files.function is None:
            continue
        reach = module.reach(files.function.body[0])
        if reach is not None:
            yield _scratch(module, files, files.function, reach)


def _scratch(module: Module, files: FunctionFiles, function: FunctionNode, reach: Reach) -> Scratch:
    units = by_name(files)
    files_escape = any(unit.escapes for unit in units.values())
    judge = _Judge(module, files, function, order(module, function, files.uses))
    fixed, left, stale = [], [], []
    for unit in units.values():
        if not unit.writes and not unit.is_made and not (unit.fixed and _may_be_written(unit)):
            if unit.fixed and not files_escape and judge.is_stale(unit):
                stale.append(unit)
        elif is_kept(module, function, judge.flow, unit):
            continue
        elif unit.fixed:
            fixed.append(judge.verdict(unit))
        elif judge.is_left(unit):
            left.append(judge.verdict(unit))
    return Scratch(files, function, reach, tuple(fixed), tuple(left), tuple(stale))


def evidence(module: Module, scratch: Scratch, verdict: Verdict) -> str:
    """What shows that a file can have a folder of the request's own, as a clause."""
    place = f"`{module.qualname(scratch.function)}`"
    rows = sorted({use.node.lineno for use in verdict.file.uses})
    where = f"line {rows[0]}" if len(rows) == 1 else f"lines {', '.join(map(str, rows[:6]))}"
    return f"every use of {verdict.file.name} is known, in {where} of {place}, and none hands its path on"


class _Judge:
    def __init__(self, module: Module, files: FunctionFiles, function: FunctionNode, flow: Order) -> None:
        self._module = module
        self._files = files
        self._function = function
        self._everywhere = named_files(module)
        self.flow = flow

    # --- no finding

    def is_left(self, unit: ScratchFile) -> bool:
        """Whether a way out of the function leaves something of it behind, and nothing else tidies up."""
        if any(not escape.harmless for escape in unit.escapes) or self._tidied_elsewhere():
            return False
        if not unit.is_made and (self._varying_elsewhere(unit) or self._may_be_removed(unit)):
            return False  # perhaps the same file, put together anew
        written = {use.path.text for use in unit.uses if use.act in (*WRITES, Act.MAKE)}
        return bool(written & self.flow.left)

    def _may_be_removed(self, unit: ScratchFile) -> bool:
        """Whether code that removes files, and may know this one by another name, runs in the same environment."""
        texts = [other.source.text for other in self._related() if other is not self._module]
        if any(_names_scratch(text) and REMOVES.search(text) for text in texts):
            return True
        is_read = any(use.act in (Act.READ, Act.LIST) for use in unit.uses)
        # who reads it, by whatever name, may remove it as well
        return not is_read and any(REMOVES.search(text) for text in (*texts, self._module.source.text))

    def _related(self) -> Iterator[Module]:
        for path in sorted(related_files(self._module)):
            if (other := self._module.other(path)) is not None:
                yield other

    def _tidied_elsewhere(self) -> bool:
        if any(_CLEANS.search(text) for text in _texts(self._module)):
            return True
        return any(
            (use.act in (Act.LIST, Act.REMOVE) and use.path.text.rstrip("/*") == ROOT)
            or (use.act is Act.REMOVE and use.path.varies and files is not self._files)
            for files in self._everywhere
            for use in files.uses
        )

    def is_stale(self, unit: ScratchFile) -> bool:
        if changes_directory(self._module):
            return False  # whoever writes it may call it by its name alone
        reads = [use for use in self.flow.early if use in unit.uses and use.act is Act.READ]
        asked = any(use.act is Act.EXISTS for use in unit.uses)
        tried = any(self._is_inside_try(use.node) for use in reads)
        return bool(reads) and not (asked or tried or self._elsewhere(unit) or self._other_files(unit))

    def _is_inside_try(self, node: ast.AST) -> bool:
        return any(isinstance(above, ast.Try) for above in self._module.ancestors(node))

    # --- how well it can be repaired

    def verdict(self, unit: ScratchFile) -> Verdict:
        reason = self._reason(unit)
        if reason:
            return Verdict(unit, Refusal(reason, _BY_HAND if not unit.is_made else _INSTEAD))
        early = [use for use in self.flow.early if use in unit.uses and use.act is not Act.EXISTS]
        return Verdict(unit, None, tuple(self._doubts(unit, early)), bool(early))

    def _reason(self, unit: ScratchFile) -> str:
        label = unit.label
        if unit.escapes:
            return f"{label} cannot be followed: {unit.escapes[0].how}"
        if unit.is_made:
            return f"{label} stays until the code removes it"
        if any(use.path.anchor is not None and is_own_attribute(use.path.anchor) for use in unit.uses):
            return f"an object keeps the path of {label}, and may use it elsewhere"
        if not unit.fixed and self._named_in_other_files():
            return f"another file of the function names files under {ROOT} too, and may mean {label}"
        if unit.fixed and any(use.act is Act.EXISTS and self._guards(use, unit) for use in self.flow.early):
            return f"{label} is only written where it is not there yet, so that a request is served an earlier one's"
        if unit.fixed:
            if where := self._elsewhere(unit):
                return f"{where} uses {label} too"
            if where := self._other_files(unit):
                return f"{where} names {label} too"
        for use in self.flow.early:
            if use in unit.uses and use.act is Act.APPEND:
                return f"{label} is appended to, so earlier requests' lines may be meant to stay"
            if use in unit.uses and use.act is not Act.EXISTS and not self._written_above(use, unit):
                return f"{label} is read before this request writes it, so what an earlier one left may be meant"
        if not any(use.act in (Act.READ, Act.LIST, Act.REMOVE) for use in unit.uses):
            return f"no code here reads {label}, so something else may be meant to"
        if unit.fixed and changes_directory(self._module):
            return "the program changes its directory, and may mean the file by its name alone"
        if unit.fixed and not self._is_listed() and (row := self._names_root()):
            return f"line {row} passes {ROOT} itself to other code, which may look for the file there"
        if any(isinstance(node, ast.Yield | ast.YieldFrom) for node in ast.walk(self._function)):
            return f"a generator uses {label}, and may be left before it ends"
        if any(use.path.anchor is None for use in unit.uses):
            return f"it cannot be told where the path of {label} is put together"
        if bystanders.calls_itself(self._module, self._function):
            return f"`{self._function.name}` comes to itself again, perhaps before it has read what it wrote"
        if where := bystanders.says_where(self._module):
            return f"{where} says where temporary files are made"
        if orphan := _without_folder(unit):
            return f"the folder that {orphan} lies in is made elsewhere"
        return ""

    def _guards(self, question: FileUse, unit: ScratchFile) -> bool:
        """Whether the file is only written where it is not there: `if not os.path.exists(path): write(path)`."""
        if question not in unit.uses:
            return False
        for above in self._module.ancestors(question.node):
            if isinstance(above, ast.If):
                return any(inner is write.node for write in unit.writes for inner in ast.walk(above))
            if isinstance(above, ast.stmt):
                return False
        return False

    def _written_above(self, use: FileUse, unit: ScratchFile) -> bool:
        return any(write.node.lineno <= use.node.lineno for write in unit.writes)

    def _elsewhere(self, unit: ScratchFile) -> str:
        """Another function of the file, or a text in it, that means the same name."""
        for files in self._everywhere:
            if files.function is not self._function and unit.name in by_name(files):
                return f"`{self._module.qualname(files.function)}`" if files.function else "the import"
        if where := self._varying_elsewhere(unit):
            return where
        own = {id(node) for use in self._files.uses for node in self._anchor_parts(use.path)}
        pattern = _mention(unit.name)
        for constant in self._module.every(ast.Constant):
            is_docstring = isinstance(self._module.parent(constant), ast.Expr)
            if is_docstring or id(constant) in own or not isinstance(constant.value, str):
                continue
            if pattern.search(constant.value):
                return f"a text in line {constant.lineno}"
        return ""

    def _varying_elsewhere(self, unit: ScratchFile) -> str:
        """Another function that puts a name together which may be this one, and does not write it itself."""
        others = [other for other in self._related() if other is not self._module]
        for home in (self._module, *others):
            for files in named_files(home):
                if files.function is not self._function and _reads_one_like(files, unit):
                    place = f"`{home.qualname(files.function)}`" if files.function else "the import"
                    return place if home is self._module else f"{place} of {home.path}"
        return ""

    def _named_in_other_files(self) -> bool:
        for path in related_files(self._module) - {self._module.path}:
            other = self._module.other(path)
            if other is None or _names_scratch(other.source.text):
                return True
        return False

    def _anchor_parts(self, path: PathText) -> Iterator[ast.AST]:
        """The literals that make up the path."""
        if path.anchor is None:
            return
        yield from ast.walk(path.anchor)
        found = assigned_value(self._module, path.anchor)
        if found is not None and found[0] is self._module:
            yield from ast.walk(found[1])

    def _other_files(self, unit: ScratchFile) -> str:
        """Another file that runs in the same environment and names the same file."""
        own = {path for use in unit.uses for path in self._home(use)}
        pattern = re.compile(rf"[/\"']{re.escape(unit.name.removeprefix(ROOT + '/'))}(?![\w.-])")
        for path in sorted(related_files(self._module) - own - {self._module.path}):
            other = self._module.other(path)
            if other is None:
                return path
            if pattern.search(other.source.text):
                return path
        return ""

    def _home(self, use: FileUse) -> Iterator[str]:
        if use.path.anchor is None:
            return
        found = assigned_value(self._module, use.path.anchor)
        if found is not None and found[0] is not self._module:
            meant = self._module.definition(use.path.anchor)
            users = self._module.users.of(meant.path, meant.qualname) if meant is not None else ()
            if all(user.path == self._module.path for user in users):
                yield found[0].path

    def _doubts(self, unit: ScratchFile, early: list[FileUse]) -> Iterator[str]:
        if early:
            yield (
                f"on one way through the code a request reads {unit.name} before it writes it; "
                "that now fails as it does in a cold start"
            )
        for use in unit.uses:
            if not use.sure:
                yield f"what `{ast.unparse(use.node).partition('(')[0]}` does with {unit.name} is not certain"
                break
        anchors = {id(use.path.anchor): use.path.anchor for use in unit.uses if use.path.anchor is not None}
        if len(anchors) > 1 and any(chosen(self._module, anchor) is not anchor for anchor in anchors.values()):
            yield f"{unit.name} is one of two in one place, and named alone in another"
        if self._is_listed():
            yield f"{self._module.path} lists what lies in {ROOT}"
        for name in {ast.unparse(use.path.anchor) for use in unit.uses if use.path.anchor and self._is_tested(use)}:
            yield f"tests use {name}"
        pattern = _mention(unit.name)
        for test in self._module.tests().importers:
            other = self._module.other(test)
            if other is not None and pattern.search(other.source.text):
                yield f"{test} names {unit.name}"
                break
            if other is not None and _READS_FILES.search(other.source.text):
                yield f"{test} reads files, and may look for {unit.name} after the handler has returned"
                break
        yield from bystanders.doubts(self._module, self._function, varies=not unit.fixed)
        if unit.fixed and (where := bystanders.named_by(self._module, unit.name)):
            yield f"{where} names {unit.name}, or a file that is called so"
        if row := self._error_handed_on(unit):
            yield f"line {row} hands on the text of an error, in which {unit.name} may stand"

    def _error_handed_on(self, unit: ScratchFile) -> int:
        """The row where an `except` around a use of the file gives the error's text to more than a log; else 0."""
        # what the other paths of the function name may lie beside it, and go along
        nodes = [use.node for use in self._files.uses] + [escape.node for escape in self._files.escapes]
        tries = {above for node in nodes for above in self._module.ancestors(node) if isinstance(above, ast.Try)}
        for handler in (handler for tried in tries for handler in tried.handlers):
            for node in ast.walk(handler):
                if isinstance(node, ast.Name) and node.id == handler.name and isinstance(node.ctx, ast.Load):
                    above = self._module.parent(node)
                    texts = isinstance(above, ast.FormattedValue) or (
                        isinstance(above, ast.Call) and isinstance(above.func, ast.Name) and above.func.id in _TEXTS
                    )
                    if texts and not is_logged(self._module, node):
                        return node.lineno
        return 0

    def _is_tested(self, use: FileUse) -> bool:
        """Whether tests read or replace the constant that the path begins with."""
        if not isinstance(use.path.anchor, ast.Name | ast.Attribute):
            return False
        meant = self._module.definition(use.path.anchor)
        users = self._module.users.of(meant.path, meant.qualname) if meant is not None else ()
        here = self._module.users.of(self._module.path, ast.unparse(use.path.anchor))
        return any(user.in_test for user in (*users, *here))

    def _is_listed(self) -> bool:
        """Whether code of this file looks through `/tmp` itself."""
        return any(
            use.act is Act.LIST and _LISTED.fullmatch(use.path.text) for files in self._everywhere for use in files.uses
        )

    def _names_root(self) -> int:
        """The line where `/tmp` itself, not a path in it, is given to code not known here; 0 where there is none."""
        for files in self._everywhere:
            for escape in files.escapes:
                if escape.path.text.rstrip("/") == ROOT and escape.path.anchor is not None:
                    return escape.path.anchor.lineno
        paths = [use.path for files in self._everywhere for use in files.uses]
        paths += [escape.path for files in self._everywhere for escape in files.escapes]
        parts = {id(node) for path in paths for node in self._anchor_parts(path)}
        for constant in self._module.every(ast.Constant):
            if constant.value in (ROOT, f"{ROOT}/") and id(constant) not in parts:
                above = self._module.parent(constant)
                if not (isinstance(above, ast.keyword) and above.arg == "dir"):
                    return constant.lineno
        return 0


def _may_be_written(unit: ScratchFile) -> bool:
    """Whether code that is not known gets the path, and the file is read here."""
    given = any(escape.way is Way.GIVEN for escape in unit.escapes)
    return given and any(use.act is Act.READ for use in unit.uses)


def _without_folder(unit: ScratchFile) -> str:
    """A file in a folder under `/tmp` that the function does not make."""
    folders = {use.path.text.rstrip("/") for use in unit.uses if use.act in (Act.MAKE, Act.FILL)}
    for use in unit.writes:
        if "/" in _PARTS.sub("", use.path.text[len(ROOT) + 1 :]) and not folders & _parents(use.path.text):
            return use.path.text
    return ""


def _reads_one_like(files: FunctionFiles, unit: ScratchFile) -> bool:
    for name, other in by_name(files).items():
        paths = [*(use.path for use in other.uses), *(escape.path for escape in other.escapes)]
        if any(path.varies for path in paths) and not other.writes and _may_be_one(name, unit.name):
            return True
    return False


def _may_be_one(one: str, other: str) -> bool:
    """Whether two names, each with parts that are not known, can be the same by what they begin and end with."""
    ends = [_PARTS.split(text)[-1] for text in (one, other)]
    starts = [_PARTS.split(text)[0] for text in (one, other)]
    same_end = ends[0].endswith(ends[1]) or ends[1].endswith(ends[0])
    return same_end and (starts[0].startswith(starts[1]) or starts[1].startswith(starts[0]))


def _names_scratch(text: str) -> bool:
    return f"{ROOT}/" in text or "gettempdir" in text


def _mention(name: str) -> re.Pattern[str]:
    return re.compile(rf"{re.escape(name)}(?![\w.-])")


def _texts(module: Module) -> Iterator[str]:
    for constant in module.every(ast.Constant):
        if isinstance(constant.value, str):
            yield constant.value


def _parents(text: str) -> set[str]:
    parts = text.split("/")
    return {"/".join(parts[:number]) for number in range(3, len(parts))}
