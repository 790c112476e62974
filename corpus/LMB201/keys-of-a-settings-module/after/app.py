import boto3
import settings

s3 = boto3.client("s3", aws_access_key_id=settings.KEY, aws_secret_access_key=settings.SECRET)


def handler(event, context):
    return s3.meta.region_name
