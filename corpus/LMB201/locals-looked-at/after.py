import boto3

sqs_client = boto3.client("sqs")


def handler(event, context):
    sqs = sqs_client
    return sorted(locals()) + [sqs.meta.region_name]
