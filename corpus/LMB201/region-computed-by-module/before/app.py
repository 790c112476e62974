import boto3
import settings


def handler(event, context):
    client = boto3.client("sqs", region_name=settings.REGION)
    return client.meta.region_name
