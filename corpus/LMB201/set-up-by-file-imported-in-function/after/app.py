from functools import cache

import boto3
import helper


@cache
def get_sqs_client():
    return boto3.client("sqs")


def handler(event, context):
    helper.load()
    client = get_sqs_client()
    return client.meta.region_name
