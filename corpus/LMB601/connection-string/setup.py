import time

import boto3


def prepare():
    boto3.session.Session().client("secretsmanager").create_secret(
        Name="before/database", SecretString="postgresql://orders:k3Rt9xWq@db.internal/orders"
    )


def between(number):
    """It is rotated, and five minutes go by."""
    boto3.session.Session().client("secretsmanager").put_secret_value(SecretId="before/database", SecretString="new")
    now = time.time
    time.time = lambda: now() + 300
