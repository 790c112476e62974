import os
from unittest.mock import patch
import boto3


def handler(event, context):
    with patch.dict(os.environ, {"AWS_DEFAULT_REGION": "eu-west-%d" % event["n"]}):
        client = boto3.client("sqs")
    return client.meta.region_name
