import boto3


def region():
    client = boto3.client("sqs")
    return client.meta.region_name


print(region())
sqs = boto3.client("sqs")


def handler(event, context):
    return region(), sqs.meta.region_name
