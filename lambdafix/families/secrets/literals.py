"""Literals that look like live credentials, by the name they are given *and* by what they look like.

Neither evidence alone is enough: `SECRET_NAME = "prod/db"` has only the name, a hash in a test vector only the look.
A value whose own form is unmistakable (an AWS access key id, a private key) needs no name.
"""

from __future__ import annotations

import ast
import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from lambdafix.analysis.syntax.facts import dotted
from lambdafix.analysis.values.joined import as_written, joins, parts_of
from lambdafix.evidence import AnyOf

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
)

_NAMES = re.compile(
    r"(?:^|_|\b)(?:pass(?:word|wd|phrase|code)?|pwd|secret|secret_?(?:access_?)?key|(?:auth|access|api|bot|bearer|refresh)?_?token"
    r"|api_?key|apikey|access_?key(?:_?id)?|private_?key|credential|client_?secret|auth_?key|conn(?:ection)?_?str(?:ing)?)s?$",
    re.IGNORECASE,
)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_NOT_A_VALUE = re.compile(
    r"(?i)example|sample|placeholder|changeme|change_me|dummy|fake|mock|redacted|replace|insert|todo|your|<.*>|\$\{|\{\{|\*{3,}"
    r"|x{4,}|^(?:none|null|true|false|test\w*|foo\w*|bar|abc\w{0,3}|1234\w*|n/?a)$"
)
_REFERENCES = re.compile(r"^(?:arn:|https?://|/|s3://|ssm:|\w+\.\w+\.\w+$|[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$)|[\s]|\(|\)")

