import json

import boto3


def handler(event, context):
    # all orders are in one table
    table = boto3.resource("dynamodb").Table("orders")
    found = table.get_item(Key={"id": event["id"]})
    return json.dumps(found.get("Item"), default=str)
