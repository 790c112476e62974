from functools import cache

import boto3
from botocore.exceptions import ClientError, NoRegionError


@cache
def get_s3():
    return boto3.client("s3")


def handler(event, context):
    try:
        s3 = get_s3()
        s3.head_bucket(Bucket=event["bucket"])
    except (ClientError, NoRegionError) as error:
        return {"problem": error.response["Error"]["Code"]}
    return {"problem": NoRegionError.__name__}
