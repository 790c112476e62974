import os
from functools import cache

import boto3

TABLE = os.environ.get("TABLE")


@cache
def get_table():
    return boto3.resource("dynamodb").Table(TABLE)


def handler(event, context):
    if "id" not in event:
        return None
    table = get_table()
    return table.name
