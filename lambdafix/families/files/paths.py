"""Which file an expression names: the text that is known of a path, and the expression its beginning stands in."""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from lambdafix.analysis.syntax.scopes import BindingKind, ScopeKind
from lambdafix.analysis.values.origin import Source, trace
from lambdafix.analysis.values.variables import is_environment
from lambdafix.families.files import temporary
from lambdafix.families.files.kept_attribute import is_own_attribute, kept_value
from lambdafix.families.files.path_parts import PathText

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module

PACKAGE = "/var/task"
"""Where Lambda unpacks the deployment package, and the directory a function starts in."""
_DEPTH = 8
_PLACEHOLDER = re.compile(r"%[-#0 +]*\d*(?:\.\d+)?[a-zA-Z%]")
_FIELD = re.compile(r"\{\w*(?:![rsa])?(?::[^{}]*)?\}")
_SAME = frozenset({"os.path.abspath", "os.path.realpath", "os.path.normpath", "os.fspath", "os.path.expanduser"})
_SAME_METHODS = frozenset({"as_posix", "resolve", "absolute", "expanduser"})
HOME = "~"
"""The home folder, which the account that runs a function has not."""
PATH_CLASSES = frozenset({"pathlib.Path", "pathlib.PosixPath", "pathlib.PurePath", "pathlib.PurePosixPath"})
_ARCHIVES = {"zip": ".zip", "tar": ".tar", "gztar": ".tar.gz", "bztar": ".tar.bz2", "xztar": ".tar.xz"}
_NO_BRACES = str.maketrans("{}", "()")
"""A placeholder ends with its first brace."""


def path_text(module: Module, expression: ast.expr, depth: int = 0) -> PathText | None:
    """The path that `expression` gives, or None where nothing is known of its beginning."""
    if depth > _DEPTH:
        return None
    match expression:
        case ast.Constant(value=str(value)):
            return PathText(value, expression, value)
        case ast.JoinedStr(values=values):
            return _joined(module, expression, values, depth)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            head = path_text(module, left, depth + 1)
            return head and head.plus(_part(module, right, depth))
        case ast.BinOp(left=ast.Constant(value=str(value)), op=ast.Mod(), right=right):
            given = right.elts if isinstance(right, ast.Tuple) else [right]
            return _filled(module, expression.left, value, _PLACEHOLDER, given, depth)
        case ast.BinOp(left=left, op=ast.Div(), right=right) if is_path_object(module, left):
            head = path_text(module, left, depth + 1)
            return head and head.plus(_part(module, right, depth), "/")
        case ast.Call():
            return _call(module, expression, depth)
        case ast.Name() | ast.Attribute() | ast.Subscript():
            return _named(module, expression, depth)
    return None


def is_path_object(module: Module, expression: ast.expr, depth: int = 0) -> bool:
    """Whether `expression` is certain to be a `pathlib.Path`."""
    match expression:
        case ast.Call(func=ast.Attribute(value=value, attr="resolve" | "absolute" | "expanduser" | "joinpath")):
            return is_path_object(module, value, depth)
        case ast.Call(func=func):
            return module.canonical(func) in PATH_CLASSES or is_home(module, expression)
        case ast.BinOp(left=left, op=ast.Div()):
            return is_path_object(module, left, depth)
        case ast.Attribute(value=value, attr="parent"):
            return is_path_object(module, value, depth)
        case ast.Name() | ast.Attribute() if depth < _DEPTH:
            found = assigned_value(module, expression)
            return found is not None and is_path_object(*found, depth + 1)
    return False


