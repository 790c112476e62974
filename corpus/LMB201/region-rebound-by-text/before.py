import boto3

REGION = "eu-west-1"


def lambda_handler(event, context):
    s3 = boto3.client("s3", region_name=REGION)
    return s3.meta.region_name


globals().update(REGION="us-west-2")
