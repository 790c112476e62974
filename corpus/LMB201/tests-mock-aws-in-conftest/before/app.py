import boto3


def handler(event, context):
    queue = boto3.client("sqs")
    return queue.meta.service_model.service_name
