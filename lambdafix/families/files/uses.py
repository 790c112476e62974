"""What a function does with each file it names: every use of a path, and where one gets out of sight."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lambdafix.analysis.program.memo import remembered
from lambdafix.analysis.program.names import Definition
from lambdafix.analysis.syntax.scopes import BindingKind, FunctionNode, ScopeKind
from lambdafix.families.files import temporary
from lambdafix.families.files.aliases import Default, chosen, defaults, of_parameter, reached
from lambdafix.families.files.calls import (
    JOINS,
    PATH_METHODS,
    TEXT_ATTRIBUTES,
    TEXT_METHODS,
    Act,
    Parameter,
    is_opener,
    opening_act,
    parameters,
    reads_later,
)
from lambdafix.families.files.escapes import Exit, Way, how, how_called
from lambdafix.families.files.lazy import outlives
from lambdafix.families.files.listings import Listing
from lambdafix.families.files.opened import told_by
from lambdafix.families.files.path_parts import PathText
from lambdafix.families.files.paths import archive, assigned_value, is_home, is_path_object, path_text

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module

_FOLLOWED = 4
_SCRATCH = "/tmp/"  # noqa: S108 - where the files lie that this is about
_BEGINNINGS = frozenset(["tempfile.gettempdir", "os.getcwd", "os.path.dirname"])


@dataclass(frozen=True, slots=True, eq=False)
class FileUse:
    """One known use of a file."""

    path: PathText
    act: Act
    node: ast.expr
    """The call, or where it is followed into a helper the call of the helper."""
    written: ast.expr
    """The expression that gives the path at this place."""
    sure: bool = True
    """False where a method's name alone says what it does, or a helper does it on one of its paths only."""
    kept: tuple[ast.Name, ...] = ()
    """Uses of the name the opened file is bound to."""


@dataclass(frozen=True, slots=True, eq=False)
class Escape:
    """A place where a path gets out of sight."""

    path: PathText
    how: str
    """A clause: "it is returned", "it is passed to `upload`"."""
    node: ast.expr
    way: Way = Way.OTHER

    @property
    def harmless(self) -> bool:
        """Whether nothing outside can use or remove the file through it."""
        return self.way in (Way.LOGGED, Way.SENT, Way.ANSWERED)


@dataclass(slots=True)
class FunctionFiles:
    """All the paths of one function's own body, or of the module's top level."""

    function: FunctionNode | None
    uses: list[FileUse] = field(default_factory=list)
    escapes: list[Escape] = field(default_factory=list)
    names: dict[int, list[ast.expr]] = field(default_factory=dict)
    """By id of the anchor: every expression through which the path goes on."""


@remembered
def named_files(module: Module) -> tuple[FunctionFiles, ...]:
    """The files that the functions here, and the module's top level, name by a text the path begins with."""
    return tuple(Collector(module).files())