def assigned_value(module: Module, name: ast.expr) -> tuple[Module, ast.expr] | None:
    """The one value a name has, and the module that gives it: a local's only assignment, or a constant's."""
    owner = module.owner(name) if isinstance(name, ast.Name) else None
    if isinstance(name, ast.Name) and owner is not None and owner.kind is not ScopeKind.MODULE:
        bindings = [b for b in owner.bindings[name.id] if b.kind is not BindingKind.DELETION]
        if len(bindings) != 1 or bindings[0].kind is not BindingKind.ASSIGNMENT:
            return None
        return _assigned(module, bindings[0].node)
    if isinstance(name, ast.Attribute) and is_own_attribute(name):
        kept = kept_value(module, name)
        return (module, kept) if kept is not None else None
    meant = module.definition(name)
    if meant is None or meant.kind != "variable":
        return None
    if not trace(module, name).sources <= {Source.CONFIGURATION, Source.CONSTANT}:
        return None
    home = module.other(meant.path)
    if home is None:
        return None
    bindings = home.scopes.module.bindings.get(meant.qualname, [])
    if len(bindings) != 1 or bindings[0].kind is not BindingKind.ASSIGNMENT:
        return None
    return _assigned(home, bindings[0].node)


def _assigned(module: Module, node: ast.AST) -> tuple[Module, ast.expr] | None:
    match module.statement(node):
        case ast.Assign(targets=[target], value=value) if target is node:
            return module, value
        case ast.AnnAssign(target=target, value=ast.expr() as value) if target is node:
            return module, value
    return None


# --- expressions


def _part(module: Module, expression: ast.expr, depth: int) -> PathText:
    """A part that is not the beginning: known text, or a placeholder."""
    known = path_text(module, expression, depth + 1)
    if known is not None:
        return known
    if isinstance(expression, ast.Constant):
        return PathText(str(expression.value), None, "")
    inner = ast.unparse(expression).translate(_NO_BRACES)
    return PathText(f"{{{inner}}}", None, "", not trace(module, expression).stable)


def _joined(module: Module, whole: ast.expr, values: list[ast.expr], depth: int) -> PathText | None:
    if not values:
        return None
    head, *rest = values
    if isinstance(head, ast.Constant):
        result = PathText(str(head.value), whole, str(head.value))
    else:
        assert isinstance(head, ast.FormattedValue)
        found = path_text(module, head.value, depth + 1) if head.format_spec is None else None
        if found is None:
            return None
        result = found
    for value in rest:
        inner = value.value if isinstance(value, ast.FormattedValue) else value
        result = result.plus(_part(module, inner, depth))
    return result


def _filled(
    module: Module, anchor: ast.expr, template: str, field: re.Pattern[str], given: list[ast.expr], depth: int
) -> PathText | None:
    """A template whose fields are filled one after the other; what does not fit makes a part of its own."""
    texts = field.split(template)
    if not texts[0]:
        return None
    result = PathText(texts[0], anchor, template)
    for number, text in enumerate(texts[1:]):
        part = _part(module, given[number], depth) if number < len(given) else PathText("{}", None, "", True)
        result = result.plus(part).plus(PathText(text, None, ""))
    return result


def _call(module: Module, call: ast.Call, depth: int) -> PathText | None:
    canonical = module.canonical(call.func)
    plain = not any(isinstance(a, ast.Starred) for a in call.args) and not any(k.arg is None for k in call.keywords)
    match call.func:
        case ast.Attribute(value=ast.Constant(value=str(template)) as anchor, attr="format") if plain:
            values = [*call.args, *(keyword.value for keyword in call.keywords)]
            return _filled(module, anchor, template, _FIELD, values, depth)
        case ast.Name(id="str") if module.owner(call.func) is None and len(call.args) == 1:
            return path_text(module, call.args[0], depth + 1)
        case ast.Attribute(value=value, attr=same) if same in _SAME_METHODS and is_path_object(module, value):
            return path_text(module, value, depth + 1)
        case ast.Attribute(value=value, attr="joinpath") if is_path_object(module, value):
            return _joined_path(module, [value, *call.args], depth)
    if is_home(module, call):
        return PathText(HOME, call, HOME)
    if canonical == "tempfile.mkdtemp":
        return temporary.text_of(module, call, call)
    if canonical == "os.getcwd":
        return PathText(PACKAGE, call, PACKAGE)
    if canonical == "tempfile.gettempdir":
        return PathText("/tmp", call, "/tmp")  # noqa: S108 - what it answers on Lambda
    if not plain or not call.args:
        return None
    if canonical == "os.path.join" or canonical in PATH_CLASSES:
        return _joined_path(module, call.args, depth)
    if canonical in _SAME:
        return path_text(module, call.args[0], depth + 1)
    if canonical == "os.path.dirname":
        return _folder_of(module, call, depth)
    if canonical == "shutil.make_archive":
        return archive(module, call, depth)
    return None


