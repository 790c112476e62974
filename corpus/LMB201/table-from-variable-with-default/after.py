import os

import boto3

TABLE = os.environ.get("TABLE", "orders")
dynamodb = boto3.resource("dynamodb")
table = dynamodb.Table(TABLE)


def handler(event, context):
    if "id" not in event:
        return None
    return table.name
