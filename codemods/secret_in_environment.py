"""LMB602."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from lambdafix.codemod import Codemod, Match, Refusal, secrets

if TYPE_CHECKING:
    from lambdafix.codemod import Module

_READS = frozenset({"os.getenv", "os.environ.get"})


class SecretInEnvironment(Codemod[None]):
    """A secret whose value stands in a template, as plain text of an environment variable.

    What it does
    ------------
    Finds reads of environment variables that are called like a secret and that a template gives a value in plain text:
    no reference, no parameter, no `{{resolve:…}}`. The value is shown nowhere.

    Why it is bad
    -------------
    Whoever can read the repository, the stack or the function's configuration has the secret. It stays in the history
    of all three, and a rotation needs a deployment.

    Example
    -------
    ```python
    import os


    def handler(event, context):
        return len(os.environ["DB_PASSWORD"])
    ```

    Use instead
    -----------
    ```python
    from aws_lambda_powertools.utilities.parameters import get_secret


    def handler(event, context):
        return len(get_secret("orders/database", max_age=300))
    ```

    When the fix is safe
    --------------------
    Never: where the value is to be kept instead is for you to choose.

    When it is refused
    ------------------
    Always. Rotate the secret, keep the new one in Secrets Manager or Parameter Store, and give the function its name.
    No finding: the template refers to a value that stands elsewhere; the value is a placeholder; the variable names the
    secret's ARN, name or path.

    References
    ----------
    - https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars-encryption.html
    - https://docs.aws.amazon.com/secretsmanager/latest/userguide/retrieving-secrets_lambda.html
    - https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html
    """

    code = "LMB602"
    name = "secret-in-environment"
    evidence = re.compile(rb"environ|getenv")

    def detect(self, module: Module) -> Iterator[Match[None]]:
        plain = module.program.deployment.plain_variables
        told: set[str] = set()
        for node in (*module.every(ast.Subscript), *module.every(ast.Call)) if plain else ():
            name = _read(module, node)
            if name in told or name not in plain or not secrets.is_secret(name):
                continue
            told.add(name)
            yield Match.report(
                module.span(node),
                f"the value of {name} stands in {plain[name]} as plain text",
                Refusal(
                    "where the value is to be kept instead is for you to choose",
                    "rotate it, keep the new one in Secrets Manager or Parameter Store, and read it from there",
                ),
            )


def _read(module: Module, node: ast.expr) -> str:
    """The variable that `os.environ["X"]` or `os.getenv("X")` reads, "" for all else."""
    match node:
        case ast.Subscript(value=value, slice=ast.Constant(value=str(name)), ctx=ast.Load()):
            return name if module.canonical(value) == "os.environ" else ""
        case ast.Call(func=func, args=[ast.Constant(value=str(name)), *_]):
            return name if module.canonical(func) in _READS else ""
    return ""
