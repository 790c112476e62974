import os

import boto3

s3 = boto3.client("s3")


def handler(event, context):
    path = f"/tmp/{event['key']}"
    if not os.path.exists(path):
        s3.download_file("reports", event["key"], path)
    with open(path) as report:
        return report.read()
