import os

import boto3

s3 = boto3.client("s3")


def handler(event, context):
    path = f"/tmp/{context.aws_request_id}.csv"
    try:
        s3.download_file("reports", event["key"], path)
        size = os.path.getsize(path)
        os.remove(path)
        return size
    except s3.exceptions.ClientError:
        return 0
