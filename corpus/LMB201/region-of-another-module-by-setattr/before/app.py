import boto3
import settings


def handler(event, context):
    setattr(settings, "REGION", "eu-west-%d" % event["n"])
    client = boto3.client("sqs", region_name=settings.REGION)
    return client.meta.region_name
