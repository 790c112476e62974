import os
from functools import cache

import boto3


@cache
def get_dynamodb():
    return boto3.client("dynamodb", endpoint_url="http://localhost:8000")


def handler(event, context):
    if os.environ.get("IS_REGIONAL"):
        dynamodb = get_dynamodb()
        return dynamodb.meta.region_name
    return event["id"]
