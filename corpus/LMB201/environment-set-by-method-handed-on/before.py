import os
import boto3

setenv = os.environ.__setitem__


def handler(event, context):
    setenv("AWS_DEFAULT_REGION", "eu-west-%d" % event["n"])
    client = boto3.client("sqs")
    return client.meta.region_name
