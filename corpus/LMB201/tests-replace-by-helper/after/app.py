from functools import cache

import boto3


@cache
def get_s3():
    return boto3.client("s3", region_name="us-east-1")


def handler(event, context):
    s3 = get_s3()
    return s3.meta.region_name
