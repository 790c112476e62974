import sys
from functools import cache

sys.path.insert(0, "third_party")

import boto3
from regions import use


@cache
def get_sns_client():
    return boto3.client("sns")


def handler(event, context):
    use(event)
    return get_sns_client().meta.region_name
