import boto3

CONFIGURATION = {"region": "eu-west-1"}


def handler(event, context):
    CONFIGURATION.update(event)
    s3 = boto3.client("s3", region_name=CONFIGURATION["region"])
    return s3.meta.region_name
