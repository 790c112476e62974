from functools import lru_cache

import boto3


@lru_cache(maxsize=None)
def client():
    return boto3.client("s3")


def handler(event, context):
    return client().meta.region_name