def _joined_path(module: Module, parts: list[ast.expr], depth: int) -> PathText | None:
    result = path_text(module, parts[0], depth + 1)
    for part in parts[1:]:
        result = result and result.plus(_part(module, part, depth), "/")
    return result


def archive(module: Module, call: ast.Call, depth: int = 0) -> PathText | None:
    """The file that `shutil.make_archive` writes: the base name with the format's suffix."""
    named = {keyword.arg: keyword.value for keyword in call.keywords}
    base = call.args[0] if call.args else named.get("base_name")
    kind = call.args[1] if len(call.args) > 1 else named.get("format")
    if base is None or not isinstance(kind, ast.Constant) or kind.value not in _ARCHIVES:
        return None
    head = path_text(module, base, depth + 1)
    return head and head.plus(PathText(_ARCHIVES[str(kind.value)], None, ""))


def _folder_of(module: Module, call: ast.Call, depth: int) -> PathText | None:
    expression = call.args[0]
    while isinstance(expression, ast.Call) and module.canonical(expression.func) in _SAME and expression.args:
        expression = expression.args[0]
    package = PathText(PACKAGE, call, PACKAGE)
    if isinstance(expression, ast.Name) and expression.id == "__file__":
        return package
    inner = path_text(module, expression, depth + 1)
    return package if inner is not None and inner.text.startswith(PACKAGE) else None


def _named(module: Module, expression: ast.expr, depth: int) -> PathText | None:
    match expression:
        case ast.Subscript(value=value, slice=ast.Constant(value="LAMBDA_TASK_ROOT")):
            return PathText(PACKAGE, expression, PACKAGE) if is_environment(module, value) else None
        case ast.Attribute(value=value, attr="parent") if _is_this_file(module, value):
            return PathText(PACKAGE, expression, PACKAGE)
        case ast.Name() | ast.Attribute():
            if made := temporary.made_by(module, expression):
                return temporary.text_of(module, made, expression if isinstance(expression, ast.Attribute) else made)
            found = assigned_value(module, expression)
            if found is None:
                return None
            home, value = found
            inner = path_text(home, value, depth + 1)
            local = isinstance(expression, ast.Name) and _is_local(module, expression)
            if inner is None or local:
                return inner
            return replace(inner, anchor=expression, start=inner.text)
    return None


def is_home(module: Module, call: ast.Call) -> bool:
    """`pathlib.Path.home()`"""
    func = call.func
    return isinstance(func, ast.Attribute) and func.attr == "home" and module.canonical(func.value) in PATH_CLASSES


def _is_this_file(module: Module, expression: ast.expr) -> bool:
    """`Path(__file__)`, resolved or not, or a folder above it."""
    match expression:
        case ast.Call(func=func, args=[ast.Name(id="__file__")]):
            return module.canonical(func) in PATH_CLASSES
        case ast.Call(func=ast.Attribute(value=value, attr="resolve" | "absolute"), args=[]):
            return _is_this_file(module, value)
        case ast.Attribute(value=value, attr="parent"):
            return _is_this_file(module, value)
    return False


def _is_local(module: Module, name: ast.Name) -> bool:
    owner = module.owner(name)
    return owner is not None and owner.kind is not ScopeKind.MODULE
