import boto3

import settings


def handler(event, context):
    queue = boto3.client("sqs")
    return queue.meta.region_name, settings.STAGE
