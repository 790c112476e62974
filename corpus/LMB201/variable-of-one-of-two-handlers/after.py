import os
from functools import cache

import boto3

dynamodb = boto3.resource("dynamodb")


@cache
def get_audit_table():
    return dynamodb.Table(os.environ["AUDIT_TABLE"])


def audit_handler(event, context):
    table = get_audit_table()
    return table.name


def lambda_handler(event, context):
    return event["id"]
