import os

import boto3

TABLE = os.environ.get("TABLE")
dynamodb = boto3.resource("dynamodb")


def handler(event, context):
    if "id" not in event:
        return None
    table = dynamodb.Table(TABLE)
    return table.name
