import boto3


class Settings:
    region = "eu-west-1"


def lambda_handler(event, context):
    return s3.meta.region_name


setattr(Settings, "region", "us-west-2")
s3 = boto3.client("s3", region_name=Settings.region)
