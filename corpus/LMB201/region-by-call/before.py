import boto3


def home_region():
    return "eu-west-1"


def handler(event, context):
    s3 = boto3.client("s3", region_name=home_region())
    return s3.meta.region_name
