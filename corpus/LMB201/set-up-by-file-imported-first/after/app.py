import boto3

import settings

queue = boto3.client("sqs")


def handler(event, context):
    return queue.meta.region_name, settings.STAGE
