import boto3

sqs = boto3.client("sqs")
boto3.setup_default_session(region_name="eu-north-1")


def handler(event, context):
    client = boto3.client("sqs")
    return client.meta.region_name
