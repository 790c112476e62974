import os

import boto3

os.environ["ORDERS"] = "orders-test"


def handler(event, context):
    table = boto3.resource("dynamodb").Table(os.environ["ORDERS"])
    return table.name
