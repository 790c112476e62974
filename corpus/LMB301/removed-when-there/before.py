import os

import boto3

s3 = boto3.client("s3")


def rates():
    path = "/tmp/rates.csv"
    if os.path.isfile(path):
        os.remove(path)
    s3.download_file("reports", "in.csv", path)
    return open(path).read()


def handler(event, context):
    return rates()
