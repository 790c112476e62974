import boto3

queue = boto3.client("sqs")


def handler(event, context):
    return queue.meta.service_model.service_name
