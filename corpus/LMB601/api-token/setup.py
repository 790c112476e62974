import time

import boto3


def prepare():
    boto3.session.Session().client("secretsmanager").create_secret(
        Name="before/api-token", SecretString="q9XzR4tLw82bVmK71sYp"
    )


def between(number):
    """The token is rotated, and five minutes go by."""
    boto3.session.Session().client("secretsmanager").put_secret_value(SecretId="before/api-token", SecretString="short")
    now = time.time
    time.time = lambda: now() + 300
