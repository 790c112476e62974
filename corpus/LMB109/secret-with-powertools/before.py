from functools import lru_cache

import boto3
from aws_lambda_powertools import Logger

logger = Logger()
secrets = boto3.client("secretsmanager")


@lru_cache(maxsize=1)
def password():
    return secrets.get_secret_value(SecretId="db")["SecretString"]


def handler(event, context):
    logger.info("connects")
    return len(password())
