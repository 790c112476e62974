import os

import boto3

table = boto3.resource("dynamodb").Table(os.environ["GUESTS"])


def handler(event, context):
    return table.get_item(Key={"Mail": event["mail"]}).get("Item")
