import boto3

sqs_client = boto3.client("sqs")


def region():
    return sqs_client.meta.region_name


print(region())
sqs = boto3.client("sqs")


def handler(event, context):
    return region(), sqs.meta.region_name
