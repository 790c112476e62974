"""What the code calls a literal: the variable, keyword, parameter, key or function that it is the value of."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from lambdafix.analysis.syntax.facts import dotted
from lambdafix.families.secrets.forms import is_credentials_name

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module

_WITH_DEFAULT = frozenset({"get", "getenv", "pop", "setdefault", "getattr"})
_WRAPPING = frozenset(
    {"Field", "SecretBytes", "SecretStr", "b64decode", "decode", "encode", "field", "fromhex", "lower", "removeprefix"}
    | {"removesuffix", "rstrip", "strip", "lstrip", "swapcase", "unhexlify", "upper"}
)
_DEFAULTS = frozenset({"default", "default_value", "initial", "Value", "value"})
"""Keywords that give the value of what another argument, or the target of the call, names."""
_NAMED_BY = frozenset({"Name", "name", "key", "Key", "ParameterKey"})
_AT_A_PLACE: Mapping[str, tuple[int, str]] = {
    "jwt.encode": (1, "secret"),
    "jwt.decode": (1, "secret"),
    "hmac.new": (0, "secret"),
    "hmac.digest": (0, "secret"),
    "cryptography.fernet.Fernet": (0, "secret"),
    "requests.auth.HTTPBasicAuth": (1, "password"),
    "requests.auth.HTTPDigestAuth": (1, "password"),
    "httpx.BasicAuth": (1, "password"),
    "aiohttp.BasicAuth": (1, "password"),
    "ftplib.FTP": (2, "password"),
    "pymysql.connect": (2, "password"),
    "MySQLdb.connect": (2, "password"),
    "twilio.rest.Client": (1, "auth_token"),
}
"""What an argument is called that is given by its place: function -> (place from 0, name)."""
_SETS = re.compile(r"(?i)_*(?:set|put|add|store|write|create|header|insert)")
"""Functions that take a name and, after it, the value."""
_LOGIN = (1, "password")
_BEFORE_A_FIELD = re.compile(r"(\w[\w-]*)[\"']?\s*[=:]\s*[\"']?%[sr]")


def name_of(module: Module, node: ast.AST) -> str:
    """ "" where nothing names it."""
    above = module.parent(node)
    match above:
        case ast.keyword(arg=str(name)):
            return _keyword(module, above, name)
        case ast.Assign(targets=targets):
            names = [_target(target, above.value, node) for target in targets]
            return next(filter(is_credentials_name, names), names[-1])
        case ast.AnnAssign(target=target) | ast.AugAssign(target=target) | ast.NamedExpr(target=target):
            return _place(target)
        case ast.Dict():
            return _key(above, node)
        case ast.arguments():
            return _parameter(above, node)
        case ast.Compare(left=left, ops=[ast.Eq() | ast.NotEq()], comparators=[right]):
            return _read(right if node is left else left)
        case ast.Compare(left=left, ops=[ast.In() | ast.NotIn()]) if node is not left:
            return _read(left)
        case ast.MatchValue() | ast.MatchOr() | ast.match_case():
            return name_of(module, above)
        case ast.Match(subject=subject):
            return _read(subject)
        case ast.Return():
            function = module.function(above)
            return function.name if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef) else ""
        case ast.IfExp(test=test) if node is test:
            return ""
        case ast.Tuple() | ast.List() | ast.Set():
            return _item(module, above, node)
        case ast.BinOp(op=ast.Mod(), left=ast.Constant(value=str(form)), right=right) if node is right:
            return _field(form, 0)
        case ast.BoolOp(op=ast.Or(), values=[first, *_]) if node is not first and (read := _read(first)):
            return read if is_credentials_name(read) else name_of(module, above) or read
        case ast.IfExp() | ast.BoolOp() | ast.JoinedStr() | ast.BinOp(op=ast.Add() | ast.Mod()):
            return name_of(module, above)
        case ast.Attribute(attr=attr) if attr in _WRAPPING:
            call = module.parent(above)
            return name_of(module, call) if isinstance(call, ast.Call) and call.func is above else ""
        case ast.Call():
            return _argument(module, above, node)
    return ""


def looked_up(module: Module, node: ast.AST) -> tuple[ast.Call, str] | None:
    """The look-up in the environment that falls back on a literal, and the variable's name."""
    match module.parent(node):
        case ast.Call(func=func, args=[ast.Constant(value=str(name)), default], keywords=[]) as call if (
            default is node and module.canonical(func) in ("os.environ.get", "os.getenv")
        ):
            return call, name
    return None


