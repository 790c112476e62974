import boto3


def region(client):
    return client.meta.region_name


boto3.setup_default_session(region_name="eu-central-1")
sqs = boto3.client("sqs")


def handler(event, context):
    return region(sqs)