class Collector:
    """Follows the paths of one file. Raises nothing; what is not understood is an escape."""

    def __init__(self, module: Module, depth: int = 0) -> None:
        self._module = module
        self._depth = depth

    def files(self) -> list[FunctionFiles]:
        """For the module's top level and each function that names a file by a text it begins with."""
        found: dict[FunctionNode | None, FunctionFiles] = {}
        for start in self._starts():
            function = self._module.function(start)
            self.follow(start, found.setdefault(function, FunctionFiles(function)), start)
        for default in defaults(self._module, self._names_file):
            files = found.setdefault(default.function, FunctionFiles(default.function))
            self._default(default, files)
        for call in temporary.makers(self._module):
            function = self._module.function(call)
            self._made(call, found.setdefault(function, FunctionFiles(function)))
        return list(found.values())

    def _names_file(self, value: ast.expr) -> bool:
        path = path_text(self._module, value)
        return path is not None and ("/" in path.text or "." in path.text)

    def _made(self, call: ast.Call, files: FunctionFiles) -> None:
        """Follow what `tempfile` makes, by each expression that gives its path."""
        module = self._module
        path = temporary.text_of(module, call, call)
        if path is None:
            return
        files.uses.append(FileUse(path, Act.MAKE if temporary.makes_folder(module, call) else Act.WRITE, call, call))
        if temporary.makes_folder(module, call):
            self.follow(call, files, call)
            return
        named = temporary.path_names(module, call)
        for expression in named:
            self.follow(expression, files, expression if isinstance(expression, ast.Attribute) else call)
        opened = temporary.opened_names(module, call)
        is_known = bool(named) or bool(opened) or isinstance(module.parent(call), ast.Assign)
        if not is_known or any(self._hands_on(use) for use in opened):
            files.escapes.append(Escape(path, "the open file is handed on", call))

    def _hands_on(self, opened: ast.Name) -> bool:
        """Whether code that may remove an open file by its name gets it: the project's own, or what keeps it."""
        above = self._module.parent(opened)
        if isinstance(above, ast.Attribute | ast.withitem):
            return False
        call = self._module.parent(above) if isinstance(above, ast.keyword) else above
        return not isinstance(call, ast.Call) or self._module.definition(call.func) is not None

    def _default(self, default: Default, files: FunctionFiles) -> None:
        path = path_text(self._module, default.value)
        if path is None:
            return
        how = f"it is the default of `{default.parameter}`, for which a call may give another"
        files.escapes.append(Escape(path, how, default.value))
        for use in of_parameter(self._module, default.function, default.parameter):
            self.follow(use, files, default.value, path)

    def _starts(self) -> Iterator[ast.expr]:
        module = self._module
        for constant in module.every(ast.Constant):
            if isinstance(constant.value, str) and not isinstance(
                module.parent(constant), ast.JoinedStr | ast.Expr | ast.FormattedValue | ast.arguments
            ):
                yield constant
        for joined in module.every(ast.JoinedStr):
            if joined.values and isinstance(joined.values[0], ast.Constant):
                yield joined
        for call in module.every(ast.Call):
            if module.canonical(call.func) in _BEGINNINGS or is_home(module, call):
                yield call
        for attribute in module.every(ast.Attribute):
            if attribute.attr == "parent" and not isinstance(module.parent(attribute), ast.Attribute):
                yield attribute
        named: list[ast.Name | ast.Attribute] = [*module.every(ast.Name), *module.every(ast.Attribute)]
        for node in named:
            if isinstance(node.ctx, ast.Load) and self._is_constant_name(node):
                yield node

    def _is_constant_name(self, node: ast.Name | ast.Attribute) -> bool:
        module = self._module
        if isinstance(node, ast.Name):
            owner = module.owner(node)
            if owner is None or owner.kind is not ScopeKind.MODULE:
                return False
        elif not isinstance(node.value, ast.Name):
            return False
        found = assigned_value(module, node)
        return (found is not None and not isinstance(found[1], ast.Attribute | ast.Call)) or (
            found is not None and path_text(*found) is not None
        )

    # --- one path

    def follow(self, node: ast.expr, files: FunctionFiles, start: ast.expr, path: PathText | None = None) -> None:
        """Follow `node`, which gives the path that begins at `start`, to everything done with it."""
        top = self._whole(node)
        known = len(files.escapes)
        self._follow(node, top, files, start, path)
        alone = (
            path_text(self._module, node) if top is not node and isinstance(top, ast.JoinedStr | ast.BinOp) else None
        )
        if alone is not None and alone.anchor is start and _is_scratch(alone):
            # the longer text that gets out of sight holds the path as well
            longer = [escape for escape in files.escapes[known:] if escape.path.text != alone.text]
            files.escapes += [Escape(alone, e.how, e.node, Way.OTHER if e.harmless else e.way) for e in longer]

    def _follow(
        self, node: ast.expr, top: ast.expr, files: FunctionFiles, start: ast.expr, path: PathText | None
    ) -> None:
        module = self._module
        found, is_part = self._text(top, start, path, node)
        if found is None:
            return
        if is_part:
            files.escapes.append(self._left(found, how(module, top), top))
            return
        files.names.setdefault(id(start), []).append(top)
        if module.function(top) is not files.function or self._is_lazy(top, files.function):
            files.escapes.append(Escape(found, "an inner function uses it", top))
            if not _is_scratch(found):
                return
        if (whole := chosen(module, top)) is not top and self._is_alike(whole, found):
            if not _is_scratch(found):
                files.escapes.append(Escape(found, "it is one of several paths", top))
            top, path = whole, found
        above = module.parent(top)
        match above:
            case ast.Assign(targets=[ast.Name() as target], value=value) if value is top:
                self._assigned(target, files, start, found, path)
            case ast.AnnAssign(target=ast.Name() as target):
                self._assigned(target, files, start, found, path)
            case ast.Call() if above.func is not top:
                self._argument(above, top, None, found, files)
            case ast.keyword():
                call = module.parent(above)
                assert isinstance(call, ast.Call | ast.ClassDef)
                if isinstance(call, ast.Call):
                    self._argument(call, top, above.arg, found, files)
            case ast.Attribute():
                self._attribute(above, top, found, files)
            case ast.Expr() | ast.Delete():
                pass
            case _:
                files.escapes.append(self._left(found, how(module, top), top))

    def _is_alike(self, choice: ast.expr, path: PathText) -> bool:
        """Whether all that is chosen from lies outside of `/tmp`, or `path` itself lies there."""
        if _is_scratch(path) or not isinstance(choice, ast.IfExp):
            return _is_scratch(path)
        parts = [path_text(self._module, part) for part in _leaves_of(choice)]
        return all(part is not None and not _is_scratch(part) for part in parts)

    @staticmethod
    def _left(path: PathText, by: Exit, node: ast.expr) -> Escape:
        return Escape(path, by.clause, node, by.way)

    def _whole(self, node: ast.expr) -> ast.expr:
        """The largest expression around `node` that is a path made with it."""
        module = self._module
        while True:
            above = module.parent(node)
            match above:
                case ast.FormattedValue() if above.format_spec is None:
                    joined = module.parent(above)
                    assert isinstance(joined, ast.JoinedStr)
                    node = joined
                case ast.BinOp(op=ast.Add() | ast.Div() | ast.Mod()):
                    node = above
                case ast.Attribute(attr="format" | "as_posix" | "resolve" | "absolute" | "joinpath", value=value):
                    call = module.parent(above)
                    path_like = isinstance(value, ast.Constant) or is_path_object(module, value)
                    if not isinstance(call, ast.Call) or call.func is not above or not path_like:
                        return node
                    node = call
                case ast.Call(func=func) if func is not node and self._makes_path(above):
                    node = above
                case _:
                    return node

    def _makes_path(self, call: ast.Call) -> bool:
        module = self._module
        canonical = module.canonical(call.func)
        if canonical in JOINS or is_path_object(module, call):
            return True
        match call.func:
            case ast.Name(id="str"):
                return module.owner(call.func) is None
            case ast.Attribute(value=ast.Constant(value=str()), attr="format"):
                return True
            case ast.Attribute(value=value, attr="joinpath"):
                return is_path_object(module, value)
        return False

    def _text(
        self, top: ast.expr, start: ast.expr, given: PathText | None, node: ast.expr
    ) -> tuple[PathText | None, bool]:
        """The path that `top` gives; or, with True, the one `node` gives to a message or a command."""
        if given is not None:
            return given, top is not node
        found = path_text(self._module, top)
        if found is not None and found.anchor is start:
            return found, False
        alone = path_text(self._module, node) if top is not node else None
        if alone is not None and alone.anchor is start and _is_path_like(alone.start):
            return alone, True
        return None, False

    def _is_lazy(self, node: ast.AST, function: FunctionNode | None) -> bool:
        """In a generator or lambda that may run after the function has gone on."""
        for above in self._module.ancestors(node):
            if above is function:
                return False
            if isinstance(above, ast.GeneratorExp | ast.Lambda | ast.ClassDef):
                return True
        return False

    def _assigned(
        self, target: ast.Name, files: FunctionFiles, start: ast.expr, path: PathText, given: PathText | None
    ) -> None:
        module = self._module
        owner = module.owner(target)
        if owner is None or owner.kind is ScopeKind.MODULE:
            return  # a constant, followed from where it is used
        bindings = [b for b in owner.bindings[target.id] if b.kind is not BindingKind.DELETION]
        if len(bindings) != 1 or owner.kind is not ScopeKind.FUNCTION or owner.node is not files.function:
            files.escapes.append(Escape(path, f"`{target.id}` means several things", target))
            if owner.kind is ScopeKind.FUNCTION and _is_scratch(path):
                for use in reached(module, target):
                    self.follow(use, files, start, path)
            return
        for use in module.scopes.uses_of(target.id, owner):
            if isinstance(use.ctx, ast.Load):
                self.follow(use, files, start, given)

    # --- what is done with it

    def _argument(
        self, call: ast.Call, top: ast.expr, keyword: str | None, path: PathText, files: FunctionFiles
    ) -> None:
        module = self._module
        position = next((n for n, argument in enumerate(call.args) if argument is top), -1)
        known = [
            parameter
            for parameter in parameters(module, call)
            if (position == parameter.position and keyword is None) or keyword in parameter.keywords
        ]
        for parameter in known:
            self._known(call, top, parameter, path, files)
        if known:
            return
        helper = module.definition(call.func)
        is_near = helper is not None and helper.kind == "function" and self._depth < _FOLLOWED
        if helper is not None and is_near and self._helper(call, top, position, keyword, helper, path, files):
            return
        files.escapes.append(self._left(path, how_called(module, call, keyword, top), top))

    def _known(self, call: ast.Call, top: ast.expr, parameter: Parameter, path: PathText, files: FunctionFiles) -> None:
        module = self._module
        above = module.parent(call)
        if parameter.echoes and not isinstance(above, ast.Expr):
            files.escapes.append(Escape(path, "a function returns it", top))
            files.uses.append(FileUse(path, parameter.act, call, top, parameter.sure))
            return
        if module.canonical(call.func) == "shutil.make_archive" and top in call.args[:1]:
            made = archive(module, call)
            if made is None or not isinstance(above, ast.Expr):
                files.escapes.append(Escape(path, "the archive's name is not known here", top))
                return
            path = made
        if parameter.act is Act.LIST:
            self._listed(call, path, files)
        kept = self._kept(call)
        if is_opener(module, call) and (told := told_by(module, call)) is not None:
            files.escapes.append(
                Escape(path, f"the open file, which knows its path, is used in line {told.lineno}", top)
            )
            return
        lazy = reads_later(module, call)
        if lazy and (isinstance(above, ast.Return | ast.keyword | ast.Call) or any(_leaves(module, n) for n in kept)):
            files.escapes.append(Escape(path, "an object that reads it later is returned or stored", top))
            return
        keeps = kept if lazy or parameter.act in (Act.WRITE, Act.APPEND) or is_opener(module, call) else ()
        files.uses.append(FileUse(path, parameter.act, call, top, parameter.sure, keeps))

    def _tells(self, call: ast.Call, top: ast.expr, path: PathText, files: FunctionFiles) -> bool:
        """Whether an open file is used in a way that could tell its path."""
        told = told_by(self._module, call)
        if told is not None:
            clause = f"the open file, which knows its path, is used in line {told.lineno}"
            files.escapes.append(Escape(path, clause, top))
        return told is not None

    def _listed(self, call: ast.Call, path: PathText, files: FunctionFiles) -> None:
        """The paths that a listing gives hold this one, and get out of sight as it does."""
        module = self._module
        Listing(module, lambda node: files.escapes.append(self._left(path, how(module, node), node))).follow(call)

    def _kept(self, call: ast.Call) -> tuple[ast.Name, ...]:
        """The uses of the name that what a call gives is bound to."""
        module = self._module
        match module.parent(call):
            case ast.Assign(targets=[ast.Name() as target]) | ast.withitem(optional_vars=ast.Name() as target):
                owner = module.owner(target)
                return tuple(module.scopes.uses_of(target.id, owner)) if owner is not None else ()
        return ()

    def _attribute(self, attribute: ast.Attribute, top: ast.expr, path: PathText, files: FunctionFiles) -> None:
        module = self._module
        call = module.parent(attribute)
        name = attribute.attr
        if isinstance(call, ast.Call) and call.func is attribute:
            if is_path_object(module, top):
                act = opening_act(call, 0) if name == "open" else PATH_METHODS.get(name)
                if act is Act.LIST:
                    self._listed(call, path, files)
                if name == "open":
                    self._tells(call, top, path, files)
                if act is not None:
                    files.uses.append(FileUse(path, act, call, top, True, self._kept(call)))
                    return
            if name in TEXT_METHODS:
                return
        elif name in TEXT_ATTRIBUTES and is_path_object(module, top):
            return
        files.escapes.append(Escape(path, f"`.{name}` makes another text of it", top))

    def _helper(
        self,
        call: ast.Call,
        top: ast.expr,
        position: int,
        keyword: str | None,
        helper: Definition,
        path: PathText,
        files: FunctionFiles,
    ) -> bool:
        """Follow a path into a function of the project, to what is known there; whether that is all."""
        home = self._module.other(helper.path)
        function = home.functions.get(helper.qualname) if home is not None else None
        if home is None or function is None or function.decorator_list or isinstance(function, ast.AsyncFunctionDef):
            return False
        parameter = _parameter(function, position, keyword, bound=isinstance(call.func, ast.Attribute))
        if parameter is None or outlives(self._module, call, home, function):
            return False
        inner = FunctionFiles(function)
        collector = Collector(home, self._depth + 1)
        names = of_parameter(home, function, parameter)
        for name in names:
            collector.follow(name, inner, name, path)
        uses = home.scopes.uses_of(parameter, home.scopes.of_node[function])
        is_all = not inner.escapes and len(inner.names) == len(uses)
        if not is_all and not (_is_scratch(path) and any(use.act is Act.WRITE for use in inner.uses)):
            return False
        guarded = any(use.act is Act.EXISTS for use in inner.uses)
        for use in inner.uses:
            sure = use.sure and (use.act is not Act.WRITE or (not guarded and _always_runs(home, use.node, function)))
            files.uses.append(FileUse(path, use.act, call, top, sure))
        return is_all


