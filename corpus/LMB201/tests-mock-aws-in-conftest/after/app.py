from functools import cache

import boto3


@cache
def get_sqs_client():
    return boto3.client("sqs")


def handler(event, context):
    queue = get_sqs_client()
    return queue.meta.service_model.service_name
