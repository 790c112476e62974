import smtplib
import time
from functools import lru_cache

import boto3

secrets_manager = boto3.client("secretsmanager")


@lru_cache(maxsize=1)
def read_email_password(ttl_slot):
    return secrets_manager.get_secret_value(SecretId="before/email-password")["SecretString"]


def get_email_password():
    return read_email_password(time.time() // 300)


def handler(event, context):
    with smtplib.SMTP_SSL("smtp.gmail.com", 465, timeout=10) as server:
        server.login("orders@acme.com", get_email_password())
