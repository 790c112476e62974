import boto3

client = boto3.client("dynamodb")


def handler(event, context):
    return client.meta.service_model.service_name
