import os
from functools import cache

import boto3


@cache
def get_audit_table():
    return boto3.resource("dynamodb").Table(os.environ["AUDIT_TABLE"])


def audit_handler(event, context):
    table = get_audit_table()
    return table.name


def lambda_handler(event, context):
    return event["id"]
