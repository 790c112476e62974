import os

import boto3

table = boto3.resource("dynamodb", "eu-west-1").Table(os.environ["TABLE"])


def handler(event, context):
    return table.name
