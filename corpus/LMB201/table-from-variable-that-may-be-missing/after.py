import os
from functools import cache

import boto3

TABLE = os.environ.get("TABLE")
dynamodb = boto3.resource("dynamodb")


@cache
def get_table():
    return dynamodb.Table(TABLE)


def handler(event, context):
    if "id" not in event:
        return None
    table = get_table()
    return table.name
