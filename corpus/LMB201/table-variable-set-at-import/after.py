import os

import boto3

os.environ["ORDERS"] = "orders-test"
table = boto3.resource("dynamodb").Table(os.environ["ORDERS"])


def handler(event, context):
    return table.name
