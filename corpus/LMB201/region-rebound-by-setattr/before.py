import sys
import boto3

REGION = "eu-west-2"


def handler(event, context):
    setattr(sys.modules[__name__], "REGION", "eu-west-%d" % event["n"])
    client = boto3.client("sqs", region_name=REGION)
    return client.meta.region_name
