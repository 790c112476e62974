import uuid

import boto3

s3 = boto3.client("s3")


def size(path):
    with open(path) as file:
        return len(file.read())


def handler(event, context):
    path = "/tmp/{}.csv".format(uuid.uuid4())
    s3.download_file("reports", event["key"], path)
    found = size(path)
    return found
