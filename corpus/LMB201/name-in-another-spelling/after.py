import os

import boto3

STAGE = os.environ["STAGE"]
table = boto3.resource("dynamodb").Table(STAGE.title())


def handler(event, context):
    return table.name
