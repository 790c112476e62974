from functools import cache

import boto3


@cache
def get_sns():
    return boto3.client("sns", region_name="eu-west-1")


def handler(event, context):
    region = event["region"]
    if event["notify"]:
        sns = get_sns()
        return sns.meta.region_name
    return region
