import boto3


def handler(event, context):
    sqs = boto3.client("sqs")
    try:
        return sqs.meta.region_name + event["name"]
    finally:
        sqs.close()
