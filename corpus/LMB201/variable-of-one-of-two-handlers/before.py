import os

import boto3

dynamodb = boto3.resource("dynamodb")


def audit_handler(event, context):
    table = dynamodb.Table(os.environ["AUDIT_TABLE"])
    return table.name


def lambda_handler(event, context):
    return event["id"]
