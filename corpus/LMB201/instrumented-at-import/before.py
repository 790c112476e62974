import boto3
import sentry_sdk

sentry_sdk.init()


def handler(event, context):
    sqs = boto3.client("sqs")
    return getattr(sqs, "watched", False)