def _target(target: ast.expr, value: ast.expr, node: ast.AST) -> str:
    if isinstance(target, ast.Tuple | ast.List):
        return ""  # asked for by `_item`, which knows the place
    return _place(target) if value is node else ""


def _item(module: Module, group: ast.Tuple | ast.List | ast.Set, node: ast.AST) -> str:
    """One of several: the name at its place, the field it fills, or what all of them are called."""
    at = next(place for place, item in enumerate(group.elts) if item is node)
    match module.parent(group):
        case ast.Assign(targets=[*_, ast.Tuple(elts=targets) | ast.List(elts=targets)]) if at < len(targets):
            return _place(targets[at])
        case ast.BinOp(op=ast.Mod(), left=ast.Constant(value=str(form)), right=right) if right is group:
            return _field(form, at)
        case ast.keyword(arg="auth") if len(group.elts) == 2:
            return "password" if at == 1 else ""
    if isinstance(group, ast.Tuple) and at == 1 and len(group.elts) == 2:
        key = _text(group.elts[0])
        if key.replace("-", "_").isidentifier() and is_credentials_name(key):
            return key
    return name_of(module, group)


def _field(form: str, at: int) -> str:
    """What stands before the field of a format that takes the item `at`."""
    fields = [found.start() for found in re.finditer(r"%[sr]", form)]
    named = {found.end() - 2: found[1] for found in _BEFORE_A_FIELD.finditer(form)}
    return named.get(fields[at], "") if at < len(fields) else ""


def _keyword(module: Module, keyword: ast.keyword, name: str) -> str:
    call = module.parent(keyword)
    if name not in _DEFAULTS or not isinstance(call, ast.Call):
        return name
    texts = [_text(one) for one in call.args] + [_text(one.value) for one in call.keywords if one.arg in _NAMED_BY]
    named = (_last_word(text) for text in texts)
    return next(filter(is_credentials_name, named), "") or name_of(module, call) or name


def _last_word(text: str) -> str:
    """Of an option or a path: "--api-token", "/orders/prod/password"."""
    return text.lstrip("-").rpartition("/")[2]


def _argument(module: Module, call: ast.Call, node: ast.AST) -> str:
    """The default of a look-up is called what is looked up, what is set what comes before it, a converted literal what
    its conversion is.
    """
    function = dotted(call.func).rpartition(".")[2] or (call.func.attr if isinstance(call.func, ast.Attribute) else "")
    at = next((place for place, given in enumerate(call.args) if given is node), -1)
    if function in _WITH_DEFAULT and len(call.args) > 1 and node is call.args[-1]:
        return _text(call.args[-2])
    if function in _WRAPPING and len(call.args) == 1:
        return name_of(module, call)
    if function == "compare_digest" and len(call.args) == 2:
        return _read(call.args[1 - at])
    if at > 0 and _SETS.match(function) and is_credentials_name(before := _text(call.args[at - 1])):
        return before
    login = _LOGIN if function == "login" and isinstance(call.func, ast.Attribute) else (-1, "")
    place, name = _AT_A_PLACE.get(module.canonical(call.func), login)
    return name if at == place else ""


def _parameter(arguments: ast.arguments, node: ast.AST) -> str:
    positional = [*arguments.posonlyargs, *arguments.args]
    defaults = zip(positional[len(positional) - len(arguments.defaults) :], arguments.defaults, strict=True)
    keywords = zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    return next((parameter.arg for parameter, value in (*defaults, *keywords) if value is node), "")


def _key(pairs: ast.Dict, node: ast.AST) -> str:
    return next((_text(key) for key, value in zip(pairs.keys, pairs.values, strict=True) if value is node and key), "")


def _read(expression: ast.expr) -> str:
    """The name of what a literal is compared with: a variable, an item, a look-up."""
    if isinstance(expression, ast.Call) and expression.args:
        return _text(expression.args[0])
    return _place(expression)


def _place(target: ast.expr) -> str:
    if isinstance(target, ast.Subscript):
        return _text(target.slice)
    return dotted(target).rpartition(".")[2]


def _text(expression: ast.expr) -> str:
    return expression.value if isinstance(expression, ast.Constant) and isinstance(expression.value, str) else ""
