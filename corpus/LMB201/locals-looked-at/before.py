import boto3


def handler(event, context):
    sqs = boto3.client("sqs")
    return sorted(locals()) + [sqs.meta.region_name]
