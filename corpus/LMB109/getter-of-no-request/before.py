from functools import lru_cache

import boto3

secrets = boto3.client("secretsmanager")


@lru_cache(maxsize=1)
def password():
    return secrets.get_secret_value(SecretId="db")["SecretString"]


def handler(event, context):
    return "ok"
