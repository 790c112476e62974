import json

import boto3

CONFIG = json.loads('{"stage": "prod", "region": "eu-west-1"}')


def lambda_handler(event, context):
    if event.get("copy"):
        s3 = boto3.client("s3", region_name=CONFIG["region"])
        return s3.meta.region_name
    return CONFIG["stage"]
