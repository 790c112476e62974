import boto3
from botocore.config import Config


def handler(event, context):
    options = {"mode": "standard"}
    options["mode"] = event["mode"]
    s3 = boto3.client("s3", config=Config(retries=options))
    return s3.meta.config.retries["mode"]
