import boto3

import settings

s3 = boto3.client("s3", region_name=settings.REGION)


def handler(event, context):
    settings.LAST = event["region"]
    return s3.meta.region_name
