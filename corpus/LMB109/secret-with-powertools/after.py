import boto3
from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.parameters import get_secret

logger = Logger()
secrets = boto3.client("secretsmanager")


def password():
    return get_secret("db", max_age=300)


def handler(event, context):
    logger.info("connects")
    return len(password())
