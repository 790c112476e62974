from functools import cache

import boto3


@cache
def get_queue():
    return boto3.client("sqs")


def handler(event, context):
    queue = get_queue()
    return queue.meta.service_model.service_name
