from functools import cache

import boto3


@cache
def get_sns_client():
    return boto3.client("sns")


def region():
    return get_sns_client().meta.region_name
