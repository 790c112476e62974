import boto3
import sentry_sdk

sentry_sdk.init()
sqs = boto3.client("sqs")


def handler(event, context):
    return getattr(sqs, "watched", False)
