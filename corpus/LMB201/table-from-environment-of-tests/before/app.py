import os

import boto3


def handler(event, context):
    table = boto3.resource("dynamodb", "eu-west-1").Table(os.environ["TABLE"])
    return table.name
