from functools import cache

import boto3
from botocore.config import Config

CONFIG = Config(connect_timeout=1)


@cache
def get_sqs():
    return boto3.client("sqs", region_name="eu-west-1", config=CONFIG)


def handler(event, context):
    vars(CONFIG)["read_timeout"] = event["seconds"]
    sqs = get_sqs()
    return sqs.meta.config.read_timeout
