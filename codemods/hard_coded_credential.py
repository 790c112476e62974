"""LMB601."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from lambdafix.codemod import Codemod, Match, Refusal, secrets

if TYPE_CHECKING:
    from lambdafix.codemod import Module, ModuleFacts, Program


class HardCodedCredential(Codemod[None]):
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
    import json

    import boto3
    import psycopg2

    secrets = boto3.client("secretsmanager")


    def handler(event, context):
        secret = json.loads(secrets.get_secret_value(SecretId="orders/database")["SecretString"])
        connection = psycopg2.connect(host="db.internal", user="orders", password=secret["password"])
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return cursor.fetchone()
    ```

    When the fix is safe
    --------------------
    Never: where the value is to be kept instead is for you to choose, and a diff that removes it would show it.

    When it is refused
    ------------------
    Always. Rotate the credential, keep the new one in Secrets Manager or Parameter Store, and read it from there.

    References
    ----------
    - https://docs.aws.amazon.com/secretsmanager/latest/userguide/retrieving-secrets_lambda.html
    - https://docs.aws.amazon.com/systems-manager/latest/userguide/ps-integration-lambda-extensions.html
    """

    code = "LMB601"
    name = "hard-coded-credential"
    deployed_only = False  # a repository is read by more people than a package
    evidence = secrets.EVIDENCE

    def suspects(self, facts: ModuleFacts, program: Program) -> bool:
        return facts.test is None

    def detect(self, module: Module) -> Iterator[Match[None]]:
        for secret in {secret.span: secret for secret in secrets.secrets_in(module)}.values():
            called = f" in {secret.name}" if secret.name else ""
            yield Match.report(
                secret.span,
                f"{secret.kind} stands in the code{called}, for everyone who can read the repository or the package",
                Refusal(
                    "where the value is to be kept instead is for you to choose",
                    "rotate it, keep the new one in Secrets Manager or Parameter Store, and read it from there",
                ),
            )
