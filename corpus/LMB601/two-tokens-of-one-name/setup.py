import sys
import time
from types import SimpleNamespace

import boto3


def prepare():
    sys.modules["requests"] = SimpleNamespace(get=lambda url, headers, timeout=None: headers["x-api-key"])
    secrets = boto3.session.Session().client("secretsmanager")
    secrets.create_secret(Name="before/x-api-key", SecretString="q9XzR4tLw82bVmK71sYp")
    secrets.create_secret(Name="before/x-api-key-2", SecretString="a4Gh8KpTz31cWnE66uRd")


def between(number):
    secrets = boto3.session.Session().client("secretsmanager")
    secrets.put_secret_value(SecretId="before/x-api-key", SecretString="first")
    secrets.put_secret_value(SecretId="before/x-api-key-2", SecretString="second")
    now = time.time
    time.time = lambda: now() + 300
