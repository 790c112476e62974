"""Literals and comments that look like live credentials, by the name they are given *and* by what they look like.

Neither evidence alone is enough: `SECRET_NAME = "prod/db"` has only the name, a hash in a test vector only the look.
A value whose own form is unmistakable (an AWS access key id, a private key) needs no name.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from lambdafix.analysis.syntax.comments import comments
from lambdafix.analysis.syntax.facts import dotted
from lambdafix.analysis.values.joined import as_written, joins, parts_of
from lambdafix.evidence import AnyOf
from lambdafix.families.secrets.forms import (
    by_form,
    is_credentials_name,
    is_for_trying,
    is_passwords_name,
    is_path,
    looks_random,
    may_be_value,
    part_that_may_be_value,
)
from lambdafix.families.secrets.naming import name_of
from lambdafix.model import Span
from lambdafix.redaction import Redaction

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module

EVIDENCE = AnyOf(
    b"pass",
    b"pwd",
    b"secret",
    b"token",
    b"apikey",
    b"api_key",
    b"credential",
    b"private",
    b"accesskey",
    b"access_key",
    b"://",
    b"akia",
    b"asia",
    b"ghp_",
    b"xox",
    b"sk_live_",
    b"aiza",
    b"connstr",
    b"conn_str",
    b"connectionstr",
    b"connection_str",
    b"bearer",
    b"basic ",
    b"bot ",
    b"auth=",
    b"basicauth",
    b"api-key",
    b"api key",
    b"access key",
    b"access-key",
    b"signing_key",
    b"encryption_key",
    b"hmac",
    b"accountkey",
    b"fernet",
    b"ftplib",
    b"mysqldb",
    b"pymysql",
    b"twilio",
    b"login(",
    b"jwt",
    b"pw",
    b"curl",
    b"webhook",
    b"eyj",
    b"glpat-",
    b"github_pat_",
    b"xapp-",
    b"rk_live_",
    b"whsec_",
    b"npm_",
    b"pypi-age",
    b"_v1_",
    b"hf_",
    b"sk-",
    b"shpat_",
    b"shpss_",
    b"shpca_",
    b"shppa_",
    b"sq0",
    b"dapi",
    b"key-",
    b"pmak-",
    b"lin_api_",
    b"ya29.",
    b"nrak-",
    b"dckr_pat_",
)

_CONNECTS = re.compile(
    r"^(?:psycopg2?|pymysql|MySQLdb|mysql\.connector|pymssql|pyodbc|cx_Oracle|oracledb|redis|pymongo|snowflake\.connector"
    r"|redshift_connector|sqlalchemy\.create_engine|smtplib|ftplib|paramiko|asyncpg|aiomysql|influxdb|twilio)\b"
)
_SHOWS = re.compile(r"(?i)->|=>|>>>|\be\.g\.|\bfor example\b|\blooks like\b|\bsuch as\b")
"""A comment that shows what some text is read as."""
_IN_A_COMMENT = re.compile(
    r"(?P<name>(?:(?i:api|access|secret) )?[A-Za-z][\w-]*)[\"']?\s*(?:=|:|\bis\b)\s*[\"'`]?(?P<value>[^\s\"'`,;]+)"
)
_IN_A_TEXT = re.compile(
    r"(?<![\w:/.])(?P<name>[A-Za-z][\w-]{1,40})[\"']?\s*[=:]\s*[\"']?(?P<value>[\w!@#.+/=~-]{8,})(?=[\s\"'`,;&<]|$)"
)
"""A setting in the text of a file, a command or a connection: "API_KEY=…", "password: …"."""


@dataclass(frozen=True, slots=True, eq=False)
class Secret:
    """One literal, one of several that are joined, or a comment."""

    span: Span
    """Of the expression that gives the credential: a literal, or the sum of several."""
    value: str
    """The part to hide wherever the text is shown."""
    kind: str
    """For people: "a password", "an AWS access key id"."""
    name: str
    """What the code calls it: "password", "API_KEY"; "" where its form alone tells."""


def secrets_in(module: Module) -> Iterator[Secret]:
    """Everything in the file that looks like a live credential, in any order; placeholders do not.

    Of a credential joined from several literals one secret for each, with the same `span`.
    """
    seen: set[ast.expr] = set()
    for whole, literals in joins(module):
        for found in _judged(module, whole, "".join(literal.value for literal in literals)):
            seen.update(literal.node for literal in literals)
            yield from (replace(found, value=part) for part in parts_of(found.value, literals))
    for node in module.every(ast.Constant):
        text = _text(node)
        if node in seen or text is None or isinstance(module.parent(node), ast.Expr):
            continue
        for found in _judged(module, node, text):
            yield from (replace(found, value=part) for part in {found.value, *as_written(module, node, found.value)})
    yield from _commented(module)


def _text(node: ast.Constant) -> str | None:
    if isinstance(node.value, bytes):
        return node.value.decode("ascii") if node.value.isascii() else None
    return node.value if isinstance(node.value, str) else None


def _judged(module: Module, node: ast.expr, text: str) -> Iterator[Secret]:
    if not 4 <= len(text) <= 16_384:
        return
    above = module.parent(node)
    span = module.span(above if isinstance(above, ast.JoinedStr) else node)
    found = [*_settings(span, text), *(Secret(span, one.value, one.kind, "") for one in by_form(text))]
    yield from found
    name = "" if found else name_of(module, node)
    if isinstance(above, ast.JoinedStr) and not _is_whole(above):
        whole = "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in above.values)  # type: ignore[misc]
        part = part_that_may_be_value(text)
        kind = _kind(name, part) if name and may_be_value(whole, name) else ""
        if kind and looks_random(part, _LONG):
            yield Secret(span, text, "a credential", name)
        return
    kind = _kind(name, text, lambda: opens_connection(module, node, name)) if name else ""
    if kind:
        yield Secret(span, text, kind, name)


def _settings(span: Span, text: str) -> Iterator[Secret]:
    """The credentials among the settings that `text` lists. Each must look like one by itself."""
    for pair in _IN_A_TEXT.finditer(text) if "=" in text or ":" in text else ():
        value = pair["value"].rstrip(".")
        if re.search(r"\d", value) and (kind := _kind(pair["name"], value)):
            yield Secret(span, value, kind, pair["name"])


_LONG = 16
"""Characters by which a part of a computed text is told from words around its fields."""


def _is_whole(joined: ast.JoinedStr) -> bool:
    """Whether an f-string has no field."""
    return all(isinstance(part, ast.Constant) for part in joined.values)


def _kind(name: str, value: str, connects: Callable[[], bool] = lambda: False) -> str:
    """What `value` is, called `name`; "" where it is no credential."""
    if not is_credentials_name(name) or not may_be_value(value, name):
        return ""
    if is_passwords_name(name):
        is_password = connects() or (looks_random(value, 8) and not is_for_trying(value))
        if is_password and (not is_path(value) or "pass" in name.lower()):
            return "a password"
        if is_for_trying(value):
            return ""
    return "a credential" if looks_random(value, 16) and not is_path(value) else ""


def _commented(module: Module) -> Iterator[Secret]:
    """Credentials in comments. One without quotes around it must look like one by itself."""
    for span in comments(module.source, module.scopes):
        comment = module.source.slice(span)
        for found in by_form(comment.lstrip("# ")):
            yield Secret(span, found.value, f"{found.kind}, commented out,", "")
        for pair in _IN_A_COMMENT.finditer(comment) if not _SHOWS.search(comment) else ():
            value = pair["value"].rstrip(".)")
            if re.search(r"\d", value) and (kind := _kind(pair["name"], value)):
                yield Secret(span, value, f"{kind}, commented out,", pair["name"])


def mask(text: str, values: Iterable[str]) -> str:
    """`text` with every one of `values` hidden."""
    return Redaction.of(values).hide(text)


def makes_connection(module: Module, node: ast.AST) -> bool:
    """Whether an expression is an argument of a call that opens a connection."""
    above = module.parent(node)
    call = module.parent(above) if isinstance(above, ast.keyword) else above
    return isinstance(call, ast.Call) and bool(_CONNECTS.match(module.canonical(call.func)))


def opens_connection(module: Module, node: ast.expr, name: str) -> bool:
    """Whether the literal is the password of a call that opens a connection, directly or by way of its variable."""
    parent = module.parent(node)
    if isinstance(parent, ast.keyword):
        return makes_connection(module, node)
    if isinstance(parent, ast.Dict):
        settings = dotted(assigned.targets[0]) if isinstance(assigned := module.parent(parent), ast.Assign) else ""
        return bool(settings) and any(_unpacks(module, call, settings) for call in module.every(ast.Call))
    if isinstance(parent, ast.Assign) and any(_passes(module, call, name) for call in module.every(ast.Call)):
        return True
    if module.function(node) is not None:
        return False
    readers = {use.path for use in module.users.of(module.path, name) if not use.in_test}
    imported = (i.module for reader in readers for i in module.program.files[reader].imports)
    return any(_CONNECTS.match(driver) for driver in imported)


def _passes(module: Module, call: ast.Call, name: str) -> bool:
    arguments = [*call.args, *(keyword.value for keyword in call.keywords)]
    given = any(isinstance(argument, ast.Name) and argument.id == name for argument in arguments)
    return given and bool(_CONNECTS.match(module.canonical(call.func)))


def _unpacks(module: Module, call: ast.Call, name: str) -> bool:
    given = any(keyword.arg is None and dotted(keyword.value) == name for keyword in call.keywords)
    return given and bool(_CONNECTS.match(module.canonical(call.func)))
