import os

import boto3

TABLE = os.environ.get("TABLE")


def handler(event, context):
    if "id" not in event:
        return None
    table = boto3.resource("dynamodb").Table(TABLE)
    return table.name
