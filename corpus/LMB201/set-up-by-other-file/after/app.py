from functools import cache

import boto3

import settings


@cache
def get_sqs_client():
    return boto3.client("sqs")


def handler(event, context):
    queue = get_sqs_client()
    return queue.meta.region_name


settings.load()
