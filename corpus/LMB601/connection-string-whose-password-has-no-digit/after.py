import time
from functools import lru_cache

import boto3

secrets_manager = boto3.client("secretsmanager")


@lru_cache(maxsize=1)
def read_database_url(ttl_slot):
    return secrets_manager.get_secret_value(SecretId="before/database-url")["SecretString"]


def get_database_url():
    return read_database_url(time.time() // 300)


def handler(event, context):
    return get_database_url().rpartition("/")[2]
