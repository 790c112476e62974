from functools import cache

import boto3

ssm = boto3.client("ssm")


@cache
def value():
    return ssm.get_parameter(Name="/db/password", WithDecryption=True)["Parameter"]["Value"]


def handler(event, context):
    return value()
