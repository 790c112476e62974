import time
from functools import lru_cache

import boto3

secrets_manager = boto3.client("secretsmanager")


@lru_cache(maxsize=1)
def read_password(ttl_slot):
    return secrets_manager.get_secret_value(SecretId="before/password")["SecretString"]


def get_password():
    return read_password(time.time() // 300)


def handler(event, context):
    return len(get_password())
