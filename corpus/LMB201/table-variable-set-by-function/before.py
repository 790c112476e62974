import os

import boto3


def choose(stage):
    os.environ["ORDERS"] = f"orders-{stage}"


def handler(event, context):
    choose(event["stage"])
    table = boto3.resource("dynamodb").Table(os.environ["ORDERS"])
    return table.name
