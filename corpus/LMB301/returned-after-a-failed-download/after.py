import tempfile

import boto3
from botocore.exceptions import ClientError

s3 = boto3.client("s3")


def handler(event, context):
    with tempfile.TemporaryDirectory() as directory:
        try:
            s3.download_file("reports", event["key"], f"{directory}/in.csv")
        except ClientError:
            return ""
        try:
            return open(f"{directory}/in.csv").read()
        except FileNotFoundError:
            return "none"