_UNMISTAKABLE: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "the token of an Authorization header",
        re.compile(r"(?i)^(?:Authorization:\s*)?(?:Bearer|Basic|Token|Bot)\s+(?P<value>[\w.~+/-]{20,}={0,2})\s*$"),
    ),
    ("an AWS access key id", re.compile(r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b")),
    ("a private key", re.compile(r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----\s*[\w+/=]{16}")),
    ("a GitHub token", re.compile(r"\bgh[pousr]_[A-Za-z0-9]{36,}\b")),
    ("a Slack token", re.compile(r"\bxox[abposr]-[A-Za-z0-9-]{10,}")),
    ("a Slack webhook", re.compile(r"hooks\.slack\.com/services/T\w{6,}/B\w{6,}/\w{16,}")),
    ("a Stripe key", re.compile(r"\b[sr]k_live_[A-Za-z0-9]{16,}")),
    ("a Google API key", re.compile(r"\bAIza[\w-]{35}\b")),
    ("a SendGrid key", re.compile(r"\bSG\.[\w-]{16,}\.[\w-]{16,}")),
    ("a Telegram bot token", re.compile(r"\b\d{8,10}:AA[\w-]{33}\b")),
    (
        "a password in a connection string",
        re.compile(r"\b[a-z][a-z0-9+.-]*://[^\s:/@{}$]+:(?P<value>[^\s:/@{}$]+)@(?:[\w.-]|$)"),
    ),
    (
        "a password in a connection string",
        re.compile(
            r"(?i)(?=.*\b(?:host|server|user|uid|dbname|database|data source)=)"
            r".*?\b(?:password|pwd)=(?P<value>'[^']+'|[^\s;:@?'\"(){}$%][^\s;'\"(){}$%]*)(?![^\s;]*\()"
        ),
    ),
)

_CONNECTS = re.compile(
    r"^(?:psycopg2?|pymysql|MySQLdb|mysql\.connector|pymssql|pyodbc|cx_Oracle|oracledb|redis|pymongo|snowflake\.connector"
    r"|redshift_connector|smtplib|ftplib|paramiko|asyncpg|aiomysql|influxdb|twilio)\b"
)

_SHORTEST = {"a password in a connection string": 4, "the token of an Authorization header": 20}
"""Kinds whose form alone does not tell a value from a word that stands in its place."""
_SAMPLE_TOKEN = re.compile(r"\.\.|eyJzdWIiOiIxMjM0NTY3ODkw|^QWxhZGRpbjp|^(?=\D*$)|^9944b09199c6")
"""Tokens cut short, without a digit, and those of jwt.io, RFC 7617 and Django REST framework."""

HIDDEN = "****"


@dataclass(frozen=True, slots=True, eq=False)
class Secret:
    """One literal, or one of several that are joined. `value` is the part to hide wherever the text is shown."""

    node: ast.expr
    """The expression that gives the credential: a literal, or the sum of several."""
    value: str
    kind: str
    """For people: "a password", "an AWS access key id"."""
    name: str
    """What the code calls it: "password", "API_KEY"; "" where its form alone tells."""


def secrets_in(module: Module) -> Iterator[Secret]:
    """Every literal of the file that looks like a live credential, in any order; placeholders do not.

    Of a credential joined from several literals one secret for each, with the same `node`.
    """
    seen: set[ast.expr] = set()
    for whole, literals in joins(module):
        found = _judged(module, whole, "".join(literal.value for literal in literals))
        if found is not None:
            seen.update(literal.node for literal in literals)
            yield from (replace(found, value=part) for part in parts_of(found.value, literals))
    for node in module.every(ast.Constant):
        if node in seen or not isinstance(node.value, str) or isinstance(module.parent(node), ast.Expr):
            continue
        found = _judged(module, node, node.value)
        if found is not None:
            yield from (replace(found, value=part) for part in as_written(module, node, found.value))


def _judged(module: Module, node: ast.expr, text: str) -> Secret | None:
    if not 4 <= len(text) <= 4096:
        return None
    return _by_form(node, text) or _by_name(module, node, text)


def mask(text: str, values: list[str]) -> str:
    """`text` with every one of `values` hidden. A value that is a plain word ("password") is hidden only in quotes."""
    for value in sorted(values, key=len, reverse=True):
        if re.fullmatch(r"[A-Za-z_]+", value):
            text = re.sub(rf"(?<=[\"']){value}(?=[\"'])", HIDDEN, text)
        else:
            text = text.replace(value, HIDDEN)
    return text


def _by_form(node: ast.expr, text: str) -> Secret | None:
    for kind, pattern in _UNMISTAKABLE:
        match = pattern.search(text)
        if match:
            value = (match.groupdict().get("value") or match.group()).strip("'")
            if _NOT_A_VALUE.search(value) or (kind in _SHORTEST and not _looks_random(value, _SHORTEST[kind])):
                return None
            if kind == "the token of an Authorization header" and _SAMPLE_TOKEN.search(value):
                return None
            return Secret(node, value, kind, "")
    return None


def _by_name(module: Module, node: ast.expr, value: str) -> Secret | None:
    name = _given_name(module, node)
    if not name or not _NAMES.search(_CAMEL.sub("_", name)):
        return None
    if _NOT_A_VALUE.search(value) or _REFERENCES.search(value) or _normal(value) == _normal(name):
        return None
    is_password = "pass" in name.lower() or name.lower() in ("pwd",)
    if is_password and (_opens_connection(module, node, name) or _looks_random(value, 8)):
        return Secret(node, value, "a password", name)
    return Secret(node, value, "a credential", name) if _looks_random(value, 16) else None


def _normal(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())


def _given_name(module: Module, node: ast.expr) -> str:
    """The variable, keyword, dictionary key or attribute that the literal is the value of."""
    match module.parent(node):
        case ast.keyword(arg=str(name)):
            return name
        case ast.Assign(targets=[target]) | ast.AnnAssign(target=target):
            if isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Constant):
                return str(target.slice.value)
            return dotted(target).rpartition(".")[2]
        case ast.Dict(keys=keys, values=values):
            for key, value in zip(keys, values, strict=True):
                if value is node and isinstance(key, ast.Constant) and isinstance(key.value, str):
                    return key.value
    return ""


def _looks_random(value: str, shortest: int) -> bool:
    """Mixed classes of characters and enough of them; words joined by one separator are names, not secrets."""
    if len(value) < shortest or re.fullmatch(r"[A-Za-z]+(?:[-_./: ][A-Za-z]+)*|\d{1,6}", value):
        return False
    classes = sum(bool(re.search(pattern, value)) for pattern in (r"[a-z]", r"[A-Z]", r"\d", r"[^A-Za-z0-9]"))
    counts = Counter(value)
    entropy = -sum(n / len(value) * math.log2(n / len(value)) for n in counts.values())
    return classes >= 2 and entropy >= 2.5


def _opens_connection(module: Module, node: ast.expr, name: str) -> bool:
    """Whether the literal is the password of a call that opens a connection, directly or by way of its variable."""
    parent = module.parent(node)
    if isinstance(parent, ast.keyword):
        call = module.parent(parent)
        return isinstance(call, ast.Call) and bool(_CONNECTS.match(module.canonical(call.func)))
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
