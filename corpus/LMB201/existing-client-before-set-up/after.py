import boto3

sqs = boto3.client("sqs")
boto3.setup_default_session(region_name="eu-north-1")
sqs_client = boto3.client("sqs")


def handler(event, context):
    return sqs_client.meta.region_name
