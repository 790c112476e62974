import boto3


def handler(event, context):
    sqs = boto3.client("sqs")
    sqs.order = event["order"]
    return sqs.order
