import boto3

OPTIONS = {"region_name": "eu-west-1"}


def handler(event, context):
    s3 = boto3.client("s3", **OPTIONS)
    return s3.meta.region_name
