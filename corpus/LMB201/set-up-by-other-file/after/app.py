from functools import cache

import boto3

import settings


@cache
def get_queue():
    return boto3.client("sqs")


def handler(event, context):
    queue = get_queue()
    return queue.meta.region_name


settings.load()
