"""LMB109."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lambdafix.codemod import Codemod, Match, Refusal, Span, syntax

if TYPE_CHECKING:
    from lambdafix.codemod import Module, Patch

_POWERTOOLS = "aws_lambda_powertools"
_TOKENS = frozenset({"access_token", "id_token", "AccessToken", "IdToken"})
_EXPIRY = re.compile(r"expir|ttl|max_?age|refresh|rotat|monotonic|time\(|utcnow|now\(", re.IGNORECASE)
_SECRET_NAME = re.compile(r"passw|secret|token|credential|api_?key|private", re.IGNORECASE)

_ROLE = (
    "credentials of an assumed role end after an hour or so, and are kept for the process: its calls then fail",
    Refusal(
        "how they are renewed depends on who uses them",
        "build the session from `botocore.credentials.RefreshableCredentials`, or keep them no longer than their"
        " `Expiration`",
    ),
)
_SECRET = (
    "the secret is read once a process: after a rotation the old value is used until Lambda ends the process",
    Refusal(
        "how old it may be is for you to say",
        "read it with `get_secret(name, max_age=300)` of Powertools, or read it anew when it is refused",
    ),
)
_TOKEN = (
    "the token is fetched once a process and has an end: requests fail once it has come",
    Refusal("how long it lasts is known to its issuer", "keep it with its `expires_in`, and fetch a new one before"),
)


@dataclass(frozen=True, slots=True)
class Plan:
    """Let Powertools keep the secret for some minutes, in place of the cache around a getter."""

    getter: Span
    value: Span
    """The expression that the getter returns."""
    name: Span
    """The secret's name in it."""
    cache: str
    """The name by which the file knows the cache."""


class ExpiredCredentials(Codemod[Plan]):
    """Credentials, secrets and tokens that end or change, kept for the process.

    What it does
    ------------
    Finds `assume_role` at module level or in what runs once a process, a cached getter or a lazily filled global;
    secrets of Secrets Manager, and encrypted parameters whose name says that they are secret, there and in names of the
    module that requests read; and access tokens. Nothing around may speak of an end or an age.

    Why it is bad
    -------------
    An environment lives for hours. A role's credentials end after one, a token sooner, a secret when it is rotated:
    from then on every request of that environment fails, and others work, which is hard to find.

    Example
    -------
    ```python
    from functools import lru_cache

    import boto3
    from aws_lambda_powertools import Logger

    logger = Logger()
    secrets = boto3.client("secretsmanager")


    @lru_cache(maxsize=1)
    def password():
        return secrets.get_secret_value(SecretId="db")["SecretString"]


    def handler(event, context):
        logger.info("connects")
        return len(password())
    ```

    Use instead
    -----------
    ```python
    import boto3
    from aws_lambda_powertools import Logger
    from aws_lambda_powertools.utilities.parameters import get_secret

    logger = Logger()
    secrets = boto3.client("secretsmanager")


    def password():
        return get_secret("db", max_age=300)


    def handler(event, context):
        logger.info("connects")
        return len(password())
    ```

    When the fix is safe
    --------------------
    Never: how long a value may be kept is for its owner to say.

    When it is refused
    ------------------
    Where it is no cached getter that returns a secret as it is, in a file that imports Powertools already. Keep the
    value with its end, or for a few minutes, or read it anew where it is refused. No finding: something around speaks
    of an end, an age or a clock; the parameter is plain configuration.

    References
    ----------
    - https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
    - https://docs.aws.amazon.com/secretsmanager/latest/userguide/retrieving-secrets_lambda.html
    - https://docs.powertools.aws.dev/lambda/python/latest/utilities/parameters/
    """

    code = "LMB109"
    name = "expired-credentials"
    remedy = "Let Powertools keep it for five minutes"
    evidence = re.compile(rb"assume_role|get_secret_value|get_parameter|_token|Token")

    def detect(self, module: Module) -> Iterator[Match[Plan]]:
        told: set[object] = set()
        for node in (*module.every(ast.Call), *module.every(ast.Subscript)):
            kept = _kept(module, node)
            found = _found(module, node, kept) if kept else None
            function = module.function(node)
            if found is None or _speaks_of_an_end(module, node) or (function, found[0]) in told:
                continue
            told.add((function, found[0]))
            plan = _plan(module, node) if found is _SECRET else None
            doubts = ["each environment asks for it again every five minutes"]
            yield Match.answered(module.span(node), found[0], plan or found[1], doubts=doubts)

    def fix(self, plan: Plan, module: Module, patch: Patch) -> Refusal | None:
        import libcst as cst

        file = patch.file(module.path)
        get_secret = file.ensure_import("aws_lambda_powertools.utilities.parameters", "get_secret")
        getter = file.function(plan.getter)
        value = file.node(plan.value, cst.Subscript)
        name = file.code(file.node(plan.name, cst.BaseExpression))  # type: ignore[type-abstract]
        file.replace(value, file.parse_expression(f"{get_secret}({name}, max_age=300)"))
        file.replace(getter, getter.with_changes(decorators=[]))
        file.drop_import_if_unused(plan.cache)
        return None


