import boto3
from botocore.exceptions import ClientError

s3 = boto3.client("s3")


def handler(event, context):
    try:
        s3.download_file("reports", event["key"], "/tmp/in.csv")
    except ClientError:
        return ""
    try:
        return open("/tmp/in.csv").read()
    except FileNotFoundError:
        return "none"