def _leaves_of(choice: ast.IfExp) -> Iterator[ast.expr]:
    for part in (choice.body, choice.orelse):
        if isinstance(part, ast.IfExp):
            yield from _leaves_of(part)
        else:
            yield part


def _is_scratch(path: PathText | None) -> bool:
    """Whether a file is one that a request may write, so that it counts where it may be used, too."""
    return path is not None and path.text.startswith(_SCRATCH)


def _is_path_like(text: str) -> bool:
    return "/" in text and not text.startswith(("http:", "https:", "s3:"))


def _leaves(module: Module, name: ast.Name) -> bool:
    """Whether the object itself is returned, yielded or stored."""
    above = module.parent(name)
    if isinstance(above, ast.Tuple | ast.List | ast.Dict | ast.Set):
        return True
    return isinstance(above, ast.Return | ast.Yield | ast.Assign)


def _parameter(function: FunctionNode, position: int, keyword: str | None, *, bound: bool) -> str | None:
    arguments = function.args
    names = [argument.arg for argument in (*arguments.posonlyargs, *arguments.args)]
    if keyword is not None:
        return keyword if keyword in [*names, *(a.arg for a in arguments.kwonlyargs)] else None
    if bound and names[:1] in (["self"], ["cls"]):
        names = names[1:]
    return names[position] if 0 <= position < len(names) else None


def _always_runs(module: Module, node: ast.AST, function: FunctionNode) -> bool:
    for above in module.ancestors(node):
        if above is function:
            return True
        if isinstance(above, ast.If | ast.For | ast.While | ast.Try | ast.IfExp | ast.BoolOp | ast.Match):
            return False
    return False
