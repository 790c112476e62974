from functools import cache

import boto3
from conf import setup


@cache
def get_sqs_client():
    return boto3.client("sqs")


def handler(event, context):
    setup()
    client = get_sqs_client()
    return client.meta.region_name
