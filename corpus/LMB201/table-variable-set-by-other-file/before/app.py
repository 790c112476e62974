import os

import boto3

import stage


def handler(event, context):
    stage.choose(event["stage"])
    table = boto3.resource("dynamodb").Table(os.getenv("ORDERS", "orders"))
    return table.name
