import boto3


def region(client):
    return client.meta.region_name


boto3.setup_default_session(region_name="eu-central-1")


def handler(event, context):
    sqs = boto3.client("sqs")
    return region(sqs)
