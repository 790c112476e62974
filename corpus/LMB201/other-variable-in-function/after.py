import os

import boto3

sqs = boto3.client("sqs")


def handler(event, context):
    os.environ["LAST_REGION"] = event["region"]
    return sqs.meta.region_name