def _plan(module: Module, call: ast.expr) -> Plan | None:
    """For a cached getter that returns the secret as it is, in a file that has Powertools already."""
    imports = module.program.files[module.path].imports
    getter = module.function(call)
    if not isinstance(getter, ast.FunctionDef) or not any(one.module.split(".")[0] == _POWERTOOLS for one in imports):
        return None
    match getter.body[-1], getter.decorator_list, call:
        case (
            ast.Return(value=ast.Subscript(value=returned, slice=ast.Constant(value="SecretString")) as value),
            [decorator],
            ast.Call(args=[], keywords=[ast.keyword(arg="SecretId", value=name)]),
        ) if returned is call and not any(map(_does_something, getter.body[:-1])):
            cache = syntax.dotted(decorator.func if isinstance(decorator, ast.Call) else decorator)
            return Plan(module.span(getter), module.span(value), module.span(name), cache.partition(".")[0])
    return None


def _does_something(statement: ast.stmt) -> bool:
    return not (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant))


def _kept(module: Module, node: ast.AST) -> str:
    """ "import" or "once" for what runs once a process; "" for all else."""
    if module.function(node) is None:
        is_guarded = any(isinstance(above, ast.If) for above in module.ancestors(node))
        return "" if is_guarded else "import"
    return "once" if module.runs_once(node) and _is_used(module, node) else ""


def _is_used(module: Module, node: ast.AST) -> bool:
    """Whether something calls the getter: what runs once a process counts as reached by no request."""
    function = module.function(node)
    if function is None or module.reach(node) is not None:
        return function is not None
    uses = module.scopes.uses_of(function.name, module.scopes.module)
    return bool(uses) or bool(module.users.of(module.path, function.name))


def _found(module: Module, node: ast.expr, kept: str) -> tuple[str, Refusal] | None:
    match node:
        case ast.Call(func=ast.Attribute(attr="assume_role" | "assume_role_with_web_identity"), keywords=keywords):
            return _ROLE if any(keyword.arg == "RoleArn" for keyword in keywords) else None
        case ast.Call(func=ast.Attribute(attr="get_secret_value"), keywords=keywords) if _lasts(module, node, kept):
            return _SECRET if any(keyword.arg == "SecretId" for keyword in keywords) else None
        case ast.Call(func=ast.Attribute(attr="get_parameter"), keywords=keywords) if _lasts(module, node, kept):
            given = {keyword.arg: keyword.value for keyword in keywords}
            decrypted = given.get("WithDecryption")
            is_secret = isinstance(decrypted, ast.Constant) and decrypted.value is True
            name = module.text(given["Name"]) if "Name" in given else ""
            return _SECRET if is_secret and _SECRET_NAME.search(name) else None
        case ast.Subscript(value=value, slice=ast.Constant(value=str(key))) if key in _TOKENS:
            return _TOKEN if _is_fetched(module, value) else None
    return None


def _lasts(module: Module, node: ast.AST, kept: str) -> bool:
    """Whether requests have the value: they call what keeps it, or read a name of the module that has it."""
    if kept == "once":
        return True
    statement = module.statement(node)
    targets = statement.targets if isinstance(statement, ast.Assign) else []
    names = [target.id for target in targets if isinstance(target, ast.Name)]
    uses = (use for name in names for use in module.scopes.uses_of(name, module.scopes.module))
    return any(module.reach(use) is not None for use in uses)


def _is_fetched(module: Module, value: ast.expr) -> bool:
    """`requests.post(…).json()["access_token"]`: an answer of the network, not of a file or of the event."""
    calls = [one.func for one in ast.walk(value) if isinstance(one, ast.Call)]
    return any(isinstance(func, ast.Attribute) and func.attr in ("json", "post", "request") for func in calls)


def _speaks_of_an_end(module: Module, node: ast.AST) -> bool:
    function = module.function(node)
    text = module.text(function) if function is not None else module.text(module.statement(node))
    return _EXPIRY.search(text) is not None
