import boto3


def enqueue(body):
    client = boto3.client("sqs")
    return client.meta.service_model.service_name + body


def store(body):
    client = boto3.client("s3")
    return client.meta.service_model.service_name + body


def handler(event, context):
    return enqueue(event["body"]) + store(event["body"])
