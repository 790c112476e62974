import json
from functools import cache

import boto3

CONFIG = json.loads('{"stage": "prod", "region": "eu-west-1"}')


@cache
def get_s3():
    return boto3.client("s3", region_name=CONFIG["region"])


def lambda_handler(event, context):
    if event.get("copy"):
        s3 = get_s3()
        return s3.meta.region_name
    return CONFIG["stage"]
