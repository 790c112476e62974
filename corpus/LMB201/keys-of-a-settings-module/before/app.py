import boto3
import settings


def handler(event, context):
    s3 = boto3.client("s3", aws_access_key_id=settings.KEY, aws_secret_access_key=settings.SECRET)
    return s3.meta.region_name
