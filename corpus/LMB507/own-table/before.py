import os

import boto3

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])


def handler(event, context):
    for record in event["Records"]:
        table.put_item(Item={"id": record["dynamodb"]["Keys"]["id"]["S"], "seen": True})
