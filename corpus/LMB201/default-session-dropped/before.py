import boto3


def handler(event, context):
    boto3.DEFAULT_SESSION = None
    s3 = boto3.client("s3")
    return s3.meta.region_name
