import boto3
from conf import setup


def handler(event, context):
    setup()
    client = boto3.client("sqs")
    return client.meta.region_name
