"""LMB601."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from lambdafix.codemod import Codemod, Match, Refusal, Related, secrets

if TYPE_CHECKING:
    from lambdafix.codemod import Module, ModuleFacts, Program


class HardCodedCredential(Codemod[secrets.Removal]):
    """A password, token or key that stands in the code.

    What it does
    ------------
    Finds literals and comments that look like live credentials, in every file but tests. A literal counts when its
    name and its look agree, or when its form alone is unmistakable (an AWS access key id, a private key, the token of
    an Authorization header). Literals that are joined count as one. Placeholders, names of secrets, ARNs and the keys
    of AWS's own documentation do not count. Its value is masked in every report.

    Why it is bad
    -------------
    Whoever can read the repository, the deployment package or a stack trace has the credential, it stays in the history
    once it is removed, and it cannot be rotated without a deployment.

    Example
    -------
    ```python
    import psycopg2


    def handler(event, context):
        connection = psycopg2.connect(host="db.internal", user="orders", password="mypassword")
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return cursor.fetchone()
    ```

    Use instead
    -----------
    ```python
    import boto3
    import psycopg2

    secrets_manager = boto3.client("secretsmanager")


    def get_password():
        return secrets_manager.get_secret_value(SecretId="before/password")["SecretString"]


    def handler(event, context):
        connection = psycopg2.connect(host="db.internal", user="orders", password=get_password())
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return cursor.fetchone()
    ```

    When the fix is safe
    --------------------
    Never: the value has to be in its new place first, and the function must be allowed to read it. That place is
    Secrets Manager, which can rotate it and says who read it; `secrets = "parameter-store"` or `"environment"` in the
    configuration asks for another. Its name there is that of the file and of what the code calls it. What opens a
    connection reads it each time it connects; what requests use is kept for five minutes, so that a rotation reaches
    environments that live. A look-up in the environment loses the literal that it fell back on.

    When it is refused
    ------------------
    Where it is a comment, bytes, the default of a parameter, an argument of a decorator, a pattern of `match`, or only
    a part of a longer or computed text; and for keys of AWS, which a function's role makes needless. Whatever is done
    with the code, rotate it: it stays in the history.

    References
    ----------
    - https://docs.aws.amazon.com/secretsmanager/latest/userguide/retrieving-secrets_lambda.html
    - https://docs.aws.amazon.com/systems-manager/latest/userguide/ps-integration-lambda-extensions.html
    - https://docs.powertools.aws.dev/lambda/python/latest/utilities/parameters/
    """

    code = "LMB601"
    name = "hard-coded-credential"
    remedy = "Rotate it, keep the new one where the code now reads it, and let the function's role read it"
    deployed_only = False  # a repository is read by more people than a package
    evidence = secrets.EVIDENCE

    def suspects(self, facts: ModuleFacts, program: Program) -> bool:
        return facts.test is None

    def detect(self, module: Module) -> Iterator[Match[secrets.Removal]]:
        for found in secrets.credentials(module):
            secret, *others = found.secrets
            called = f" in {secret.name}" if secret.name else ""
            yield Match.answered(
                secret.span,
                f"{secret.kind} stands in the code{called}, for everyone who can read the repository or the package",
                found.answer,
                doubts=_doubts(module, found.answer),
                related=[
                    Related(module.path, module.source.position(one.span.start).row, "and here") for one in others
                ],
            )


def _doubts(module: Module, answer: secrets.Removal | Refusal) -> Iterator[str]:
    if isinstance(answer, Refusal):
        return
    if answer.literals or answer.reads:
        yield f"{_PLACES[module.config.secrets].format(answer.key)} must hold the rotated value before this is deployed"
    if answer.first_row:
        yield "the import reads it, which fails where nothing gives it, as in tests"
    for _, variable in answer.look_ups:
        yield f"without the variable `{variable}` it now fails"


_PLACES = {
    "secrets-manager": "the secret `{}` in Secrets Manager",
    "parameter-store": "the SecureString `{}` in Parameter Store",
    "environment": "the variable `{}` of the function",
}
