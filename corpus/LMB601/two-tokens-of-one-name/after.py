import time
from functools import lru_cache

import boto3
import requests

secrets_manager = boto3.client("secretsmanager")


@lru_cache(maxsize=1)
def load_x_api_key(ttl_slot):
    return secrets_manager.get_secret_value(SecretId="before/x-api-key-2")["SecretString"]


def fetch_x_api_key():
    return load_x_api_key(time.time() // 300)


@lru_cache(maxsize=1)
def read_x_api_key(ttl_slot):
    return secrets_manager.get_secret_value(SecretId="before/x-api-key")["SecretString"]


def get_x_api_key():
    return read_x_api_key(time.time() // 300)


def handler(event, context):
    first = requests.get("https://one.example.com/", headers={"x-api-key": get_x_api_key()})
    second = requests.get("https://two.example.com/", headers={"x-api-key": fetch_x_api_key()})
    return [first, second]
