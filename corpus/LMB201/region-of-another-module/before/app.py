import boto3

import settings


def handler(event, context):
    settings.LAST = event["region"]
    s3 = boto3.client("s3", region_name=settings.REGION)
    return s3.meta.region_name
