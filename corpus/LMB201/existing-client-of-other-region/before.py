import boto3

REGION = "eu-north-1"
one = boto3.client("sqs", region_name=REGION)
REGION = "eu-west-2"


def handler(event, context):
    client = boto3.client("sqs", region_name=REGION)
    return client.meta.region_name, one.meta.region_name
