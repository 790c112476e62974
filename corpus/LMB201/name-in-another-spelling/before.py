import os

import boto3

STAGE = os.environ["STAGE"]


def handler(event, context):
    table = boto3.resource("dynamodb").Table(STAGE.title())
    return table.name
