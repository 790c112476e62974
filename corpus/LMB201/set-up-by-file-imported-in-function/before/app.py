import boto3
import helper


def handler(event, context):
    helper.load()
    client = boto3.client("sqs")
    return client.meta.region_name
