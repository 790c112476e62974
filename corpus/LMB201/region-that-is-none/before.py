import boto3


def handler(event, context):
    try:
        sqs = boto3.client("sqs", region_name="eu west 1")
        return sqs.meta.region_name
    except ValueError as error:
        return type(error).__name__
