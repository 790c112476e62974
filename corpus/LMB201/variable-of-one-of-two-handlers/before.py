import os

import boto3


def audit_handler(event, context):
    table = boto3.resource("dynamodb").Table(os.environ["AUDIT_TABLE"])
    return table.name


def lambda_handler(event, context):
    return event["id"]
