import boto3

s3_client = boto3.client("s3")
sqs_client = boto3.client("sqs")


def enqueue(body):
    return sqs_client.meta.service_model.service_name + body


def store(body):
    return s3_client.meta.service_model.service_name + body


def handler(event, context):
    return enqueue(event["body"]) + store(event["body"])
