import os

import boto3

s3_region = "eu-west-1"


def handler(event, context):
    s3 = boto3.client("s3", region_name=s3_region, aws_access_key_id=os.environ["PARTNER_KEY"], aws_secret_access_key="")
    return s3.meta.region_name
