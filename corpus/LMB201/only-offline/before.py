import os

import boto3


def handler(event, context):
    if os.environ.get("IS_OFFLINE"):
        dynamodb = boto3.client("dynamodb", endpoint_url="http://localhost:8000")
        return dynamodb.meta.region_name
    return event["id"]
