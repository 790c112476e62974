import boto3


def handler(event, context):
    queue = boto3.client("s3")
    return queue.meta.service_model.service_name
