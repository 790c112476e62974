import boto3

REGION = "eu-north-1"
one = boto3.client("sqs", region_name=REGION)
REGION = "eu-west-2"
sqs_client = boto3.client("sqs", region_name=REGION)


def handler(event, context):
    return sqs_client.meta.region_name, one.meta.region_name
