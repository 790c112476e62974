import os

import boto3

s3 = boto3.client("s3")


def handler(event, context):
    folder = "/tmp/results"
    if not os.path.exists(folder):
        os.makedirs(folder)
    path = os.path.join(folder, f"stats-{event['day']}.json")
    with open(path, "w") as output:
        output.write(event["body"])
    s3.upload_file(path, "reports", path)
