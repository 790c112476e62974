import boto3

queue = boto3.client("s3")


def handler(event, context):
    return queue.meta.service_model.service_name
