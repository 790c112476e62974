import boto3


def handler(event, context):
    s3 = boto3.client("s3", region_name="us-east-1")
    return s3.meta.region_name
