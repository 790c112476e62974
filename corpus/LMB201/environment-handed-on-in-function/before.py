import os
import boto3


def into(target, values):
    for key, value in values.items():
        target[key] = value


def handler(event, context):
    into(os.environ, {"AWS_DEFAULT_REGION": "eu-west-%d" % event["n"]})
    client = boto3.client("sqs")
    return client.meta.region_name
